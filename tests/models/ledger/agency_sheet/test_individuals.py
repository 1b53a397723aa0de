"""个人等次 in a sheet: numbers of all departments at once, each against the ratio of its grade (2.19, A45)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.conftest import counting
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, template
from tests.models.ledger.score.appraisal import appraise

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "individuals"
KEPT = """SELECT d.code, i.serial, i.people, i.excellent FROM individuals i
    JOIN department d ON d.id = i.department_id ORDER BY i.id"""
FITS: dict[str, Any] = {"参评人数": 20, "优秀人数": 3, "达标人数": 17, "不达标人数": 0}


@pytest.fixture
def graded(acting: Acting, policy: str) -> Acting:
    """D001 has the first prize, D002 and D003 the second, D004 the third."""
    return appraise(acting, policy, D001="95", D002="90", D003="80", D004="70")


def test_all_departments_are_counted_at_once(graded: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    sheet = fill(export(graded, KIND, tmp_path), dict.fromkeys(range(2, 6), FITS))
    assert counts(take(graded, KIND, sheet)) == (0, 4, 0)
    again = export(graded, KIND, tmp_path)
    assert next((row["部门编码"], row["优秀人数"]) for row in rows_in(again)) == ("D001", 3)
    assert counts(take(graded, KIND, again)) == (0, 0, 4)
    fill(again, {2: {"优秀人数": 5, "达标人数": 15, "更正原因": "填报有误"}})
    assert counts(take(graded, KIND, again)) == (0, 1, 3)
    assert sql.rows(KEPT)[-1] == ("D001", 2, 20, 5)
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({**FITS, "优秀人数": 4, "达标人数": 16}, "单位等次为三等奖，20人按15%最多3人，填报了4人优秀"),
        ({**FITS, "达标人数": 18}, "参评20人，各等次合计21人，应当相等"),
        ({**FITS, "优秀人数": "王芳、李明、张平"}, "不是整数，请只填数字"),
        ({**FITS, "更正原因": "王芳改为优秀"}, "“王芳改为优秀”不在可选范围内"),
    ],
)
def test_one_wrong_row_and_nothing_is_recorded(
    graded: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], refusal: str
) -> None:
    sheet = fill(export(graded, KIND, tmp_path), {2: FITS, 5: cells})
    with pytest.raises(ImportRefused) as refused:
        take(graded, KIND, sheet)
    assert refusal in refused.value.message
    assert sql.rows(KEPT) == []


def test_the_grades_are_computed_once_for_all_rows(graded: Acting, tmp_path: Path) -> None:
    needed = []
    for rows in ((2,), (2, 3, 4)):
        sheet = fill(export(graded, KIND, tmp_path), dict.fromkeys(rows, FITS))
        with counting() as total:
            take(graded, KIND, sheet, keep=False)
        needed.append(total[0])
    assert needed[1] - needed[0] < 2 * 20  # two more rows, and not two more appraisals


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"参评人数": None}, "“参评人数”必填"),
        ({"优秀人数": None}, "“优秀人数”必填"),
        ({"达标人数": 16.5}, "达标人数"),
        ({"不达标人数": -1}, "不达标人数"),
        ({"参评人数": "二十"}, "不是整数，请只填数字"),
        ({"参评人数": "20%"}, "参评人数"),
        ({"参评人数": 0}, "参评人数"),
    ],
)
def test_a_bad_cell_is_named_and_no_row_is_recorded(
    graded: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(graded, KIND, fill(export(graded, KIND, tmp_path), {2: FITS, 3: FITS | cells}))
    assert refusal in refused.value.message
    assert re.search("工作表“个人等次人数” [E-H]3：", refused.value.message)
    assert sql.rows(KEPT) == []


def test_numbers_written_as_text_are_numbers(graded: Acting, sql: Sql, tmp_path: Path) -> None:
    cells = {title: f" {value} " for title, value in FITS.items()}
    assert counts(take(graded, KIND, fill(export(graded, KIND, tmp_path), {2: cells}))) == (0, 1, 3)
    assert sql.rows(KEPT) == [("D001", 1, 20, 3)]


def test_a_sheet_saved_as_text_is_taken_too(graded: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(graded, KIND, tmp_path), dict.fromkeys((2, 5), FITS))
    assert counts(take(graded, KIND, as_csv(sheet))) == (0, 2, 2)
    assert [row[0] for row in sql.rows(KEPT)] == ["D001", "D004"]


def test_a_sheet_that_is_only_tried_records_nothing(graded: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(graded, KIND, tmp_path), {2: FITS})
    assert counts(take(graded, KIND, sheet, keep=False)) == (0, 1, 3)
    assert sql.rows(KEPT) == []


def test_other_numbers_without_a_reason_are_refused_in_their_row(graded: Acting, sql: Sql, tmp_path: Path) -> None:
    take(graded, KIND, fill(export(graded, KIND, tmp_path), {2: FITS, 3: FITS}))
    changed: dict[int, dict[str, Any]] = {
        2: {"优秀人数": 2, "达标人数": 18, "更正原因": "填报有误"},
        3: {"优秀人数": 2, "达标人数": 18},
    }
    with pytest.raises(ImportRefused, match="确需更正的选填更正原因"):
        take(graded, KIND, fill(export(graded, KIND, tmp_path), changed))
    assert [row[1] for row in sql.rows(KEPT)] == [1, 1]


def test_a_department_twice_or_of_no_list_is_refused(graded: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"部门编码": "D001", "年度": 2026, **FITS}
    for code, told in (("D001", "部门编码与第2行是同一项"), ("D009", "D009")):
        with pytest.raises(ImportRefused, match=told):
            take(graded, KIND, fill(template(graded, KIND, tmp_path), {2: row, 3: row | {"部门编码": code}}))
    assert sql.rows(KEPT) == []
