"""A department that is entered after a year with targets is not of that year (1-8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.score.sheets import score_sheets

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

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
