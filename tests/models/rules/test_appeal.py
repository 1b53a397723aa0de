"""The subjects and rulings of an appeal, the days that it suspends, and who may re-inspect (4.3 a, A14)."""

from datetime import date, timedelta

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.appeal import (
    APPEAL_ANSWER,
    APPEAL_RULING,
    KEY_FORMS,
    RULINGS,
    Ruling,
    SubjectKind,
    check_lodged,
    check_ruling,
    check_strangers,
    describe_subject,
    suspended_days,
)
from models.rules.deadlines import compute_deadline, of_days
from models.rules.duties import AGENCY_RUNGS, Debtor, Duty
from models.rules.errors import Refused
from models.rules.workdays import Interval

RAN = (date(2026, 9, 22), date(2026, 9, 28))


@pytest.mark.parametrize(("due", "paused"), [(date(2026, 9, 22), [Interval(*RAN)]), (date(2026, 9, 21), [])])
def test_an_appeal_suspends_only_deadlines_not_overdue_at_its_acceptance(due: date, paused: list[Interval]) -> None:
    assert suspended_days(due, [RAN]) == paused


def test_every_subject_but_an_entry_has_the_form_of_its_key_and_its_rulings() -> None:
    assert set(KEY_FORMS) == set(SubjectKind) - {SubjectKind.ENTRY}
    assert set(RULINGS) == set(SubjectKind)
    assert all(Ruling.UPHELD in rulings for rulings in RULINGS.values())


@pytest.mark.parametrize("kind", SubjectKind)
@pytest.mark.parametrize("ruling", Ruling)
def test_a_record_is_changed_a_gap_is_struck_and_an_entry_may_be_both(kind: SubjectKind, ruling: Ruling) -> None:
    not_allowed = {
        Ruling.UPHELD: set(),
        Ruling.CHANGED: {"gap"},
        Ruling.WITHDRAWN: {"finding", "lacking", "evaluation"},
    }
    if kind.value in not_allowed[ruling]:
        with pytest.raises(Refused, match=f"^对{kind.label}的申诉不能裁定{ruling.label}，可裁定：维持、"):
            check_ruling(kind, ruling)
    else:
        check_ruling(kind, ruling)


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ("2026/T001/1/1", ""),
        ("2026/T001/finding/2026-3/2026/T001/2", "核查结果 2026-3/2026/T001"),
        ("2026/T001/lacking/2026Q1/2026/T001/1", "材料不足 2026Q1/2026/T001"),
        ("evaluation/2026-3/D001/1", "总体评价 2026-3/D001"),
        ("2026/T001/gap/2026/D001/T001/1", "年终复核缺项 2026/D001/T001"),
    ],
)
def test_a_duty_names_kind_and_key_of_the_appeal(about: str, words: str) -> None:
    assert describe_subject(about) == words


def test_others_may_look_again() -> None:
    check_strangers(set(), "请另行核查")


def test_the_inspectors_of_a_finding_may_not_reinspect_it() -> None:
    with pytest.raises(Refused, match=r"^李天参加过原核查或此前的复核，复核须由其他人员进行；请另行核查。$"):
        check_strangers({"李天"}, "请另行核查")


def test_an_objection_may_come_until_the_last_of_the_days_that_were_set() -> None:
    check_lodged(date(2026, 10, 10), date(2026, 9, 29), 4, shipped_calendar())
    with pytest.raises(Refused) as refusal:
        check_lodged(date(2026, 10, 13), date(2026, 9, 29), 4, shipped_calendar())
    assert refusal.value.message == (
        "申诉应于2026-10-10前提出（2026-09-29告知列入，4个工作日内），2026-10-13提出已超过时限，不能提出。"
    )
    with pytest.raises(Refused, match="（2026-09-29告知总体评价，4个工作日内）"):
        check_lodged(date(2026, 10, 13), date(2026, 9, 29), 4, shipped_calendar(), what="告知总体评价")


def test_the_number_of_days_set_is_used_in_the_words_and_in_the_count() -> None:
    value = compute_deadline(of_days(APPEAL_RULING.due, 10), date(2026, 9, 28), shipped_calendar())
    assert (value.due, value.rule.n) == (date(2026, 10, 16), 10)
    assert value.proof["words"] == "申诉受理后10个工作日内裁定（管理机构设定）"


@pytest.mark.parametrize(
    ("due", "counted"),
    [
        ("2026-09-01", []),
        ("2026-09-02", [0]),
        ("2026-09-14", [0]),
        ("2026-09-15", [0, 1]),
        ("2026-12-31", [0, 1]),
    ],
)
def test_of_several_appeals_those_accepted_by_the_due_date_suspend_it(due: str, counted: list[int]) -> None:
    ran = [(date(2026, 9, 2), date(2026, 9, 4)), (date(2026, 9, 15), date(2026, 9, 30))]
    assert suspended_days(date.fromisoformat(due), ran) == [Interval(*ran[i]) for i in counted]


@pytest.mark.parametrize(
    ("again", "named"),
    [
        (["李天", "王文"], "李天、王文"),
        (["韩丽", "王文", "王文"], "王文、韩丽"),
        (["王文", "李天", "郑玲"], "李天、王文、郑玲"),
    ],
)
def test_every_inspector_who_comes_again_is_named_once(again: list[str], named: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_strangers(again, "请另行核查")
    assert refusal.value.message.startswith(f"{named}参加过原核查或此前的复核，")


@pytest.mark.parametrize(
    ("notified", "n", "last"),
    [
        ("2026-09-30", 1, "2026-10-08"),  # over the National Day holiday
        ("2026-10-09", 1, "2026-10-10"),  # a make-up Saturday is a day of the limit
        ("2026-10-10", 1, "2026-10-12"),  # told on it, the limit begins on Monday
        ("2026-10-17", 5, "2026-10-23"),  # told on a plain Saturday
        ("2026-12-31", 10, "2027-01-15"),  # over the year end
    ],
)
def test_the_last_day_of_an_objection_is_a_working_day_and_the_day_after_it_is_late(
    notified: str, n: int, last: str
) -> None:
    listed, end = date.fromisoformat(notified), date.fromisoformat(last)
    check_lodged(end, listed, n, shipped_calendar())
    with pytest.raises(Refused, match=f"^申诉应于{last}前提出（{notified}告知列入，{n}个工作日内）"):
        check_lodged(end + timedelta(days=1), listed, n, shipped_calendar())


@pytest.mark.parametrize(
    ("duty", "words"),
    [
        (APPEAL_ANSWER, "申诉提出后3个工作日内答复是否受理（管理机构设定）"),
        (APPEAL_RULING, "申诉受理后3个工作日内裁定（管理机构设定）"),
    ],
)
def test_the_agency_owes_answer_and_ruling_in_its_own_number_of_days(duty: Duty, words: str) -> None:
    rule = of_days(duty.due, 3)
    assert (rule.words, rule.basis, rule.choice) == (words, "《目标管控》4.3", "A14")
    assert (duty.debtor, duty.rungs) == (Debtor.AGENCY, AGENCY_RUNGS)
    assert compute_deadline(rule, date(2026, 9, 30), shipped_calendar()).due == date(2026, 10, 10)
