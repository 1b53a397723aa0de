"""查访核验: whose the cycles of clause 7 are, and days that lie within a period."""

from datetime import date

import pytest

from models.rules.cloud import CLOUD_MONITORING
from models.rules.duties import Debtor, InMonth, Whose
from models.rules.periods import parse_period
from models.rules.review import ONLINE_REVIEW
from models.rules.self_check import SELF_CHECK
from models.rules.visit import FIELD_INSPECTION


@pytest.mark.parametrize(
    ("moment", "period", "day"),
    [
        (InMonth(2), "2026Q1", date(2026, 2, 28)),
        (InMonth(2), "2028Q1", date(2028, 2, 29)),
        (InMonth(2, 15), "2026Q4", date(2026, 11, 15)),
        (InMonth(3), "2026Q4", date(2026, 12, 31)),
        (InMonth(1, 1), "2026-05", date(2026, 5, 1)),
    ],
)
def test_a_day_in_a_month_of_a_period(moment: InMonth, period: str, day: date) -> None:
    assert moment.of(parse_period(period)) == day


def test_departments_check_themselves_and_the_agency_sees_to_the_rest() -> None:
    assert SELF_CHECK.whose is Whose.DEPARTMENTS
    of_agency = (ONLINE_REVIEW, FIELD_INSPECTION, CLOUD_MONITORING)
    assert {duty.debtor for cycle in of_agency for duty in cycle.duties} == {Debtor.AGENCY}


def test_only_an_upload_can_be_left_to_the_lead_department() -> None:
    assert (CLOUD_MONITORING.delegable, FIELD_INSPECTION.delegable) == (True, False)
