"""The sheets that are kept, next to those that the ledger gives now (1-8.1, A53)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.appraisal.sheets import Computed, computed_sheets, current_sheets, differs, lacks_in_words
from tests.conftest import counting
from tests.models.ledger.appraisal.test_drafting import mark

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

DAY = date(2027, 3, 1)


def computed(day: date = DAY) -> dict[str, Computed]:
    with begin() as session:
        return {each.code: each for each in computed_sheets(session, 2026, day).values()}


def test_the_ledger_gives_the_same_sheet_on_every_day_after_the_cut_off(rated: Acting) -> None:
    assert rated.day == DAY
    assert computed() == computed(date(2028, 1, 1))
    assert computed()["D001"].total == Decimal("94.1")


def test_without_a_cut_off_day_there_is_none(rated: Acting, sql: Sql) -> None:
    assert rated.day == DAY
    sql("DELETE FROM policy WHERE key = 'appraisal_cut_off'")
    assert computed() == {}


def test_a_kept_sheet_differs_from_another_one_and_from_none(draft: Acting) -> None:
    with begin() as session:
        kept, now = current_sheets(session, 2, 2026), computed_sheets(session, 2026, DAY)
    assert [differs(row, now[number]) for number, row in kept.items()] == [False, False]
    assert all(differs(row, None) for row in kept.values())
    mark(draft, "70")
    assert [differs(row, computed()[row.code]) for row in kept.values()] == [True, False]


def test_only_the_last_version_is_current(draft: Acting, sql: Sql) -> None:
    mark(draft, "70")
    draft.do("draft_appraisal", year=2026, due="2027-03-09")
    assert sql.value("SELECT count(*) FROM score_sheet") == 3
    with begin() as session, counting() as asked:
        assert [row.version for row in current_sheets(session, 2, 2026).values()] == [2, 1]
    assert asked[0] == 1


def test_what_sheets_lack_is_said_once_for_each() -> None:
    lacking = Computed(1, "D001", "第001厅", "", None, ("甲", "乙"))
    whole = Computed(2, "D002", "第002厅", "", Decimal(1), ())
    assert lacks_in_words([lacking, whole]) == "第001厅（甲等）"
    assert lacks_in_words([]) == "该部门没有该年度的得分"
