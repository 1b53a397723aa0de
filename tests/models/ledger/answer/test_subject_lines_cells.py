"""Bad cells of the sheet that answers a score sheet, a marked target in it, and who may give it back (1-2.22, 4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.intake.complaints import ImportRefused
from models.rules.errors import MubiaoError, Refused
from models.rules.score.component import Component
from tests.answers import faults, fill_in, give_back, sent
from tests.databases import story
from tests.models.ledger.appraisal.year import complete, drafted, number_of, rows_of, states

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

REASON = "对职能绩效目标的异议理由"
TOTAL, LINE = "合计", "职能绩效目标"


@pytest.fixture
@story
def draft(march: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are drafted; objections until 5 March 2027."""
    complete(march, sql)
    drafted(march)
    return march.on("2027-03-03")


@pytest.fixture
def place(draft: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The sheet of D001 as it is sent."""
    return sent(draft, tmp_path / "回复表.xlsx", number_of(sql))


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
def test_another_opinion_than_the_two_names_its_cell(draft: Acting, sql: Sql, place: Path, opinion: str) -> None:
    before = rows_of(sql)
    [(cell, message)] = faults(draft, fill_in(place, {"意见": opinion}))
    assert cell.startswith("B")
    assert "意见" in message
    assert rows_of(sql) == before


def test_a_sheet_without_an_opinion_is_no_agreement(draft: Acting, sql: Sql, place: Path) -> None:
    before = rows_of(sql)
    with pytest.raises(MubiaoError):
        give_back(draft, place)
    assert rows_of(sql) == before


@pytest.mark.parametrize("reason", ["——", "…", "。"])
def test_a_reason_without_words_is_none(draft: Acting, sql: Sql, place: Path, reason: str) -> None:
    before = rows_of(sql)
    with pytest.raises(Refused, match=f"“{reason}”没有文字或数字，请写明"):
        give_back(draft, fill_in(place, {"意见": "有异议", REASON: reason}))
    assert rows_of(sql) == before


def test_blanks_around_an_opinion_and_a_reason_are_dropped(draft: Acting, sql: Sql, place: Path) -> None:
    give_back(draft, fill_in(place, {"意见": " 有异议 ", REASON: "  已于2月补欠\n"}))
    assert sql.rows("SELECT component, reason FROM score_objection") == [("functional", "已于2月补欠")]


def test_each_reason_is_kept_with_its_line(draft: Acting, sql: Sql, place: Path) -> None:
    reasons = {f"对{each.label}的异议理由": f"{each.label}漏计" for each in Component}
    assert give_back(draft, fill_in(place, {"意见": "有异议", **reasons})).counts["objections"] == len(Component)
    kept = dict(sql.rows("SELECT component, reason FROM score_objection"))
    assert kept == {each.value: f"{each.label}漏计" for each in Component}


def test_another_office_does_not_give_the_sheet_back(draft: Acting, sql: Sql, place: Path) -> None:
    before = rows_of(sql)
    with pytest.raises(MubiaoError):
        give_back(draft, fill_in(place, {"意见": "同意"}), office="D002")
    assert rows_of(sql) == before


def test_a_total_that_the_office_writes_over_changes_no_score(draft: Acting, sql: Sql, place: Path) -> None:
    before = sql.rows("SELECT content, digest, total FROM score_sheet ORDER BY id")
    write_over(fill_in(place, {"意见": "同意"}), TOTAL, "100.00分")
    try:
        give_back(draft, place)
    except ImportRefused:
        assert states(sql)[0] == ("D001", 1, "drafted")
    assert sql.rows("SELECT content, digest, total FROM score_sheet ORDER BY id") == before


def test_the_same_sheet_twice_is_one_answer(draft: Acting, sql: Sql, place: Path) -> None:
    fill_in(place, {"意见": "有异议", REASON: "已补欠"})
    give_back(draft, place)
    again = give_back(draft, place)
    assert "未作改动" in again.words or again.counts.get("answered") == 0
    assert sql.value("SELECT count(*) FROM score_objection") == 1


def test_each_department_reads_its_own_lines(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sent(draft, tmp_path / "D002.xlsx", number_of(sql, "D002"))
    sheet: Any = load_workbook(place).worksheets[1]
    shown = {str(row[0].value): str(row[1].value) for row in sheet.iter_rows() if row[0].value}
    assert (shown[LINE], shown[TOTAL]) == ("满分50.00分，得50.00分", "96.10分")


def test_4_7_the_sheet_shows_no_text_of_a_marked_target(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    draft.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及未公开规划")
    place = sent(draft, tmp_path / "标密.xlsx", number_of(sql))
    cells = [str(cell.value) for page in load_workbook(place) for row in page.iter_rows() for cell in row]
    assert not [each for each in cells if "目标T001" in each or "进度滞后" in each]
    assert give_back(draft, fill_in(place, {"意见": "同意"})).words.startswith("2026年得分表：没有异议")
