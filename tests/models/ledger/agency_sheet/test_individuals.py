"""个人等次 in a sheet: numbers of all departments at once, each against the ratio of its grade (2.19, A45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.conftest import counting
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take
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
