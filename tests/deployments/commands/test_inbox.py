"""`mubiao inbox`: what waits, every mail, one mail; and what `check` says of an inbox that does not answer."""

from __future__ import annotations

import stat
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from deployments.health import check_inbox
from models.database import begin
from models.inbox_record import note_failure, note_read
from tasks import clock
from tasks.settings import read_settings
from tests.answers import duty_number, fill_in, sent
from tests.conftest import Sql
from tests.databases import story
from tests.deployments.conftest import HAND
from tests.mails import in_transaction, mail_from, moment, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

PROGRESS = "进度（%）"
AT = "2026-03-05 10:20"


@pytest.fixture
@story
def waiting(line: Mubiao, anyone: Acting, sql: Sql, tmp_path: Path) -> Mubiao:
    """A stranger's mail with the month of D001, and one with nothing, long ago."""
    form = sent(anyone.on("2026-03-05"), tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    fill_in(form, rows={"T001": {PROGRESS: 140}, "T002": {PROGRESS: 60}})
    take(mail_from("liming@example.com", AT, form))
    take(mail_from("shop@example.com", "2026-03-05 10:30", missing=("附件.rar：请改为.zip",)))
    return line


def test_waiting_mails_are_listed_with_what_to_do(waiting: Mubiao) -> None:
    text = waiting.done("inbox")
    assert "liming@example.com" in text
    assert "2026-03-05 10:20" in text
    [reason] = waiting.json("inbox")[0]["reasons"]
    assert f"待管理机构处理1份：{reason}" in "".join(cell for row in text.splitlines() for cell in row.split()[-1:])
    assert text.splitlines()[-3].startswith("收取：mubiao act accept_answer --mail 编号")
    assert [row["state"] for row in waiting.json("inbox")] == ["waiting"]


def test_a_stranger_without_a_sheet_is_listed_for_fourteen_days_and_then_with_all(
    waiting: Mubiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(mail_from("shop@example.com", "2026-03-05 10:40"))
    take(mail_from("robot@example.com", "2026-03-05 10:50", automatic=True, text="本人出差"))
    monkeypatch.setattr(clock, "_virtual_instant", [moment("2026-03-09 08:00")])
    shown = "".join(waiting.done("inbox").split())
    assert "不需办理发件地址不是任何部门的联系人或目标办邮箱（这个地址另有1封）" in shown
    assert "robot" not in waiting.done("inbox")
    for today, numbers in (("2026-03-18", [1, 2, 3]), ("2026-03-19", [1])):
        monkeypatch.setattr(clock, "_virtual_instant", [moment(f"{today} 08:00")])
        assert [row["id"] for row in waiting.json("inbox")] == numbers
    assert [row["sentence"] for row in waiting.json("inbox", "--all")][2:] == [
        "发件地址不是任何部门的联系人或目标办邮箱",
        "自动回复或已读回执",
    ]


def test_one_mail_is_shown_with_its_sheets(waiting: Mubiao) -> None:
    first, second = waiting.done("inbox", "--mail", "1"), waiting.done("inbox", "--mail", "2")
    assert "文件：回复表.xlsx" in first
    assert "待管理机构处理" in first
    assert "没有收到：附件.rar：请改为.zip" in second
    assert waiting.json("inbox", "--mail", "1")[0]["files"] == ["回复表.xlsx"]
    assert "没有编号为9的来信" in waiting.refused("inbox", "--mail", "9")


def test_what_is_gone_of_a_stranger_says_why(waiting: Mubiao, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {row["gone"] for row in waiting.json("inbox")} == {""}
    sql("DELETE FROM stranger_mail")
    sql("DELETE FROM unregistered_mail")
    for today, why in (("2026-06-02", "内容未随备份"), ("2026-06-03", "内容已满90天清除")):
        monkeypatch.setattr(clock, "_virtual_instant", [moment(f"{today} 08:00")])
        listed, shown = waiting.done("inbox"), waiting.done("inbox", "--mail", "1")
        assert "陌生地址" in listed
        assert why in listed
        assert f"发件地址：陌生地址，不明\n主题：{why}\n文件：{why}\n" in shown
        assert "回复表 工作表“第1张”：待管理机构处理" in shown
        assert "liming" not in listed + shown
        assert [row["gone"] for row in waiting.json("inbox")] == [why]


def test_without_any_mail_it_is_said_whether_a_mailbox_is_read(line: Mubiao) -> None:
    assert line.done("inbox", "--all").startswith("没有来信：没有设置收件箱，系统不读邮件。设置 MUBIAO_INBOX_URL")
    line.set(MUBIAO_INBOX_URL="maildir:///tmp/none")
    assert line.done("inbox", "--all") == "没有收到过来信。\n"
    assert line.done("inbox") == "没有等待处理的来信。\n"


def test_what_is_over_is_listed_on_request(waiting: Mubiao, sql: Sql) -> None:
    waiting.done("act", "dismiss_mail", "--mail", "1", "--reason", "无关")
    assert waiting.done("inbox") == "没有等待处理的来信。\n"
    assert len(waiting.json("inbox", "--all")) == 2
    assert sql.column("SELECT DISTINCT known FROM block WHERE act = 'dismiss_mail'") == ["operator"]


def test_what_the_operator_accepts_counts_as_claimed(line: Mubiao, anyone: Acting, sql: Sql, tmp_path: Path) -> None:
    form = sent(anyone.on("2026-03-05"), tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    fill_in(form, rows={"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}})
    take(mail_from("liming@example.com", AT, form))
    line.done("act", "accept_answer", "--mail", "1", "--reason", "已核实", "--on", "2026-03-09")
    act = "SELECT known, entered_by FROM block WHERE act = 'accept_answer'"
    assert sql.rows(act) == [("claimed", HAND)]
    assert sql.column("SELECT counted_on::text FROM obligation WHERE id = 1") == ["2026-03-05"]
    assert "已由管理机构收取1份：已核实" in line.done("inbox", "--mail", "1")


def test_a_sheet_whose_code_is_not_ours_is_refused_in_words(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    form = sent(anyone.on("2026-03-05"), tmp_path / "回复表.xlsx", duty_number(Sql(), "monthly_check", "2026-03"))
    fill_in(form, fields={"回复码": "ABCDEFGH"}, rows={"T001": {PROGRESS: 40}})
    take(mail_from("liming@example.com", AT, form))
    words = line.refused("act", "accept_answer", "--mail", "1", "--reason", "已核实", "--on", "2026-03-09")
    assert "回复码不是本系统发出的，或者被改动过，请用原表填写" in words


def test_only_the_named_sheet_of_a_mail_is_accepted(waiting: Mubiao, sql: Sql) -> None:
    before = sql.value("SELECT hash FROM chain_head")
    words = waiting.refused("act", "accept_answer", "--mail", "1", "--reason", "已核实", "--sheet", "没有的表")
    assert "没有工作表“没有的表”" in words
    assert sql.value("SELECT hash FROM chain_head") == before
    answer = waiting("act", "waive", "--obligation", "1", "--reason", "x", "--sheet", "表")
    assert (answer.code, "没有选项 --sheet" in answer.err) == (2, True)


def test_an_inbox_that_was_silent_for_two_working_hours_is_named(line: Mubiao, monkeypatch: pytest.MonkeyPatch) -> None:
    with begin() as session:
        assert check_inbox(session) is None
    line.set(MUBIAO_INBOX_URL="maildir:///var/mail/answers")
    read_settings.cache_clear()
    for now, ok in (("2026-03-05 16:59", True), ("2026-03-06 08:59", True), ("2026-03-06 09:00", False)):
        in_transaction(note_failure, moment("2026-03-05 16:00"), "登录失败")
        monkeypatch.setattr(clock, "_virtual_instant", [moment(now)])
        with begin() as session:
            found = check_inbox(session)
        assert found
        assert found.ok is ok
    assert found
    assert found.advice == "自2026-03-05 16:00起未能读取：登录失败"
    with begin() as session:
        note_read(session)
        assert check_inbox(session) == ("收件箱", True, "")
        note_read(session, ["7", "8"])
        missing = "有2封邮件服务器列出而没有给出，请在邮箱中查看；给出后自动收取"
        assert check_inbox(session) == ("收件箱", True, missing)


def test_a_kept_mail_is_written_as_it_came_and_nothing_is_written_over(
    line: Mubiao, anyone: Acting, tmp_path: Path
) -> None:
    anyone.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    raw, place = tmp_path / "raw", tmp_path / "来信1.eml"
    raw.write_bytes(b"From: d001@example.org\r\n\r\ntext")
    take(mail_from("d001@example.org", AT, digest=sha256(raw.read_bytes()).hexdigest(), raw=raw))
    assert "已写出来信1的原文" in line("inbox", "--mail", "1", "-o", str(place)).err
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert place.read_bytes() == raw.read_bytes()
    assert "已经存在" in line.refused("inbox", "--mail", "1", "-o", str(place))
    assert "应以 .eml 结尾" in line.refused("inbox", "--mail", "1", "-o", str(tmp_path / "来信1.txt"))
    assert "写出原文要写明是哪一封" in line.refused("inbox", "-o", str(tmp_path / "x.eml"), code=2)
    assert "没有编号为7的来信" in line.refused("inbox", "--mail", "7", "-o", str(tmp_path / "x.eml"))
