"""Which days an appeal takes out of the count, and who may look again (4.3 a, A14)."""

from datetime import date

import pytest

from models.rules.appeals import check_strangers, suspended_days
from models.rules.errors import Refused
from models.rules.workdays import Interval

RAN = (date(2026, 9, 22), date(2026, 9, 28))


@pytest.mark.parametrize(("due", "paused"), [(date(2026, 9, 22), [Interval(*RAN)]), (date(2026, 9, 21), [])])
def test_an_appeal_suspends_what_was_not_overdue_when_it_was_accepted(due: date, paused: list[Interval]) -> None:
    assert suspended_days(due, [RAN]) == paused


def test_others_may_look_again() -> None:
    check_strangers(["王文", "李天"], ["郑玲", "韩丽"])


def test_whoever_made_the_finding_does_not_look_again() -> None:
    with pytest.raises(Refused, match=r"^李天参加过原核查，复核须由其他人员进行。$"):
        check_strangers(["王文", "李天"], ["李天", "韩丽"])
