"""An urgent plan: no later than the days that the agency gave, which its rule names (6.2.2)."""

from dataclasses import replace
from datetime import date

import pytest

from models.rules.errors import Refused
from models.rules.inspection import URGENT_INSPECTION
from models.rules.urgent_inspection import check_urgent, urgent_within


def test_an_urgent_plan_may_use_all_of_its_days_and_no_more() -> None:
    check_urgent(date(2026, 9, 17), date(2026, 9, 17), 5)
    with pytest.raises(Refused, match=r"^紧急核查应在方案下达后5个工作日内（2026-09-17前）.*请改为2026-09-17或更早。$"):
        check_urgent(date(2026, 9, 18), date(2026, 9, 17), 5)


def test_an_urgent_plan_may_end_earlier_than_its_days() -> None:
    check_urgent(date(2026, 9, 10), date(2026, 9, 17), 5)


@pytest.mark.parametrize(
    ("number", "n", "last", "day"),
    [("核〔2026〕3号", 5, date(2026, 9, 17), "9月17日"), ("2026-12", 1, date(2027, 1, 4), "1月4日")],
)
def test_the_rule_of_an_urgent_plan_names_the_plan_and_the_last_day(number: str, n: int, last: date, day: str) -> None:
    rule = urgent_within(number, n, last)
    assert rule.words == (
        f"对紧急事项及时核查，在核查方案（{number}）明确的时限内核查并签字，该时限不晚于方案下达后{n}个工作日"
        f"（{day}，管理机构设定）"
    )
    assert replace(rule, form=URGENT_INSPECTION.due.form) == URGENT_INSPECTION.due
