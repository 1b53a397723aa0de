"""Departments without a code: known ones keep theirs by name, new ones get the next free one."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from models.intake.department import read_uncoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations

    Import = Callable[..., Summary]
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.score.sheets import score_sheets

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


CODES = "SELECT code || ' ' || name FROM department WHERE NOT is_agency ORDER BY code"


@pytest.fixture
def bring(march: Acting, tmp_path: Path) -> Import:
    """Import rows in which codes may be missing."""

    def take(*rows: dict[str, Any]) -> Summary:
        with (tmp_path / "部门.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(title for row in rows for title in row)))
            writer.writeheader()
            writer.writerows(rows)
        return march.given(replace(read_uncoded(tmp_path / "部门.csv"), reason=""), "import_departments")

    return take


def test_new_departments_get_the_next_codes_and_known_ones_keep_theirs(
    bring: Import, sql: Sql, violations: Violations
) -> None:
    summary = bring({"名称": "教育厅"}, {"名称": "第002厅"}, {"名称": "水利厅"})
    assert summary.words.startswith("部门共3行：新增2，更改0，未变1。新编码2个：D003（教育厅）、D004（水利厅）。")
    assert sql.column(CODES) == ["D001 第001厅", "D002 第002厅", "D003 教育厅", "D004 水利厅"]
    assert violations() == []


def test_a_second_import_assigns_nothing(bring: Import, sql: Sql) -> None:
    bring({"名称": "水利厅"}, {"名称": "教育厅"})
    before = sql.column(CODES)
    summary = bring({"名称": "教育厅"}, {"名称": "水利厅"})
    assert summary.words.startswith("部门共2行：新增0，更改0，未变2。2个部门没有目标办邮箱")
    assert sql.column(CODES) == before


def test_given_codes_stay_and_are_not_assigned_again(bring: Import, sql: Sql) -> None:
    bring({"编码": "D0120", "名称": "甲局"}, {"编码": "", "名称": "乙局"}, {"编码": "JYT", "名称": "丙局"})
    assert sql.column(CODES)[2:] == ["D0120 甲局", "D121 乙局", "JYT 丙局"]


def test_a_new_code_holds_nothing_that_separates_the_parts_of_keys(bring: Import, sql: Sql) -> None:
    with pytest.raises(ImportRefused, match="“D/1”含有“/”，编号中不能用，请改用“-”"):
        bring({"编码": "D/1", "名称": "甲局"})
    sql("UPDATE department SET code = 'D|2' WHERE code = 'D002'")
    assert bring({"编码": "D|2", "名称": "第002厅"}).counts["same"] == 1


def test_a_name_whose_code_stands_in_another_row_is_refused(bring: Import) -> None:
    with pytest.raises(ImportRefused, match="“第002厅”的编码是D002，表中已有D002一行，请只保留一行"):
        bring({"编码": "D002", "名称": "第002厅"}, {"编码": "", "名称": "第002厅"})


def test_a_short_name_of_a_known_department_is_asked_about(bring: Import, sql: Sql) -> None:
    bring({"编码": "D001", "名称": "第001厅", "简称": "一厅"})
    with pytest.raises(ImportRefused, match="与编码D001的现名“第001厅”不同"):
        bring({"名称": "一厅"})
    assert len(sql.column(CODES)) == 2


LATE = "生效日期应在2027年1月1日以后：2026年已经结束，其间没有登记“第009厅”，不再纳入该年度的考评"
NEW = {"编码": "D009", "名称": "第009厅"}


@pytest.fixture
def february(march: Acting) -> Acting:
    """The year 2026 is over; today is 28 February 2027."""
    return march.on("2027-02-28")


def appraised(acting: Acting) -> list[str]:
    with begin() as session:
        return [each.code for each in score_sheets(session, 2026, acting.day)]


@pytest.mark.parametrize("dates", [{}, {"生效日期": "2026-12-31"}])
def test_a_department_that_is_entered_after_a_year_is_not_of_it(february: Acting, dates: dict[str, str]) -> None:
    with pytest.raises(ImportRefused, match=LATE):
        february.take("departments", NEW | dates)
    february.take("departments", NEW | {"生效日期": "2027-01-01"})
    assert appraised(february) == ["D001", "D002"]


def test_in_the_first_month_after_go_live_departments_of_the_year_before_are_entered(
    february: Acting, sql: Sql
) -> None:
    sql("UPDATE jurisdiction SET go_live = '2027-02-15' WHERE go_live IS NOT NULL")
    february.take("departments", NEW)
    assert appraised(february) == ["D001", "D002", "D009"]
