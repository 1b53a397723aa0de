"""`mubiao sample`: from commitment to proof on the command line."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.sampling import secret_hash
from models.rules.workdays import SHANGHAI
from tasks.clock import set_virtual_instant

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Answer, Mubiao, Sheet

SUBJECT = "2026-1"
ONE_OFFICE = ("--departments", "D001", "--left-out-reason", "只查一厅")
BY = ("--year", "2026", "--by", "department", "--share", "10%", "--at-least", "1", "--on", "2026-03-05")
NUMBER = ("--number-kind", "double_colour", "--number-name", "双色球第2026030期", "--number-on", "2026-03-10")
LATER = ("--on", "2026-03-10")
BALLS, OTHER_BALLS = "33 05 12 19 22 28 07", "01 05 12 19 22 28 07"
pytestmark = pytest.mark.usefixtures("fifth_of_march", "planned", "committed_first")


def saved(place: Path, document: dict[str, Any]) -> str:
    place.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return str(place)


@pytest.fixture
def planned(line: Mubiao, anyone: Acting) -> Mubiao:
    """The plan of 2026-1 is drafted."""
    plan = {"kind": "专项核查", "title": "粮食安全专项核查", "standard": "目标绩效要求"}
    anyone.on("2026-03-05").do("draft_inspection", **plan)
    return line


@pytest.fixture
def published(line: Mubiao) -> dict[str, Any]:
    """The published commitment of a sample that was drawn and revealed afterwards."""
    document: dict[str, Any] = line.json("sample", "commit", SUBJECT, *BY, *NUMBER)
    line.done("sample", "draw", SUBJECT, "--number", BALLS, *LATER)
    line.done("sample", "reveal", SUBJECT, *LATER)
    return document


def test_a_commitment_prints_the_public_facts_and_withholds_its_secret(line: Mubiao, sql: Sql) -> None:
    text = line.done("sample", "commit", SUBJECT, *BY, *NUMBER)
    assert line.marked
    secret = sql.value("SELECT secret FROM sealed_secret")
    assert text.splitlines()[0] == "抽样文书：2026-1，抽查目标，已承诺，待抽取"
    for words in (
        f"密数校验码：{secret_hash(secret)}",
        "抽取办法：每层抽10%（不足1项的进为1项），至少1项",
        "公开数：双色球第2026030期（2026-03-10公布）",
        "D001 第001厅",
        "以上内容请在抽取前公布",
    ):
        assert words in text
    shown: Answer = line("sample", "show", SUBJECT, "--json")
    assert secret not in text + shown.out + shown.err + line.done("sample", "show", SUBJECT)
    assert "仅凭抽取方保证" not in text


def test_a_rehearsal_commits_on_the_day_that_it_chooses(line: Mubiao) -> None:
    set_virtual_instant(datetime(2026, 3, 11, 10, 30, tzinfo=SHANGHAI))
    line.done("sample", "commit", SUBJECT, *BY, *NUMBER)
    assert "已抽取" in line.done("sample", "draw", SUBJECT, "--number", BALLS, *LATER)


def test_each_commitment_has_a_different_secret(line: Mubiao) -> None:
    first = line.json("sample", "commit", SUBJECT, *BY)
    second = line.json("sample", "commit", SUBJECT, *BY, "--reason", "名单有误")
    assert first["secret_hash"] != second["secret_hash"]
    assert second["earlier"][0]["secret_hash"] == first["secret_hash"]


def test_a_missing_public_number_and_a_repeated_attempt_are_always_mentioned(line: Mubiao) -> None:
    line.done("sample", "commit", SUBJECT, *BY)
    listed = [line.done("sample", "commit", SUBJECT, *BY, "--reason", "名单有误")]
    listed += [line.done("sample", each, SUBJECT, *LATER) for each in ("draw", "reveal")]
    listed.append(line.done("sample", "show", SUBJECT))
    for each in listed:
        assert "第2次承诺" in each
        assert "仅凭抽取方保证" in each
        assert "再次承诺的原因：名单有误" in each
        assert "此前：第1次承诺（2026-03-05），未抽取" in each


def test_the_proof_is_verified_on_a_machine_without_an_installation(
    line: Mubiao, published: dict[str, Any], tmp_path: Path
) -> None:
    shown = saved(tmp_path / "抽样.json", line.json("sample", "show", SUBJECT))
    before = saved(tmp_path / "承诺.json", published)
    line.set(DATABASE_URL="postgresql://x:y@127.0.0.1:1/nothing")
    text = line.done("sample", "verify", shown, "--commitment", before).splitlines()
    assert line.marked
    assert (text[0], text[-1]) == ("核验无误。", "与承诺时公布的文书一致。")
    found = line.json("sample", "verify", shown)
    assert (found["ok"], found["violations"]) == (True, [])


def test_a_tampered_document_is_refused_with_its_faults(
    line: Mubiao, published: dict[str, Any], tmp_path: Path
) -> None:
    assert published["state"] == "committed"
    document = line.json("sample", "show", SUBJECT)
    document["drawn"][0][1] = ["2026/T009"]
    place = saved(tmp_path / "抽样.json", document)
    text = line.refused("sample", "verify", place)
    assert text.startswith("核验发现1处不符：\n抽取结果不符：用公布的密数和公开数重新抽取，“D001”与所列的不同。")
    answer = line("sample", "verify", place, "--json")
    assert (answer.code, json.loads(answer.out)["ok"]) == (1, False)


def test_the_drawn_are_named_and_how_to_verify_them(line: Mubiao, published: dict[str, Any]) -> None:
    text = line.done("sample", "show", SUBJECT)
    assert published["drawn"] == []
    assert "抽取日期：2026-03-10，公开数 05,12,19,22,28,33+07" in text
    assert "抽中 D002 第002厅：2026/T003" in text
    assert f"核验：mubiao sample show {SUBJECT} --json > 抽样.json；mubiao sample verify 抽样.json" in text
    assert "不用本系统核验：mubiao sample verify --script > redraw.py" in text
    assert "import json" not in text


def test_the_program_is_printed_when_the_secret_is_published_and_on_request(line: Mubiao) -> None:
    line.done("sample", "commit", SUBJECT, *BY, *NUMBER)
    line.done("sample", "draw", SUBJECT, "--number", BALLS, *LATER)
    program = line.done("sample", "verify", "--script")
    assert program in line.done("sample", "reveal", SUBJECT, *LATER)
    assert program in line.done("sample", "show", SUBJECT, "--script")
    assert program not in line.done("sample", "show", SUBJECT)


def test_a_draw_before_its_day_twice_or_without_its_number_is_refused(line: Mubiao) -> None:
    line.done("sample", "commit", SUBJECT, *BY, *NUMBER)
    assert "不能提前抽取" in line.refused("sample", "draw", SUBJECT, "--number", BALLS, "--on", "2026-03-09")
    assert "请填写“双色球第2026030期”的号码" in line.refused("sample", "draw", SUBJECT, *LATER)
    assert "请先抽取" in line.refused("sample", "reveal", SUBJECT, *LATER)
    text = line.done("sample", "draw", SUBJECT, "--number", BALLS, *LATER)
    assert f"密数尚未公布；公布后任何人都可以重新抽取核对：mubiao sample reveal {SUBJECT}\n" in text
    assert "样本已经抽取，不能重抽" in line.refused("sample", "draw", SUBJECT, "--number", OTHER_BALLS, *LATER)


def test_a_list_is_drawn_from_a_file_for_a_team(line: Mubiao, sheet: Sheet) -> None:
    people = sheet(
        "名册.csv", *({"层": "自有", "编号": name} for name in ("王文", "李天")), {"层": "机构", "编号": "赵宇"}
    )
    words = ("--purpose", "team", "--from", str(people), "--take", "1", "--certain", "机构", "--on", "2026-03-05")
    document = line.json("sample", "commit", SUBJECT, *words)
    assert document["population"] == [["自有", 1, ["王文", "李天"]], ["机构", 1, ["赵宇"]]]
    text = line.done("sample", "draw", "2026-1", "--purpose", "team", *LATER)
    assert "抽中 机构：赵宇" in text
    assert "mubiao sample reveal 2026-1 --purpose team" in text
    assert "抽取办法：每层抽1人" in text


def test_key_projects_are_drawn_whole(line: Mubiao, anyone: Acting) -> None:
    row = {"编号": "T009", "年度": "2026", "目标名称": "桥", "责任部门": "D001", "是否重点项目": "是"}
    anyone.take("targets", row)
    document = line.json("sample", "commit", SUBJECT, *BY, "--key-projects", "certain", *ONE_OFFICE)
    assert document["population"][-1] == ["重点项目", 1, ["2026/T009"]]


def test_an_interrupted_population_is_named(line: Mubiao, anyone: Acting) -> None:
    line.done("sample", "commit", SUBJECT, *BY)
    anyone.take("targets", {"编号": "T009", "年度": "2026", "目标名称": "桥", "责任部门": "D001"})
    assert "承诺以后总体有变化，不能抽取：增加1项：2026/T009" in line.refused("sample", "draw", SUBJECT, *LATER)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("commit", SUBJECT, "--take", "1"), "总体应为某一年的目标（目标年度）或所给的名单（各层名单），两者选一"),
        (("commit", SUBJECT, "--year", "2026"), "请写明每层抽取的数量或比例"),
        (("commit", SUBJECT, "--from", "没有.csv", "--take", "1"), "没有文件“没有.csv”"),
        (("commit", SUBJECT, "--year", "2026", "--take", "9", *LATER), "层“全部”共3项，不能抽9项"),
        (("commit", " ", "--year", "2026", "--take", "1"), "“核查编号”不能为空"),
        (("show", "x"), "“x”抽查目标还没有承诺抽样"),
        (("draw", "x"), "“x”抽查目标还没有承诺抽样"),
        (("verify", "没有.json"), "没有文件“没有.json”"),
        (("verify", "/"), "无法读取"),
    ],
)
def test_an_impossible_step_is_refused_with_a_sentence(line: Mubiao, words: tuple[str, ...], why: str) -> None:
    assert why in line.refused("sample", *words)


@pytest.mark.parametrize("content", [b"x", b"\xff\xfe", b"[" * 100_000, b"[]", b'{"kind": "x"}', b"null"])
def test_a_file_that_is_no_document_is_refused(mubiao: Mubiao, tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "抽样.json"
    place.write_bytes(content)
    assert "不是" in mubiao.refused("sample", "verify", str(place))


def test_a_file_larger_than_any_document_is_refused_unread(mubiao: Mubiao, tmp_path: Path) -> None:
    with (tmp_path / "大.json").open("wb") as file:
        file.truncate(100_000_001)
    assert "超过100MB，不是抽样文书" in mubiao.refused("sample", "verify", str(tmp_path / "大.json"))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "mubiao sample"),
        (("verify",), "缺少 文件"),
        (("commit",), "缺少 事项"),
        (("commit", SUBJECT, "--by", "x"), "--by 填写有误，应为以下之一：department、category"),
        (("commit", SUBJECT, "--take", "0"), "--take 填写有误，应为不小于1的整数"),
        (("commit", SUBJECT, "--number-on", "x"), "“x”不是有效日期"),
        (("nosuch",), "可用的命令：commit、draw、reveal、show、verify"),
    ],
)
def test_a_wrong_usage_says_what_is_wrong(mubiao: Mubiao, words: tuple[str, ...], why: str) -> None:
    answer = mubiao("sample", *words)
    assert answer.code == 2
    assert why in answer.err


@pytest.mark.parametrize("name", ["commit", "draw", "reveal", "show", "verify"])
def test_each_step_has_a_help_with_an_example(mubiao: Mubiao, name: str) -> None:
    assert f"例：mubiao sample {name}" in mubiao.done("sample", name, "--help").replace("\n ", "")
