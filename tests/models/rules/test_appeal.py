"""The days that an appeal suspends, and who may re-inspect (4.3 a, A14)."""

from datetime import date

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.appeal import APPEAL_RULING, check_lodged, check_strangers, suspended_days
from models.rules.deadlines import compute_deadline, of_days
from models.rules.errors import Refused
from models.rules.workdays import Interval

RAN = (date(2026, 9, 22), date(2026, 9, 28))


@pytest.mark.parametrize(("due", "paused"), [(date(2026, 9, 22), [Interval(*RAN)]), (date(2026, 9, 21), [])])
def test_an_appeal_suspends_only_deadlines_not_overdue_at_its_acceptance(due: date, paused: list[Interval]) -> None:
    assert suspended_days(due, [RAN]) == paused


def test_others_may_look_again() -> None:
    check_strangers(["王文", "李天"], ["郑玲", "韩丽"])


def test_the_inspectors_of_a_finding_may_not_reinspect_it() -> None:
    with pytest.raises(
        Refused, match=r"^李天参加过原核查，复核须由其他人员进行；请更换成员（replace_member）或另行核查。$"
    ):
        check_strangers(["王文", "李天"], ["李天", "韩丽"])


def test_an_objection_may_come_until_the_last_of_the_days_that_were_set() -> None:
    check_lodged(date(2026, 10, 10), date(2026, 9, 29), 4, shipped_calendar())
    with pytest.raises(Refused) as refusal:
        check_lodged(date(2026, 10, 13), date(2026, 9, 29), 4, shipped_calendar())
    assert refusal.value.message == (
        "申诉应于2026-10-10前提出（2026-09-29告知列入，4个工作日内），2026-10-13提出已超过时限，不能提出。"
    )


def test_the_number_of_days_set_is_used_in_the_words_and_in_the_count() -> None:
    value = compute_deadline(of_days(APPEAL_RULING.due, 10), date(2026, 9, 28), shipped_calendar())
    assert (value.due, value.rule.n) == (date(2026, 10, 16), 10)
    assert value.proof["words"] == "申诉受理后10个工作日内裁定（管理机构设定）"
