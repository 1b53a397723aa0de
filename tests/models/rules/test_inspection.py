"""The parts of a plan, the pairs of forms, and the smallest team (Part 3, 4.3, 5.1, 6.2.1)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.errors import Refused
from models.rules.inspection import (
    EVALUATES,
    MID_TERM_INSPECTION,
    PAIRS,
    PARTS,
    URGENT_INSPECTION,
    ControlForm,
    InspectionKind,
    Method,
    Scope,
    Way,
    check_limit,
    check_people,
    check_plan,
    check_urgent,
    describe_half_pairs,
    urgent_within,
    year_covered,
)

WHOLE = dict.fromkeys(PARTS, "有")


def test_the_lists_are_those_of_the_standard() -> None:
    assert [*PAIRS] == list("abcdefg")
    assert {form for pair in PAIRS.values() for form in pair} == set(ControlForm)
    assert [method.label for method in Method] == [
        *("座谈了解", "查阅资料", "询问核实", "实地查看", "走访群众", "舆论监督", "在线评审", "公众评议")
    ]
    assert len(Scope) == 4


def test_each_way_to_verify_a_target_has_its_place() -> None:
    """1-2.17: 云端监控, 网上评审, 实地核查, 暗访调查 are ways; 专项督查 is a kind; 委托第三方 a form."""
    assert [way.label for way in Way] == ["现场", "在线", "暗访", "目标云", "目标到期"]
    assert InspectionKind.SPECIAL.label == "专项核查"
    assert PAIRS["g"] == (ControlForm.OWN, ControlForm.THIRD_PARTY)


def test_a_plan_with_its_six_parts_is_complete() -> None:
    check_plan(WHOLE)


@given(st.sets(st.sampled_from(sorted(PARTS)), min_size=1))
def test_a_plan_names_every_part_that_it_lacks(missing: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        check_plan({part: result for part, result in WHOLE.items() if part not in missing})
    named = "、".join(name for part, name in PARTS.items() if part in missing)
    assert refused.value.message == f"核查方案还缺：{named}。六项写齐后才能下达。"


@given(st.sets(st.sampled_from(sorted(PAIRS))))
def test_complete_pairs_need_no_remark(letters: set[str]) -> None:
    assert describe_half_pairs([form for letter in letters for form in PAIRS[letter]]) == ""


@pytest.mark.parametrize("letter", PAIRS)
@pytest.mark.parametrize("half", [0, 1])
def test_half_a_pair_is_told_and_says_which_half_is_there(letter: str, half: int) -> None:
    one, other = pair = PAIRS[letter]
    others = [form for another, forms in PAIRS.items() if another != letter for form in forms]
    words = f"注意：5.1 {letter}{one.label}和{other.label}相结合，只写了{pair[half].label}，请核对。"
    assert describe_half_pairs([pair[half]]) == describe_half_pairs([*others, pair[half]]) == words


def test_every_half_pair_is_told() -> None:
    words = "注意：5.1 b在线核查和实地核查相结合，只写了实地核查；5.1 f明查和暗访相结合，只写了暗访，请核对。"
    assert describe_half_pairs([ControlForm.COVERT, ControlForm.ON_SITE]) == words


def test_two_people_are_enough_the_leader_included() -> None:
    check_people("王文", ["李天"])


def test_one_person_is_no_team() -> None:
    with pytest.raises(Refused, match=r"^核查组连组长不得少于2人（4.3），现只有1人。$"):
        check_people("王文", [])


def test_a_person_listed_twice_is_refused() -> None:
    with pytest.raises(Refused, match=r"^核查组成员王文重复，组长不再列为组员。$"):
        check_people("王文", ["王文"])


def test_a_limit_may_be_today() -> None:
    check_limit(date(2026, 9, 10), date(2026, 9, 10), date(2026, 9, 10))


@pytest.mark.parametrize(
    ("begins", "ends", "text"),
    [
        (date(2026, 9, 11), date(2026, 9, 10), "核查时限2026-09-10早于开始日期2026-09-11。"),
        (date(2026, 9, 1), date(2026, 9, 9), "核查时限2026-09-09已过，今天是2026-09-10。"),
    ],
)
def test_an_impossible_time_limit_is_refused(begins: date, ends: date, text: str) -> None:
    with pytest.raises(Refused) as refused:
        check_limit(begins, ends, date(2026, 9, 10))
    assert refused.value.message == text


@pytest.mark.parametrize(
    ("kind", "period", "begun", "year"),
    [
        (InspectionKind.ANNUAL, "", date(2026, 12, 16), 2026),
        (InspectionKind.ANNUAL, "", date(2027, 1, 5), 2026),  # 3.3: December to January
        (InspectionKind.ANNUAL, "2027", date(2027, 1, 5), 2027),
        (InspectionKind.MID_TERM, "", date(2027, 1, 5), 2027),
        (InspectionKind.MID_TERM, "2026H1", date(2026, 7, 1), 2026),
    ],
)
def test_an_inspection_is_about_the_targets_of_a_year(
    kind: InspectionKind, period: str, begun: date, year: int
) -> None:
    assert year_covered(kind, period, begun) == year


# Edges


@pytest.mark.parametrize("empty", ["", None, [], ()])
def test_a_part_that_is_written_down_empty_is_missing(empty: object) -> None:
    with pytest.raises(Refused, match=r"^核查方案还缺：核查标准、核查时限。六项写齐后才能下达。$"):
        check_plan({**WHOLE, "standard": empty, "ends_on": empty})


def test_further_columns_of_a_plan_are_not_looked_at() -> None:
    check_plan({**WHOLE, "note": None, "period": ""})
    assert list(PARTS.values()) == ["核查目的", "核查内容", "核查方法", "核查标准", "核查时限", "核查要求"]


@pytest.mark.parametrize(
    ("leader", "members", "named"),
    [
        ("王文", ["李天", "李天"], "李天"),
        ("王文", ["李天", "王文", "李天", "郑玲"], "李天、王文"),
        ("王文", ["王文", "王文"], "王文"),
    ],
)
def test_all_people_who_are_listed_twice_are_named_once(leader: str, members: list[str], named: str) -> None:
    with pytest.raises(Refused) as refused:
        check_people(leader, members)
    assert refused.value.message == f"核查组成员{named}重复，组长不再列为组员。"


def test_the_team_may_be_read_from_an_iterator() -> None:
    check_people("王文", iter(["李天", "郑玲"]))


def test_a_limit_in_the_past_is_reported_before_its_order() -> None:
    with pytest.raises(Refused, match=r"^核查时限2026-09-01已过，今天是2026-09-10。$"):
        check_limit(date(2026, 9, 5), date(2026, 9, 1), date(2026, 9, 10))


def test_a_limit_may_be_the_day_on_which_the_inspection_begins() -> None:
    check_limit(date(2026, 9, 20), date(2026, 9, 20), date(2026, 9, 10))


@pytest.mark.parametrize("kind", InspectionKind)
@pytest.mark.parametrize(("begun", "of_others"), [("2027-01-31", 2027), ("2027-02-01", 2027), ("2026-12-31", 2026)])
def test_only_a_year_end_inspection_in_january_covers_the_year_before(
    kind: InspectionKind, begun: str, of_others: int
) -> None:
    ended = kind is InspectionKind.ANNUAL and begun.startswith("2027-01")
    assert year_covered(kind, "", date.fromisoformat(begun)) == of_others - ended


@pytest.mark.parametrize("period", ["2025", "2025H2", "2025Q4", "2025-12"])
@pytest.mark.parametrize("kind", InspectionKind)
def test_a_period_decides_the_year_for_every_kind(kind: InspectionKind, period: str) -> None:
    assert year_covered(kind, period, date(2027, 1, 5)) == 2025


def test_the_kinds_with_an_evaluation_of_each_department() -> None:
    assert {kind.label for kind in EVALUATES} == {"中期核查", "年度核查"}


@pytest.mark.parametrize("year", [2024, 2026, 2028, 2030])
def test_the_mid_term_inspection_runs_from_july_to_the_last_of_august_of_every_year(year: int) -> None:
    calendar = shipped_calendar()
    (half,) = MID_TERM_INSPECTION.periods(year)
    assert str(half) == f"{year}H1"
    assert MID_TERM_INSPECTION.opens_on(half, calendar) == date(year, 7, 1)
    assert MID_TERM_INSPECTION.deadline(half, calendar).due == date(year, 8, 31)


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
