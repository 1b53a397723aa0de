"""Mails that wait: the agency takes their answers as claimed, or does not take them, with its reason."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.answer.attachments import drop_old_files
from models.ledger.answer.inbox import list_mails, returned_workbooks, show_mail, shown_mails
from models.ledger.answer.senders import NAME, remember
from models.records import Mail
from models.rules.errors import Refused
from tests.answers import Cells, duty_number, fill_in, sent
from tests.by_mail import forged
from tests.databases import story
from tests.mails import ADDRESS, in_transaction, mail_from, moment, take

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

PROGRESS, FILES = "进度（%）", "印证材料（附件名）"
ROWS: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
AT, STRANGER = "2026-03-05 10:20", "liming@example.com"


@pytest.fixture
@story
def form(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in; its office has a mailbox, its head one of his own."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    march.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王厅", "邮箱": "head@example.org"})
    place = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS)


@pytest.fixture
def waiting(form: Path, march: Acting) -> Acting:
    """A stranger has sent the month of D001 on 5 March; today is the 9th."""
    take(mail_from(STRANGER, AT, form))
    return march.on("2026-03-09")


def accept(acting: Acting, **more: Any) -> Any:
    return acting.do("accept_answer", mail=1, reason="已电话核实", **more)


def test_it_is_taken_by_the_day_of_its_receipt_and_as_claimed(
    waiting: Acting, sql: Sql, violations: Violations
) -> None:
    assert accept(waiting).words == "“第001厅”2026-03已填报2项。"
    assert sql.rows("SELECT state, counted_on::text FROM obligation WHERE id = 1") == [("discharged", "2026-03-05")]
    assert sql.rows("SELECT outcome, known FROM answer ORDER BY id") == [("waiting", "claimed"), ("taken", "claimed")]
    assert sql.rows("SELECT state, sentence FROM received_mail") == [("taken", "已由管理机构收取1份：已电话核实")]
    assert sql.column("SELECT reported_by FROM report") == ["第001厅目标办（管理机构经办人代录）"]
    assert violations() == []


def test_it_is_taken_once(waiting: Acting) -> None:
    accept(waiting)
    assert waiting.refused("accept_answer", mail=1, reason="再次") == (
        "来信1已收取，不在待处理之列。查看：mubiao inbox。"
    )


def test_what_is_wrong_in_it_is_refused_with_its_cell(form: Path, march: Acting, sql: Sql) -> None:
    take(mail_from(STRANGER, AT, fill_in(form, rows={"T001": {PROGRESS: 140}})))
    assert "回复表.xlsx" in march.refused("accept_answer", mail=1, reason="已核实")
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]


def test_an_older_one_does_not_displace_what_came_since(form: Path, march: Acting) -> None:
    take(mail_from(STRANGER, AT, form))
    take(mail_from(ADDRESS, "2026-03-06 09:00", fill_in(form, rows={"T001": {PROGRESS: 45}})))
    words = march.on("2026-03-09").refused("accept_answer", mail=1, reason="已核实")
    assert words.startswith("回复表.xlsx 工作表“")
    assert words.endswith("此后收到的回复（2026-03-06 09:00）已经收取，较早的这份不再收取。")


@pytest.fixture
def both(form: Path, march: Acting, sql: Sql, tmp_path: Path) -> tuple[Path, Path]:
    """The months of D001 and D002, filled in: both sheets have the same name."""
    place = sent(march, tmp_path / "二.xlsx", duty_number(sql, "monthly_check", "2026-03", "D002"))
    return form, fill_in(place, rows={"T003": {PROGRESS: 40}})


def test_what_was_taken_from_the_mail_before_keeps_no_other_sheet_out(
    both: tuple[Path, Path], march: Acting, sql: Sql, violations: Violations
) -> None:
    take(mail_from(ADDRESS, AT, *both))
    take(mail_from(ADDRESS, "2026-03-06 09:00", fill_in(both[0], rows={"T001": {PROGRESS: 45}})))
    assert accept(march.on("2026-03-09")).words == "“第002厅”2026-03已填报1项。"
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["taken", "taken"]
    assert sql.value("SELECT progress::int FROM report_line ORDER BY version DESC, target_id LIMIT 1") == 45
    assert violations() == []


def test_a_mail_waits_on_until_its_other_sheets_are_decided(
    march: Acting, sql: Sql, form: Path, tmp_path: Path, violations: Violations
) -> None:
    march.on("2026-04-01").open("monthly_check", "2026-04")
    april = sent(march.on("2026-04-02"), tmp_path / "四月.xlsx", duty_number(sql, "monthly_check", "2026-04"))
    take(mail_from(STRANGER, "2026-04-02 10:20", form, fill_in(april, rows=ROWS)))
    today = march.on("2026-04-03")
    assert accept(today, sheet="2026年3月月度检查").words.endswith("这封来信还有1张表待处理。")
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]
    assert accept(today).words == "“第001厅”2026-04已填报2项。"
    assert sql.column("SELECT state FROM received_mail") == ["taken"]
    assert violations() == []


def test_of_two_sheets_for_one_duty_the_first_is_taken(form: Path, march: Acting, sql: Sql, tmp_path: Path) -> None:
    other = tmp_path / "另.xlsx"
    other.write_bytes(form.read_bytes())
    take(mail_from(STRANGER, AT, form, fill_in(other, rows={"T001": {PROGRESS: 99}})))
    assert accept(march.on("2026-03-09")).words.endswith("只收取了第一份。")
    assert sql.column("SELECT DISTINCT version FROM report ORDER BY 1") == [1]


def test_a_sheet_that_went_back_is_its_offices(both: tuple[Path, Path], march: Acting, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, fill_in(both[0], rows={"T001": {PROGRESS: 140}}), both[1]))
    today = march.on("2026-03-09")
    assert accept(today).counts["answers"] == 1
    sql("UPDATE received_mail SET state = 'waiting'")
    assert today.refused("accept_answer", mail=1, reason="再次").startswith("来信1的回复表已经收取或退回。")


def test_a_sheet_with_a_strange_code_is_not_waited_for(form: Path, march: Acting, sql: Sql, tmp_path: Path) -> None:
    other = tmp_path / "另.xlsx"
    other.write_bytes(forged(form.read_bytes()))
    book = load_workbook(other)
    book.worksheets[-1].title = "另一张"
    book.save(other)
    take(mail_from(STRANGER, AT, form, other))
    accept(march.on("2026-03-09"), sheet="2026年3月月度检查")
    assert sql.column("SELECT state FROM received_mail") == ["taken"]


def test_the_address_of_another_office_is_not_remembered(form: Path, march: Acting, sql: Sql) -> None:
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "office2@example.org"})
    take(mail_from("office2@example.org", AT, form))
    words = march.on("2026-03-09").refused("accept_answer", mail=1, reason="已核实", remember=True)
    assert words.startswith("这个发件地址已经是“第002厅”的，不能同时登记为“第001厅”的联系人；请去掉 --remember。")
    assert sql.value("SELECT count(*) FROM contact WHERE email = 'office2@example.org'") == 0
    assert accept(march.on("2026-03-09")).counts["answers"] == 1


def test_an_address_is_remembered_for_one_office_only_also_before_its_first_day(
    form: Path, march: Acting, sql: Sql, tmp_path: Path
) -> None:
    second = sent(march, tmp_path / "二.xlsx", duty_number(sql, "monthly_check", "2026-03", "D002"))
    for place in (form, fill_in(second, rows={"T003": {PROGRESS: 40}})):
        take(mail_from(STRANGER, AT, place))
    today = march.on("2026-03-09")
    today.do("accept_answer", mail=1, reason="已核实", remember=True)
    words = today.refused("accept_answer", mail=2, reason="已核实", remember=True)
    assert words.startswith("这个发件地址已经是“第001厅”的，不能同时登记为“第002厅”的联系人")


def test_the_mailbox_of_the_agency_is_not_remembered(form: Path, march: Acting) -> None:
    march.take("departments", {"编码": "AGENCY", "名称": "省绩效办", "目标办邮箱": STRANGER, "管理机构": "是"})
    take(mail_from(STRANGER, AT, form))
    words = march.on("2026-03-09").refused("accept_answer", mail=1, reason="已核实", remember=True)
    assert words.startswith("这个发件地址已经是“省绩效办”的")


def test_a_remembered_address_answers_from_the_next_working_day(
    waiting: Acting, sql: Sql, form: Path, violations: Violations
) -> None:
    assert accept(waiting, remember=True).counts == {"answers": 1, "remembered": 1, "notices": 2}
    assert sql.rows("SELECT role, name, valid_from::text FROM contact WHERE email = :it", it=STRANGER) == [
        ("liaison", NAME, "2026-03-10")
    ]
    told = "SELECT audience, payload ->> 'from' FROM notice WHERE kind = 'address_remembered' ORDER BY audience"
    assert sql.rows(told) == [("head", "2026年3月10日"), ("office", "2026年3月10日")]
    fill_in(form, rows={"T001": {PROGRESS: 41}})
    take(mail_from(STRANGER, "2026-03-09 17:00", form))
    take(mail_from(STRANGER, "2026-03-10 09:00", form))
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["taken", "waiting", "taken"]
    assert violations() == []


def test_one_sheet_can_be_chosen(waiting: Acting, sql: Sql) -> None:
    assert "没有工作表“不存在”" in waiting.refused("accept_answer", mail=1, reason="已核实", sheet="不存在")
    assert sql.column("SELECT sheet FROM answer") == ["第1张"]
    [[_, sheet]] = sql.value("SELECT sheets FROM stranger_mail")
    assert accept(waiting, sheet=sheet).counts["answers"] == 1


def test_a_mail_without_a_sheet_is_not_accepted_but_dismissed(march: Acting, sql: Sql, violations: Violations) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    take(mail_from(ADDRESS, AT))
    assert "没有回复表" in march.refused("accept_answer", mail=1, reason="已核实")
    assert march.do("dismiss_mail", mail=1, reason="广告").words == "来信1不予收取：广告。"
    assert sql.rows("SELECT state, sentence FROM received_mail") == [("dismissed", "广告")]
    assert "不予收取" in march.refused("dismiss_mail", mail=1, reason="广告")
    assert "没有编号为9的来信" in march.refused("dismiss_mail", mail=9, reason="广告")
    assert violations() == []


def test_a_mail_of_a_stranger_without_a_sheet_needs_no_decision(march: Acting) -> None:
    number = take(mail_from(STRANGER, AT)).data["mail"]
    for act in ("accept_answer", "dismiss_mail"):
        assert march.refused(act, mail=number, reason="广告") == (
            f"来信{number}来自陌生地址，没有回复表，不登记也不须办结，14天后不再列为待处理。"
        )


def test_files_of_strangers_lie_apart_and_for_ninety_days(waiting: Acting, store: Path) -> None:
    [file] = [each for each in store.with_name("strangers").rglob("*") if each.is_file()]
    assert not file.is_relative_to(store)
    os.utime(file, (moment(AT).timestamp(),) * 2)
    assert drop_old_files(moment("2026-06-03 10:00")) == 0
    assert drop_old_files(moment("2026-06-03 10:21")) == 1
    assert "只保存90天" in waiting.refused("accept_answer", mail=1, reason="已核实")


def test_what_comes_back_can_be_made_from_what_is_kept(form: Path, store: Path, sql: Sql) -> None:
    mail = mail_from(ADDRESS, AT, fill_in(form, rows={"T001": {PROGRESS: 140}}))
    take(mail)
    [book] = in_transaction(returned_workbooks, [mail.digest])
    assert (store / book["file_digest"][:2] / book["file_digest"]).read_bytes() == form.read_bytes()
    assert book["complaints"][0]["sheet"] == sql.value("SELECT sheet FROM answer")


def test_the_list_shows_what_waits_and_every_mail(waiting: Acting) -> None:
    [row] = in_transaction(list_mails)
    assert (row["id"], row["sender"], row["department"], row["files"]) == (1, STRANGER, None, 1)
    accept(waiting)
    assert in_transaction(list_mails) == []
    with begin() as session:
        assert len(list_mails(session, every=True)) == 1
    shown = in_transaction(show_mail, 1)
    assert shown["files"] == ["回复表.xlsx"]
    assert [sheet["outcome"] for sheet in shown["sheets"]] == ["waiting", "taken"]
    with pytest.raises(Refused, match="没有编号为7的来信"):
        in_transaction(show_mail, 7)


def listed(number: int, sender: str, *, stranger: bool = True, reasons: Sequence[str] = ()) -> dict[str, Any]:
    return {"id": number, "sender": sender, "stranger": stranger, "reasons": list(reasons)}


def test_mails_of_offices_come_first_and_those_of_one_stranger_are_one_line() -> None:
    spam = [listed(number, "shop@example.com") for number in (1, 2, 4)]
    sheet = listed(3, "shop@example.com", reasons=("发件地址不是其联系人",))
    shown, hidden = shown_mails([*spam, sheet, listed(5, "a@b.cn"), listed(6, ADDRESS, stranger=False)])
    assert [(row["id"], row["more"]) for row in shown] == [(6, 0), (4, 2), (3, 0), (5, 0)]
    assert hidden == 0


def test_of_more_than_fifty_strangers_the_newest_are_shown() -> None:
    shown, hidden = shown_mails([listed(number, f"{number}@b.cn") for number in range(60)])
    assert ([row["id"] for row in shown], hidden) == ([*range(10, 60)], 10)


def test_an_address_is_not_remembered_for_an_answer_of_several_offices(waiting: Acting) -> None:
    with begin() as session:
        mail = session.get_one(Mail, 1)
        with pytest.raises(Refused, match="这封来信不是一个部门的回复，或没有发件地址，不能登记为联系人"):
            remember(session, waiting.context(), mail, [2, 3])
