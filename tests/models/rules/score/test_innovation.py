"""创新项目评选: who may take part, the points of the prizes, and what a unit without a project has (2.16, A2, A41)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.appraisal_settings import INNOVATION_ABSENT
from models.rules.errors import Refused
from models.rules.kinds import Management
from models.rules.score.component import FIXED, Component, Line, given_line
from models.rules.score.innovation import (
    PRIZE_EXAMPLE,
    PRIZES,
    RULE,
    Absent,
    Prize,
    Rank,
    Window,
    carried,
    check_application_paper,
    check_entitled,
    check_may_apply,
    check_open,
    check_window,
    innovation_line,
    is_same_project,
    prizes_in_words,
    read_absent,
    read_prizes,
)

if TYPE_CHECKING:
    from collections.abc import Callable


THREE, HALF = Decimal(3), Decimal("4.5")
POINTS = read_prizes(PRIZE_EXAMPLE)
ROOM = Component.LEADERS
points = st.decimals(min_value=0, max_value=3, places=2)


def line(prize: Prize, prizes: dict[str, str] | None = POINTS, absent: str | None = None) -> Line:
    return innovation_line(THREE, prize, ["文件"], prizes, absent)


@pytest.mark.parametrize(
    ("management", "rank"),
    [
        (Management.DIRECT, None),
        (Management.DIRECT, Rank.BELOW),
        (Management.DELEGATED, Rank.FULL),
        (Management.DELEGATED, Rank.DEPUTY),
    ],
)
def test_2_16_direct_units_and_delegated_ones_of_deputy_rank_may_take_part(
    management: Management, rank: Rank | None
) -> None:
    check_entitled("第001厅", management, rank)


@pytest.mark.parametrize(
    ("management", "rank", "words"),
    [
        (Management.DELEGATED, Rank.BELOW, "是副厅级以下的委托管理单位，不可申报创新项目，结果登记为“未参加”。"),
        (Management.DELEGATED, None, "是委托管理单位，请写明级别（--rank）：副厅级以上的才可申报创新项目。"),
        (None, Rank.FULL, "没有填写管理类别，不能判断可否参加创新项目评选。请在部门表中补填后再登记。"),
    ],
)
def test_2_16_others_are_refused_with_what_to_do(management: Management | None, rank: Rank | None, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_entitled("第001厅", management, rank)
    assert refusal.value.message == f"“第001厅”{words}"


@pytest.mark.parametrize(
    "raw",
    [
        PRIZE_EXAMPLE,
        "一等奖：3分，二等奖：2分，三等奖：1.00分，鼓励奖：0.50分",
        {"一等奖": 3, "二等奖": "2", "三等奖": 1, "鼓励奖": 0.5},
    ],
)
def test_the_points_of_the_prizes_are_read_as_people_write_them(raw: Any) -> None:
    assert read_prizes(raw) == {"first": "3", "second": "2", "third": "1", "encouragement": "0.5"}
    assert prizes_in_words(read_prizes(raw)) == PRIZE_EXAMPLE


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "应写明四个等次各记几分"),
        ("一等奖3、二等奖2、三等奖1", "应写明四个等次各记几分"),
        ("一等奖3、二等奖2、三等奖1、特等奖0.5", "应写明四个等次各记几分"),
        ("一等奖3、一等奖2、二等奖2、三等奖1、鼓励奖0", "应写明四个等次各记几分"),
        ("一等奖3、二等奖2、三等奖1、鼓励奖", "每个等次应为0至3分"),
        ("一等奖3.01、二等奖2、三等奖1、鼓励奖0", "每个等次应为0至3分"),
        ("一等奖3、二等奖2、三等奖1、鼓励奖-1", "每个等次应为0至3分"),
        ("一等奖3、二等奖2、三等奖1、鼓励奖0.555", "每个等次应为0至3分"),
        ("一等奖2、二等奖3、三等奖1、鼓励奖0", "低的等次不能多于高的等次"),
    ],
)
def test_a2_points_that_are_missing_too_many_or_rising_are_refused(raw: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_prizes(raw)


@pytest.mark.parametrize(("raw", "stored"), [("0", "zero"), ("０分", "zero"), ("不计", "left_out")])
def test_a41_what_a_unit_without_a_project_has_is_0_or_left_out(raw: str, stored: str) -> None:
    assert read_absent(raw) == stored
    assert read_absent(INNOVATION_ABSENT.words(stored)) == stored


def test_a41_anything_else_is_refused() -> None:
    with pytest.raises(ValueError, match="可填：0分、不计"):
        read_absent("平均分")


@pytest.mark.parametrize(
    ("prize", "expected"), [*zip((*PRIZES, Prize.NONE), ("3", "2", "1", "0.5", "0"), strict=True)], ids=str
)
def test_2_16_each_prize_has_its_points_and_no_prize_is_0(prize: Prize, expected: str) -> None:
    assert line(prize) == Line(Component.INNOVATION, THREE, Decimal(expected), basis=("文件",))


def test_what_is_not_set_is_not_computed() -> None:
    assert line(Prize.FIRST, None).lacks == ("创新项目评选各等次的分值（innovation_prizes）未设定",)
    assert line(Prize.ABSENT).lacks == ("创新项目评选未参加的怎样计分（innovation_absent）未设定",)
    assert line(Prize.FIRST, None).points is line(Prize.ABSENT).points is None
    assert line(Prize.NONE, None).points == 0


def test_a41_an_absent_unit_has_0_or_no_weight() -> None:
    zero, out = (line(Prize.ABSENT, absent=each.value) for each in (Absent.ZERO, Absent.LEFT_OUT))
    assert (zero.weight, zero.points) == (THREE, Decimal(0))
    assert (out.weight, out.points) == (Decimal(0), Decimal(0))
    assert out.basis == ("文件",)


@given(points, points)
def test_a41_a_carried_line_keeps_its_share_and_the_order(one: Decimal, other: Decimal) -> None:
    lower, higher = (carried(Line(ROOM, THREE, each), HALF) for each in sorted((one, other)))
    assert lower.points is not None
    assert higher.points is not None
    assert lower.weight == Decimal("4.5")
    assert 0 <= lower.points <= higher.points <= Decimal("4.5")


def test_a41_full_marks_stay_full_marks_and_nothing_stays_nothing() -> None:
    assert carried(Line(ROOM, FIXED[ROOM], THREE), HALF).points == Decimal("4.5")
    assert carried(Line(ROOM, THREE, None, lacks=("尚无",)), HALF) == Line(ROOM, Decimal("4.5"), None, lacks=("尚无",))


def test_a41_what_is_carried_is_exact_too() -> None:
    third = given_line(Component.LEADERS, Decimal(3), (Decimal(1), Decimal(9)), [])
    assert (third.exact, carried(third, HALF).exact) == (Fraction(1, 3), Fraction(1, 2))
    assert carried(Line(Component.LEADERS, Decimal(3), None), HALF).exact is None


falling = st.lists(points, min_size=4, max_size=4).map(lambda each: sorted(each, reverse=True))


@given(falling)
def test_a2_points_are_read_as_they_are_written_in_words(values: list[Decimal]) -> None:
    stored = read_prizes({prize.label: value for prize, value in zip(PRIZES, values, strict=True)})
    assert read_prizes(prizes_in_words(stored)) == stored
    assert [Decimal(each) for each in stored.values()] == values


@given(falling)
def test_a2_a_better_prize_never_has_fewer_points(values: list[Decimal]) -> None:
    stored = read_prizes({prize.label: value for prize, value in zip(PRIZES, values, strict=True)})
    given_points = [line(prize, stored).points for prize in (*PRIZES, Prize.NONE)]
    assert given_points == sorted(given_points, key=lambda each: each or 0, reverse=True)
    assert all(0 <= (each or 0) <= THREE for each in given_points)


@given(st.lists(points, min_size=4, max_size=4))
def test_a2_points_that_rise_are_refused(values: list[Decimal]) -> None:
    given_points = {prize.label: value for prize, value in zip(PRIZES, values, strict=True)}
    if values == sorted(values, reverse=True):
        assert len(read_prizes(given_points)) == 4
    else:
        with pytest.raises(ValueError, match="低的等次不能多于高的等次"):
            read_prizes(given_points)


@pytest.mark.parametrize("text", ["", "0.0", "零", "不计分", "left", "未参加"])
def test_a41_only_0_and_left_out_are_read(text: str) -> None:
    with pytest.raises(ValueError, match="不在可选范围内，可填：0分、不计"):
        read_absent(text)


@given(points)
def test_a41_carrying_adds_and_takes_nothing_in_proportion(value: Decimal) -> None:
    before = Line(ROOM, THREE, value, basis=("文件",))
    after = carried(before, HALF)
    assert after.points is not None
    assert after.points / Decimal("4.5") == pytest.approx(value / THREE)
    assert after.basis == before.basis


@pytest.mark.parametrize("prize", [Prize.FIRST, Prize.NONE, Prize.ABSENT])
def test_the_basis_of_a_result_stays_with_its_line(prize: Prize) -> None:
    assert line(prize, absent="zero").basis == ("文件",)
    assert line(prize, None, None).basis == ("文件",)


TODAY = date(2026, 10, 10)
WINDOW = Window(2026, date(2026, 10, 12), date(2026, 10, 30))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def window(opens: str, closes: str, year: int = 2026) -> Window:
    return Window(year, date.fromisoformat(opens), date.fromisoformat(closes))


@given(days, days, days)
def test_a_first_window_is_taken_only_if_no_day_of_it_has_passed(opens: date, closes: date, today: date) -> None:
    if today <= opens <= closes:
        check_window(Window(2026, opens, closes), today, None)
    else:
        with pytest.raises(Refused):
            check_window(Window(2026, opens, closes), today, None)


@pytest.mark.parametrize(
    ("changed", "today", "told"),
    [
        (window("2026-10-13", "2026-10-30"), date(2026, 10, 12), "申报已于2026-10-12开始，开始日期不能再改"),
        (window("2026-10-12", "2026-10-19"), date(2026, 10, 20), "申报截止日期2026-10-19早于开始日期或今天"),
        (window("2026-10-09", "2026-10-30"), TODAY, "申报开始日期2026-10-09已过，不能追溯"),
        (window("2028-01-05", "2028-01-30"), TODAY, "申报日期2028-01-05不是2026年评选的"),
    ],
)
def test_a_changed_window_keeps_what_has_begun(changed: Window, today: date, told: str) -> None:
    with pytest.raises(Refused, match=told):
        check_window(changed, today, WINDOW)


def test_a_window_is_moved_before_it_opens_and_prolonged_after() -> None:
    check_window(window("2026-10-10", "2026-10-20"), TODAY, WINDOW)
    check_window(window("2026-10-12", "2026-12-30"), date(2026, 11, 20), WINDOW)
    check_window(window("2027-01-05", "2027-01-30"), TODAY, None)


@given(st.integers(-5, 30))
def test_applications_are_received_on_both_bounds_and_between(offset: int) -> None:
    day = WINDOW.opens_on + timedelta(offset)
    if WINDOW.opens_on <= day <= WINDOW.closes_on:
        check_open(WINDOW, day)
    else:
        with pytest.raises(Refused):
            check_open(WINDOW, day)


@pytest.mark.parametrize(
    ("management", "rank"),
    [
        (Management.DIRECT, None),
        (Management.DIRECT, Rank.BELOW),
        (Management.DELEGATED, Rank.FULL),
        (Management.DELEGATED, Rank.DEPUTY),
    ],
)
def test_2_16_direct_units_and_delegated_ones_of_deputy_rank_apply(management: Management, rank: Rank | None) -> None:
    assert check_may_apply("某厅", management, rank) is management


@pytest.mark.parametrize(
    ("management", "rank", "why"),
    [
        (None, Rank.FULL, "没有填写管理类别"),
        (Management.DELEGATED, None, "没有登记级别"),
        (Management.DELEGATED, Rank.BELOW, "是副厅级以下的委托管理单位，不可申报"),
    ],
)
def test_2_16_others_are_refused_by_the_name_of_the_rule(
    management: Management | None, rank: Rank | None, why: str
) -> None:
    with pytest.raises(Refused) as refusal:
        check_may_apply("某厅", management, rank)
    assert why in refusal.value.message
    assert RULE in refusal.value.message


@pytest.mark.parametrize(("dated", "told"), [(11, "晚于今天"), (8, "早于申报通知")])
def test_the_paper_of_an_application_answers_the_call(dated: int, told: str) -> None:
    check_application_paper(date(2026, 10, 9), date(2026, 10, 9), TODAY)
    with pytest.raises(Refused, match=told):
        check_application_paper(date(2026, 10, dated), date(2026, 10, 9), TODAY)


@pytest.mark.parametrize("other", ["入学 一次办", "入学一次办\u200b", " 入学一次办"])
def test_one_project_in_several_spellings(other: str) -> None:
    assert is_same_project("入学一次办", other)
    assert not is_same_project("入学一次办", "入学二次办")


@given(days, days, days, days)
def test_a_change_never_shuts_out_an_office_on_a_day_that_has_passed(
    opens: date, closes: date, today: date, later: date
) -> None:
    before = Window(2026, min(opens, closes), max(opens, closes))
    try:
        check_window(Window(2026, before.opens_on, later), today, before)
    except Refused:
        return
    assert later >= today
    assert later >= before.opens_on


@given(days, days, days)
def test_once_open_the_first_day_is_never_another(opens: date, other: date, closes: date) -> None:
    before = Window(2026, opens, max(opens, closes))
    if other == opens:
        check_window(Window(2026, other, before.closes_on), opens, before)
    else:
        with pytest.raises(Refused, match="开始日期不能再改，请照写"):
            check_window(Window(2026, other, before.closes_on), opens, before)


@given(st.integers(2024, 2030))
def test_applications_are_received_in_their_year_or_the_next(year: int) -> None:
    given_days = Window(year, date(2026, 10, 12), date(2026, 10, 30))
    if year in (2025, 2026):
        check_window(given_days, TODAY, None)
    else:
        with pytest.raises(Refused, match=f"申报日期2026-10-12不是{year}年评选的，请核对年度"):
            check_window(given_days, TODAY, None)


def test_a_window_of_one_day_is_a_window() -> None:
    check_window(window("2026-10-10", "2026-10-10"), TODAY, None)
    check_open(window("2026-10-10", "2026-10-10"), TODAY)


def test_a_window_that_has_closed_may_be_opened_again_from_today_on() -> None:
    check_window(window("2026-10-12", "2026-11-20"), date(2026, 11, 20), WINDOW)
    with pytest.raises(Refused, match="申报截止日期2026-11-19早于开始日期或今天（2026-11-20）"):
        check_window(window("2026-10-12", "2026-11-19"), date(2026, 11, 20), WINDOW)


@given(st.sampled_from([None, *Management]), st.sampled_from([None, *Rank]))
def test_2_16_who_may_apply_is_who_may_have_a_prize(management: Management | None, rank: Rank | None) -> None:
    def refuses(check: Callable[..., object]) -> bool:
        try:
            check("某厅", management, rank)
        except Refused:
            return True
        return False

    assert refuses(check_may_apply) == refuses(check_entitled)


names = st.text("入学一次办 　\u200bＡaA（(", min_size=1, max_size=8)


@given(names, names, names)
def test_to_be_the_same_project_goes_both_ways_and_on(one: str, other: str, third: str) -> None:
    assert is_same_project(one, one)
    assert is_same_project(one, other) == is_same_project(other, one)
    assert not (is_same_project(one, other) and is_same_project(other, third)) or is_same_project(one, third)


@given(st.text("入学一次办Ab2", min_size=1, max_size=8), st.integers(0, 7), st.sampled_from(" 　\u200b\u00a0\t"))
def test_what_is_not_seen_makes_no_other_project(name: str, place: int, unseen: str) -> None:
    assert is_same_project(name, name[:place] + unseen + name[place:])


@pytest.mark.parametrize(("one", "other"), [("政务APP", "政务ａｐｐ"), ("“三医”联动（一期）", "“三医”联动(一期)")])
def test_wide_letters_and_small_ones_make_no_other_project(one: str, other: str) -> None:
    assert is_same_project(one, other)


@pytest.mark.parametrize(("one", "other"), [("一网通办", "一网通办二期"), ("办一次", "一次办"), ("一期", "二期")])
def test_other_words_make_another_project(one: str, other: str) -> None:
    assert not is_same_project(one, other)
