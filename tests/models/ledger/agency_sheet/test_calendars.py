"""The calendars as sheets: exported they import without a change, a changed day is judged with its whole notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, fill, rows_in
from tests.models.ledger.agency_sheet.test_registers import export, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

LOCAL = {
    "日期": "2026-08-05", "类别": "放假", "节日": "建州日", "通知标题": "省政府关于放假的通知",
    "通知文号": "黔府办〔2026〕2号", "通知日期": "2026-01-05",
}  # fmt: skip
TITLES = ["序号", "日期", "类别", "节日", "通知标题", "通知文号", "通知日期", "核对码"]


@pytest.fixture
def founded(acting: Acting) -> Acting:
    """The holidays that are shipped, and one local day off."""
    acting.take("local_calendar", LOCAL)
    return acting


@pytest.mark.parametrize("kind", ["calendar", "local-calendar"])
def test_a_calendar_is_exported_with_chinese_titles_and_imports_without_a_change(
    founded: Acting, sql: Sql, tmp_path: Path, kind: str
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    sheet = export(founded, kind, tmp_path)
    assert list(rows_in(sheet)[0]) == TITLES
    done = take(founded, kind, sheet)
    assert counts(done) == (0, 0, len(rows_in(sheet)))
    assert done.counts["rows"] == len(rows_in(sheet)) > 0
    assert sql.value("SELECT height FROM chain_head") == before


def test_each_calendar_has_its_own_days(founded: Acting, sql: Sql, tmp_path: Path) -> None:
    assert len(rows_in(export(founded, "local-calendar", tmp_path))) == 1
    national = sql.value("SELECT count(*) FROM calendar_day WHERE jurisdiction_id = 1")
    assert len(rows_in(export(founded, "calendar", tmp_path))) == national


def test_a_changed_day_is_judged_with_the_unchanged_days_of_its_notice(
    founded: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = export(founded, "calendar", tmp_path)
    days = [str(row["日期"].date()) for row in rows_in(sheet)]
    assert counts(take(founded, "calendar", fill(sheet, {days.index("2026-10-01") + 2: {"节日": "国庆"}})))[1] == 1
    assert sql.value("SELECT name FROM calendar_day WHERE date = '2026-10-01' AND jurisdiction_id = 1") == "国庆"
    again = export(founded, "calendar", tmp_path)
    with pytest.raises(ImportRefused, match="2026年放假安排不平衡"):
        take(founded, "calendar", fill(again, {days.index("2026-10-01") + 2: {"类别": "照常"}}))
    assert violations() == []


def test_a_day_changed_since_the_export_is_refused_and_a_date_stays(founded: Acting, tmp_path: Path) -> None:
    sheet = export(founded, "local-calendar", tmp_path)
    with pytest.raises(ImportRefused, match="日期是台账里已有的，不能改动"):
        take(founded, "local-calendar", fill(sheet, {2: {"日期": "2026-08-06"}}))
    founded.take("local_calendar", LOCAL | {"节日": "州庆"})
    with pytest.raises(ImportRefused, match="“2026-08-05”在表格导出以后已有改动"):
        take(founded, "local-calendar", export_again(sheet))


def export_again(sheet: Path) -> Path:
    return fill(sheet, {2: {"日期": "2026-08-05", "节日": "节"}})
