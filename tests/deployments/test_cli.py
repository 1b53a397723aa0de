"""The command line as a whole: help, exit codes, wrong usage in Chinese, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deployments.cli import COMMANDS, main_group
from models.rules.cycles import CYCLES

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao, Program


SECRET = "g3heim-wort"  # noqa: S105 - to be looked for in the output
DEAD = f"postgresql://u:{SECRET}@127.0.0.1:1/x"


def test_the_list_of_commands_is_the_table(mubiao: Mubiao) -> None:
    text = mubiao.done("--help")
    assert all(f"  {name} " in text and words in text for name, words in COMMANDS.items())
    assert text.strip() in mubiao.done()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_help_with_an_example(mubiao: Mubiao, name: str) -> None:
    assert f"例：mubiao {name}" in mubiao.done(name, "--help").replace("\n ", "")


@pytest.mark.process
@pytest.mark.parametrize("words", [("act", "--list"), ("workday", "2026-03-02", "--plus", "5")])
def test_a_reader_that_wants_no_more_output_is_no_error(program: Program, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", "from deployments.cli import main; main()", *words]
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    assert done.stderr == ""
    assert program(*words).stdout


@pytest.mark.parametrize("name", ["retry", "drop"])
def test_the_decisions_about_messages_have_one_too(mubiao: Mubiao, name: str) -> None:
    assert f"例：mubiao messages {name}" in mubiao.done("messages", name, "--help").replace("\n ", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_in_chinese_what_it_does_or_takes(name: str) -> None:
    command = main_group.get_command(None, name)  # type: ignore[arg-type] # it does not look at the context
    assert command
    for option in command.params:
        words = f"{getattr(option, 'help', '')}{option.metavar}"
        assert not words.isascii(), option.name


@pytest.mark.parametrize("name", [each for each in COMMANDS if each not in {"demo", "up", "messages"}])
@pytest.mark.parametrize("option", ["--nosuch", "-x"])
def test_an_unknown_option_is_a_wrong_usage_in_chinese(mubiao: Mubiao, name: str, option: str) -> None:
    text = mubiao.refused(name, *(["set_limit"] if name == "act" else []), option, code=2)
    assert text.startswith("用法有误：")
    assert f"查看帮助：mubiao {name} --help" in text


@pytest.mark.parametrize("words", [("why", "\udcc4\udcbf"), ("import", "departments", "\udcff.xlsx")])
def test_words_of_another_encoding_are_refused_with_their_position(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    text = f"命令的第{len(words)}个参数不是UTF-8编码的文字，请把终端的字符编码改为UTF-8后重试。"
    assert mubiao.refused(*words, code=1).strip() == text


def test_an_unknown_command_lists_the_known_ones(mubiao: Mubiao) -> None:
    assert "可用的命令：demo、up、init、" in mubiao.refused("nosuch", code=2)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("owed", "--on"), "选项 --on 的内容缺少或多余"),
        (("owed", "--json=1"), "选项 --json 的内容缺少或多余"),
        (("verify", "now", "then"), "多出的参数：then"),
        (("notices", "--limit", "0"), "--limit 填写有误，应为不小于1的整数"),
        (("messages", "--state", "x"), "--state 填写有误，应为以下之一："),
        (("why", "x"), "编号 填写有误，应为整数"),
        (("import",), "缺少 种类"),
        (("document",), "缺少命令。可用的命令：adjustment、answer-sheet、"),
        (("sample",), "缺少命令。可用的命令：commit、"),
        (("init", "--go-live", "2026-01-01"), "缺少 --jurisdiction"),
        (("init", "--jurisdiction", "贵州省", "--go-live", "2026-02-30"), "“2026-02-30”不是有效日期"),
    ],
)
def test_a_wrong_usage_is_explained_in_chinese(mubiao: Mubiao, words: tuple[str, ...], why: str) -> None:
    first = mubiao.refused(*words, code=2).splitlines()[0]
    assert why in first
    assert not any(word in first for word in ("is not", "requires", "Missing", "Error", "Invalid"))


def test_an_unknown_time_zone_is_refused_first(mubiao: Mubiao) -> None:
    text = mubiao.set(TZ="Asia/Beijing").refused("workday", "2026-03-31", "--plus", "1")
    assert "无法识别时区 TZ=Asia/Beijing" in text


@pytest.mark.parametrize(
    "words",
    [
        "owed",
        "why 1",
        "notices",
        "opinions",
        "uploads",
        "reviews",
        "messages",
        "verify",
        "run deliver",
        "run monthly_check",
        "act waive --obligation 1 --reason x",
        "init --jurisdiction 贵州省 --go-live 2026-01-01",
        "messages drop 1 --why x",
    ],
)
def test_a_database_that_is_down_asks_to_retry_and_never_shows_the_password(mubiao: Mubiao, words: str) -> None:
    text = mubiao.set(DATABASE_URL=DEAD).refused(*words.split(), code=3)
    assert "请确认数据库已启动后重试" in text
    assert SECRET not in text


def test_a_disk_that_cannot_be_written_asks_to_try_again(founded_line: Mubiao) -> None:
    founded_line.home.mkdir()
    (founded_line.home / "calendar.json.partial").mkdir()
    answer = founded_line("init", "--jurisdiction", "贵州省", "--go-live", "2026-01-01")
    assert answer.code == 3
    assert "请检查磁盘空间和权限后重试" in answer.err


@pytest.mark.process
def test_the_real_program_refuses_with_one_sentence_and_an_exit_code(program: Program, tmp_path: Path) -> None:
    refused = program("workday", "2026-03-31", "--plus", "0", MUBIAO_HOME=str(tmp_path))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1
    assert program("nosuch").returncode == 2
    down = program("owed", "--json", MUBIAO_HOME=str(tmp_path), DATABASE_URL=DEAD)
    assert (down.returncode, down.stdout) == (3, "")
    assert SECRET not in down.stderr


@pytest.mark.process
def test_the_real_program_prints_one_document(program: Program, tmp_path: Path) -> None:
    answer = program("cycles", "--json", MUBIAO_HOME=str(tmp_path))
    assert len(json.loads(answer.stdout)) == sum(len(cycle.periods(2026)) for cycle in CYCLES if cycle.periodic)
    assert answer.stderr == ""


@pytest.mark.process
def test_a_reader_who_goes_away_leaves_no_traceback(tmp_path: Path) -> None:
    many = tmp_path / "题.csv"
    many.write_text("date,n\n" + "2026-03-31,15\n" * 20_000, encoding="utf-8")
    with subprocess.Popen(  # noqa: S603 - our own program
        [Path(sys.executable).with_name("mubiao"), "workday", "--file", many],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as answering:
        assert answering.stdout
        assert answering.stderr
        answering.stdout.readline()
        answering.stdout.close()
        assert "Traceback" not in answering.stderr.read()


@pytest.mark.exhaustive(1)
@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_command_with_one_sentence(tmp_path: Path, number: signal.Signals) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    waiting = subprocess.Popen(  # noqa: S603 - our own program
        [Path(sys.executable).with_name("mubiao"), "workday", "--file", pipe], stderr=subprocess.PIPE, text=True
    )
    with pipe.open("w"):  # opens as soon as the program reads
        waiting.send_signal(number)
        text = waiting.communicate(timeout=20)[1]
    assert (waiting.returncode, text.strip()) == (130, "已中断。")
