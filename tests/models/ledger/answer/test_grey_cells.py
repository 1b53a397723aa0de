"""The grey cells of a row: what a target or leaf asks, and what was last reported of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.answer.content import answer_book
from models.ledger.answer.grey_cells import leaf_cells, reported_cells, requirement_cells
from models.rules.errors import MubiaoError, Refused
from models.rules.kinds import Known
from models.rules.score.component import Component
from models.rules.score.facts import Contested
from tests.answers import duty_number, faults, fill_in, give_back, sent
from tests.databases import story
from tests.models.ledger.appraisal.year import complete, drafted, number_of, rows_of, states

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql


ASKED = {"requirement": "建成100公里", "quantity": Decimal(100), "unit": "公里", "deadline": date(2026, 9, 30)}
LEAF = {"code": "T001", "name": "公路", "leaf": "1-1", "words": "新建公路", "direction": "not_more"}


def row(**values: Any) -> Any:
    return SimpleNamespace(**values)


def test_a_target_shows_what_it_asks_and_by_when() -> None:
    shown = ("T001", "公路", "建成100公里", "100公里", "2026年9月30日")
    assert requirement_cells("T001", "公路", row(**ASKED)) == shown


def test_without_a_quantity_and_a_deadline_it_is_the_end_of_the_year() -> None:
    bare = row(requirement="验收合格", quantity=None, unit="", deadline=None)
    assert requirement_cells("T001", "公路", bare)[2:] == ("验收合格", "", "年底（默认）")


@pytest.mark.parametrize(
    ("values", "amount"),
    [({}, "不多于100公里"), ({"direction": None}, "不少于100公里"), ({"quantity": None}, "")],
)
def test_a_leaf_shows_its_direction_and_its_quantity(values: dict[str, Any], amount: str) -> None:
    cells = leaf_cells(row(**ASKED | LEAF | values))
    assert (cells[1], cells[3]) == ("公路（指标1-1 新建公路）", amount)


@pytest.mark.parametrize(
    ("progress", "status", "cells"),
    [(Decimal("33.50"), "in_progress", ("33.5%", "进行中")), (None, None, ("", "")), (Decimal(0), "", ("0%", ""))],
)
def test_what_was_last_reported(progress: Decimal | None, status: str | None, cells: tuple[str, str]) -> None:
    assert reported_cells(row(progress=progress, status=status)) == cells


REASON = "对职能绩效目标的异议理由"


@pytest.fixture
@story
def draft(march: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are drafted; objections until 5 March 2027."""
    complete(march, sql)
    drafted(march)
    return march.on("2027-03-03")


def sheet_of(draft: Acting, sql: Sql, folder: Path) -> Path:
    return sent(draft, folder / "回复表.xlsx", number_of(sql))


def test_the_sheet_says_each_line_and_the_total(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet: Any = load_workbook(sheet_of(draft, sql, tmp_path)).worksheets[1]
    shown = {str(row[0].value): str(row[1].value) for row in sheet.iter_rows() if row[0].value}
    assert shown["职能绩效目标"] == "满分50.00分，得48.00分；条目2026/T001/1扣2.00分"
    assert shown["合计"] == "94.10分"


def test_an_office_agrees_by_its_sheet(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "同意"})
    assert give_back(draft, place).words == "2026年得分表：没有异议。"
    assert states(sql)[0] == ("D001", 1, "agreed")


def test_an_office_objects_by_its_sheet(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "有异议", REASON: "已于2月补欠"})
    give_back(draft, place)
    assert sql.rows("SELECT component, reason FROM score_objection") == [("functional", "已于2月补欠")]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"意见": "有异议"}, "至少写明一个考评项目的异议理由"),
        ({"意见": "同意", REASON: "已补欠"}, "填了异议理由，意见应为“有异议”"),
    ],
)
def test_opinion_and_reasons_go_together(
    draft: Acting, sql: Sql, tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), cells)
    ((cell, fault),) = faults(draft, place)
    assert (load_workbook(place).worksheets[1][cell].value, words in fault) == (cells["意见"], True)
    assert states(sql)[0] == ("D001", 1, "drafted")


def test_a_sheet_that_comes_after_the_day_is_refused(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "有异议", REASON: "已补欠"})
    with pytest.raises(Refused, match="核对得分表的期限（2027-03-05）已过"):
        give_back(draft.on("2027-03-08"), place)


def test_the_sheet_of_a_version_before_is_not_taken(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "同意"})
    sql("UPDATE second_level SET value = 70 WHERE department_id = (SELECT id FROM department WHERE code = 'D001')")
    draft.do("draft_appraisal", year=2026, due="2027-03-12")
    with pytest.raises(Refused, match="已被新的取代"):
        give_back(draft, place)


def test_an_office_takes_its_objection_back_by_mail(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "有异议", REASON: "已补欠"})
    give_back(draft, place)
    again = fill_in(sent(draft, tmp_path / "再次.xlsx", number_of(sql)), {"意见": "同意"})
    known = draft.office("D001")
    from models.intake.answer import Answer, Enclosed  # noqa: PLC0415 - one test
    from models.intake.answer_file import read_answer  # noqa: PLC0415 - one test

    sheets, digest = read_answer(again)
    by_mail = replace(known, actor=replace(known.actor, known=Known.KNOWN))
    by_mail.given(Answer(sheets[0], digest, Enclosed(())), "take_answer")
    assert states(sql)[0] == ("D001", 1, "agreed")


SAID = {"department": "D001", "channel": "12345热线", "limit": "2026-03-20"}


def about(acting: Acting, number: int) -> tuple[tuple[str, str], ...]:
    with begin() as session:
        (sheet,) = answer_book(session, [number], acting.day).sheets
    return sheet.about


def test_the_sheet_says_the_opinion_its_channel_and_its_day(march: Acting, sql: Sql) -> None:
    march.do("record_opinion", **SAID, content="另一条", received_on="2026-03-01")
    march.do("record_opinion", **SAID, content="路灯不亮", received_on="2026-03-02")
    second = sql.value("SELECT max(id) FROM obligation WHERE kind = 'opinion_feedback'")
    lines = (("意见内容", "路灯不亮"), ("来源渠道", "12345热线"), ("收到日期", "2026年3月2日"))
    assert about(march, second) == lines


def test_of_other_duties_nothing_is_read(march: Acting, sql: Sql) -> None:
    assert about(march, duty_number(sql, "monthly_check", "2026-03")) == ()


def test_an_opinion_about_a_marked_target_is_not_told(march: Acting, sql: Sql) -> None:
    march.do("record_opinion", **SAID, content="目标T001没有开工。路灯不亮。", received_on="2026-03-02")
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    lines = dict(about(march, duty_number(sql, "opinion_feedback", "2026")))
    assert "目标T001没有开工" not in lines["意见内容"]
    assert "路灯不亮" in lines["意见内容"]


TOTAL, LINE = "合计", "职能绩效目标"


@pytest.fixture
@story
def draft_of_subject_lines_cells(march: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are drafted; objections until 5 March 2027."""
    complete(march, sql)
    drafted(march)
    return march.on("2027-03-03")


@pytest.fixture
@story
def place(draft_of_subject_lines_cells: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The sheet of D001 as it is sent."""
    return sent(draft_of_subject_lines_cells, tmp_path / "回复表.xlsx", number_of(sql))


def titles(place: Path) -> list[str]:
    sheet: Any = load_workbook(place).worksheets[1]
    return [str(row[0].value) for row in sheet.iter_rows() if row[0].value]


def write_over(place: Path, title: str, value: str) -> None:
    """Change a grey cell, which shows what is answered."""
    book = load_workbook(place)
    sheet: Any = book.worksheets[1]
    next(row for row in sheet.iter_rows() if row[0].value == title)[1].value = value
    book.save(place)


def test_every_component_has_a_cell_for_its_reason(place: Path) -> None:
    found = titles(place)
    assert [each.label for each in Component if not any(f"对{each.label}的异议理由" in title for title in found)] == []


@pytest.mark.parametrize("opinion", ["同意的", "反对", "有意见", "1"])
def test_another_opinion_than_the_two_names_its_cell(
    draft_of_subject_lines_cells: Acting, sql: Sql, place: Path, opinion: str
) -> None:
    before = rows_of(sql)
    [(cell, message)] = faults(draft_of_subject_lines_cells, fill_in(place, {"意见": opinion}))
    assert cell.startswith("B")
    assert "意见" in message
    assert rows_of(sql) == before


def test_a_sheet_without_an_opinion_is_no_agreement(
    draft_of_subject_lines_cells: Acting, sql: Sql, place: Path
) -> None:
    before = rows_of(sql)
    with pytest.raises(MubiaoError):
        give_back(draft_of_subject_lines_cells, place)
    assert rows_of(sql) == before


@pytest.mark.parametrize("reason", ["——", "…", "。"])
def test_a_reason_without_words_is_none(
    draft_of_subject_lines_cells: Acting, sql: Sql, place: Path, reason: str
) -> None:
    before = rows_of(sql)
    with pytest.raises(Refused, match=f"“{reason}”没有文字或数字，请写明"):
        give_back(draft_of_subject_lines_cells, fill_in(place, {"意见": "有异议", REASON: reason}))
    assert rows_of(sql) == before


def test_blanks_around_an_opinion_and_a_reason_are_dropped(
    draft_of_subject_lines_cells: Acting, sql: Sql, place: Path
) -> None:
    give_back(draft_of_subject_lines_cells, fill_in(place, {"意见": " 有异议 ", REASON: "  已于2月补欠\n"}))
    assert sql.rows("SELECT component, reason FROM score_objection") == [("functional", "已于2月补欠")]


def test_each_reason_is_kept_with_its_line_or_fact(draft_of_subject_lines_cells: Acting, sql: Sql, place: Path) -> None:
    reasons = {each.asked: f"{each.label}有误" for each in Contested}
    given = give_back(draft_of_subject_lines_cells, fill_in(place, {"意见": "有异议", **reasons}))
    assert given.counts["objections"] == len(Contested)
    kept = dict(sql.rows("SELECT component, reason FROM score_objection"))
    assert kept == {each.value: f"{each.label}有误" for each in Contested}


def test_the_facts_stand_in_the_sheet_with_their_rows(draft_of_subject_lines_cells: Acting, place: Path) -> None:
    assert draft_of_subject_lines_cells.day.year == 2027
    cells = {str(row[0].value): str(row[1].value) for row in load_workbook(place).worksheets[1].iter_rows(max_col=2)}
    assert cells["事实·应办未办"] == "1项：2026年3月月度检查，期限2026-03-31"
    assert cells["事实·逾期办结"] == "0项"


def test_another_office_does_not_give_the_sheet_back(
    draft_of_subject_lines_cells: Acting, sql: Sql, place: Path
) -> None:
    before = rows_of(sql)
    with pytest.raises(MubiaoError):
        give_back(draft_of_subject_lines_cells, fill_in(place, {"意见": "同意"}), office="D002")
    assert rows_of(sql) == before


def test_a_total_that_the_office_writes_over_changes_no_score(
    draft_of_subject_lines_cells: Acting, sql: Sql, place: Path
) -> None:
    before = sql.rows("SELECT content, digest, total FROM score_sheet ORDER BY id")
    write_over(fill_in(place, {"意见": "同意"}), TOTAL, "100.00分")
    try:
        give_back(draft_of_subject_lines_cells, place)
    except ImportRefused:
        assert states(sql)[0] == ("D001", 1, "drafted")
    assert sql.rows("SELECT content, digest, total FROM score_sheet ORDER BY id") == before


def test_the_same_sheet_twice_is_one_answer(draft_of_subject_lines_cells: Acting, sql: Sql, place: Path) -> None:
    fill_in(place, {"意见": "有异议", REASON: "已补欠"})
    give_back(draft_of_subject_lines_cells, place)
    again = give_back(draft_of_subject_lines_cells, place)
    assert "未作改动" in again.words or again.counts.get("answered") == 0
    assert sql.value("SELECT count(*) FROM score_objection") == 1


def test_each_department_reads_its_own_lines(draft_of_subject_lines_cells: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sent(draft_of_subject_lines_cells, tmp_path / "D002.xlsx", number_of(sql, "D002"))
    sheet: Any = load_workbook(place).worksheets[1]
    shown = {str(row[0].value): str(row[1].value) for row in sheet.iter_rows() if row[0].value}
    assert (shown[LINE], shown[TOTAL]) == ("满分50.00分，得50.00分", "96.10分")


def test_4_7_the_sheet_shows_no_text_of_a_marked_target(
    draft_of_subject_lines_cells: Acting, sql: Sql, tmp_path: Path
) -> None:
    draft_of_subject_lines_cells.do(
        "mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及未公开规划"
    )
    place = sent(draft_of_subject_lines_cells, tmp_path / "标密.xlsx", number_of(sql))
    cells = [str(cell.value) for page in load_workbook(place) for row in page.iter_rows() for cell in row]
    assert not [each for each in cells if "目标T001" in each or "进度滞后" in each]
    assert give_back(draft_of_subject_lines_cells, fill_in(place, {"意见": "同意"})).words.startswith(
        "2026年得分表：没有异议"
    )
