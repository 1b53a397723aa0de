"""The pure parts of a simulated year: its plan, what a day carries, shades of work, figures, invented addresses."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.simulation.own_data import MOST_NAMED, _join_names
from deployments.simulation.own_sheets import DOMAIN, InventedAddresses
from deployments.simulation.page import SHADES, Square, _cell_context, _due_style, _month_context, _row_context
from deployments.simulation.people.key_projects import SHARE, key_projects
from deployments.simulation.people.points import POLICIES, policies
from deployments.simulation.picture import DayMark, DepartmentWeeks, Picture
from deployments.simulation.plan import Plan
from deployments.simulation.report import MOST_SHOWN, YearReport, violation_lines
from deployments.simulation.roster import KINDS, PLACE, _target_row, lacks_liaison
from models.intake.shipped import shipped_calendar
from models.rules.policy import SETTINGS
from models.rules.workdays import days_between

DUE = date(2026, 4, 22)
WEEK = date(2026, 4, 20)
SEEDS = st.integers(0, 10**6)


# The plan


@pytest.mark.parametrize(("year", "days"), [(2024, 456), (2025, 455), (2026, 455), (2027, 456), (2028, 456)])
def test_a_year_has_all_its_days_and_the_three_months_after_it(year: int, days: int) -> None:
    plan = Plan(year)
    assert len(plan.days) == len(set(plan.days)) == days
    assert (plan.days[0], plan.days[-1]) == (plan.go_live, plan.last_day)
    assert plan.issued_on + timedelta(days=1) == plan.go_live
    assert plan.days == sorted(plan.days)


@pytest.mark.parametrize(("departments", "last"), [(1, "D001"), (99, "D099"), (1000, "D1000")])
def test_codes_are_numbered_from_one(departments: int, last: str) -> None:
    plan = Plan(2026, departments=departments, targets=3)
    assert (plan.codes()[0], plan.codes()[-1], len(set(plan.codes()))) == ("D001", last, departments)
    assert plan.targets_of(last) == [f"{last}-01", f"{last}-02", f"{last}-03"]


@settings(max_examples=settings().max_examples // 2)
@given(seed=SEEDS, key=st.text(max_size=10))
def test_a_chance_is_at_least_zero_below_one_and_the_same_again(seed: int, key: str) -> None:
    chance = Plan(2026, seed=seed).chance("late", key)
    assert 0 <= chance < 1
    assert chance == Plan(2026, seed=seed).chance("late", key)
    assert chance == Plan(2030, 9, 9, seed).chance("late", key)


@settings(max_examples=settings().max_examples // 2)
@given(seed=SEEDS, n=st.integers(1, 1000))
def test_a_draw_is_one_of_so_many(seed: int, n: int) -> None:
    assert 0 <= Plan(2026, seed=seed).draw(n, "x") < n
    assert Plan(2026, seed=seed).draw(1, "x") == 0


def test_the_parts_of_a_key_are_kept_apart() -> None:
    plan = Plan(2026)
    assert plan.chance("ab", "c") != plan.chance("a", "bc")
    assert plan.chance("a", 1) == plan.chance("a", "1")


# The roster


@pytest.mark.parametrize("seed", [0, 7, 8, 2026])
def test_a_target_has_a_requirement_with_its_quantity(seed: int) -> None:
    plan = Plan(2026, departments=5, targets=4, seed=seed)
    for code in plan.targets_of("D003"):
        row = _target_row(plan, "D003", code, key_project=False)
        assert row["绩效要求"] == f"全年完成{row['目标名称'].partition('（')[0]}{row['数量']}。"
        assert row["目标名称"].partition("（")[0] in KINDS
        assert int(row["数量"]) % 10 == 0
        assert 10 <= int(row["数量"]) <= 2000


@pytest.mark.parametrize("year", [2025, 2026, 2028])
def test_a_target_ends_with_its_year_and_is_issued_the_day_before_it(year: int) -> None:
    row = _target_row(Plan(year), "D001", "D001-01", key_project=True)
    assert (row["完成时限"], row["下达日期"]) == (f"{year}-12-31", f"{year - 1}-12-31")
    assert (row["年度"], row["责任部门"], row["是否重点项目"]) == (str(year), "D001", "是")
    assert PLACE not in row.values()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("departments", [1, 2, 40])
def test_a_department_leads_at_most_one_key_project_and_one_leads_at_least_one(seed: int, departments: int) -> None:
    plan = Plan(2026, departments=departments, targets=3, seed=seed)
    leads = Counter(code.partition("-")[0] for code in key_projects(plan))
    assert set(leads.values()) == {1}
    assert set(leads) <= set(plan.codes())
    assert len(leads) <= max(1, 3 * SHARE * departments)


def test_few_departments_start_without_a_liaison() -> None:
    plan = Plan(2026, departments=1000)
    assert 10 < sum(lacks_liaison(plan, code) for code in plan.codes()) < 60


def test_every_setting_that_is_left_to_the_agency_is_set_once_from_the_first_day() -> None:
    acts = list(policies(date(2026, 1, 1)))
    assert [act.data["key"] for act in acts] == list(POLICIES)
    assert set(POLICIES) <= set(SETTINGS)
    assert {act.data["valid_from"] for act in acts} == {date(2026, 1, 1)}
    assert len({act.request for act in acts}) == len(acts)


# What a day carries


def mark(**otherwise: Any) -> DayMark:
    given: dict[str, Any] = {"day": DUE, "words": "2026年第一季度分析会", "n": 3}
    return DayMark(**given | otherwise)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("2026年第一季度分析会", "第一季度分析会"),
        ("2025年年终检查", "2025年年终检查"),
        ("整改", "整改"),
        ("目标2026年", "目标2026年"),
    ],
)
def test_a_title_leaves_out_the_year_of_its_day(words: str, title: str) -> None:
    assert mark(words=words).title == title


@pytest.mark.parametrize(("n", "each", "words"), [(1, True, "1个部门"), (47, True, "47个部门"), (2, False, "2项")])
def test_a_number_counts_departments_or_items(n: int, words: str, *, each: bool) -> None:
    assert mark(n=n, each=each).number == words


@pytest.mark.parametrize(
    ("earliest", "words"),
    [(None, ""), (DUE, "暂定"), (date(2026, 4, 21), "暂定，最早4月21日"), (date(2025, 12, 31), "暂定，最早12月31日")],
)
def test_a_provisional_date_gives_its_earliest_day_if_it_is_another(earliest: date | None, words: str) -> None:
    assert mark(earliest=earliest).provisional == words


@pytest.mark.parametrize(
    ("target", "announced", "words"),
    [
        (None, True, ""),
        (DUE, True, ""),
        (date(2026, 4, 23), True, ""),
        (date(2026, 4, 21), True, "建议4月21日前办结"),
        (date(2026, 4, 21), False, "建议4月21日前办结（暂定）"),
    ],
)
def test_a_day_is_advised_only_if_it_is_earlier(target: date | None, words: str, *, announced: bool) -> None:
    assert mark(target=target, announced=announced).advice == words


@pytest.mark.parametrize(
    ("marks", "style"),
    [
        ([{}], "due"),
        ([{"chance": True}], "chance"),
        ([{"earliest": DUE}], "maybe"),
        ([{"earliest": DUE}, {}], "due"),
        ([{"chance": True}, {"earliest": DUE}], "due"),
        ([{"chance": True, "earliest": DUE}], "chance"),
    ],
)
def test_the_style_of_a_day_follows_all_of_its_marks(marks: list[dict[str, Any]], style: str) -> None:
    assert _due_style([mark(**each) for each in marks]) == style


@pytest.mark.parametrize(
    ("opened", "due", "words"),
    [
        ([], [], ""),
        ([{}], [], "第一季度分析会开启"),
        ([], [{}], "第一季度分析会到期，3个部门"),
        ([], [{"earliest": DUE}], "第一季度分析会到期，3个部门，暂定"),
        ([{}], [{"n": 1, "each": False}], "第一季度分析会开启；第一季度分析会到期，1项"),
    ],
)
def test_a_square_says_all_of_its_marks(opened: list[Any], due: list[Any], words: str) -> None:
    square = Square(DUE, "due", [mark(**each) for each in opened], [mark(**each) for each in due])
    assert square.words == words
    assert square.name == "22日 周三"


# The page


def picture(*departments: DepartmentWeeks, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)) -> Picture:
    return Picture(list(days_between(first, last)), shipped_calendar(), [], [], [], list(departments))


@pytest.mark.parametrize(
    ("n", "most", "shade"),
    [(0, 0, 0), (0, 100, 0), (1, 100, 1), (20, 100, 1), (21, 100, 2), (99, 100, SHADES), (100, 100, SHADES), (5, 0, 0)],
)
def test_the_shade_grows_with_the_work_up_to_the_most(n: int, most: int, shade: int) -> None:
    assert _cell_context(n, {WEEK: 2}, WEEK, most) == {"n": n, "due": 2, "shade": shade}


@given(n=st.integers(0, 10**6), more=st.integers(0, 10**6))
def test_a_shade_is_never_above_the_darkest_and_any_work_is_shaded(n: int, more: int) -> None:
    shade = _cell_context(n, {}, WEEK, n + more)["shade"]
    assert 0 <= shade <= SHADES
    assert (shade > 0) == (n > 0)


def test_a_row_has_a_cell_per_week_and_their_sum() -> None:
    weeks = [WEEK, WEEK + timedelta(days=7), WEEK + timedelta(days=14)]
    context = _row_context(DepartmentWeeks("省教育厅", {weeks[0]: 3, weeks[2]: 4}, {weeks[2]: 1}), weeks, 4)
    assert (context["name"], context["total"]) == ("省教育厅", 7)
    assert [(cell["n"], cell["due"], cell["shade"]) for cell in context["cells"]] == [(3, 0, 4), (0, 0, 0), (4, 1, 5)]


@pytest.mark.parametrize(
    ("first", "blank", "days"), [(date(2026, 2, 1), 6, 28), (date(2026, 6, 1), 0, 30), (date(2026, 1, 1), 3, 31)]
)
def test_a_month_begins_on_its_weekday_and_has_all_its_days(first: date, blank: int, days: int) -> None:
    whole = list(days_between(first, first + timedelta(days=days - 1)))
    context = _month_context(whole, picture())
    assert (context["name"], context["blank"]) == (f"2026年{first.month}月", blank)
    assert len(context["squares"]) == days
    assert context["told"] == []


@pytest.mark.parametrize(
    ("day", "style"),
    [(date(2026, 4, 7), ""), (date(2026, 4, 4), "rest"), (date(2026, 5, 9), "makeup"), (date(2026, 4, 11), "rest")],
)
def test_a_day_without_marks_is_a_working_day_a_rest_day_or_a_make_up_day(day: date, style: str) -> None:
    assert _month_context([day], picture())["squares"][0].style == style


@pytest.mark.parametrize(
    ("week", "workdays"),
    [
        (date(2026, 3, 2), 5),
        (date(2026, 2, 16), 0),
        (date(2026, 4, 6), 4),
        (date(2026, 5, 4), 4),
        (date(2026, 9, 28), 3),
    ],
)
def test_a_week_counts_the_working_days_of_the_calendar(week: date, workdays: int) -> None:
    assert picture().workdays(week) == workdays


def test_the_weeks_are_all_mondays_and_cover_the_days() -> None:
    weeks = picture().weeks
    assert {week.weekday() for week in weeks} == {0}
    assert weeks[0] <= date(2026, 1, 1) < weeks[1]
    assert weeks[-1] <= date(2026, 12, 31) < weeks[-1] + timedelta(days=7)


def test_all_departments_together_are_the_sum_of_each_week() -> None:
    rows = [
        DepartmentWeeks("甲", {WEEK: 2}, {WEEK: 1}),
        DepartmentWeeks("乙", {WEEK: 3}, {WEEK: 1}),
        DepartmentWeeks("丙", {}),
    ]
    together = picture(*rows).all_departments
    assert (together.name, together.work[WEEK], together.items[WEEK]) == ("全部部门", 5, 2)
    assert sum(together.work.values()) == 5


# Figures and remarks


@pytest.mark.parametrize(
    ("violations", "shown", "more"),
    [(1, 1, 0), (MOST_SHOWN, MOST_SHOWN, 0), (MOST_SHOWN + 1, MOST_SHOWN, 1), (999, MOST_SHOWN, 999 - MOST_SHOWN)],
)
def test_violations_are_counted_and_the_first_are_shown(violations: int, shown: int, more: int) -> None:
    first, *lines = violation_lines([f"第{number}处" for number in range(violations)], "无")
    assert first == f"发现{violations}处不符："
    assert lines[:shown] == [f"第{number}处" for number in range(shown)]
    assert lines[shown:] == ([f"（其余{more}处见 --json）"] if more else [])


def test_no_violation_is_one_sentence() -> None:
    assert violation_lines([], "逐日核验无不符。") == ["逐日核验无不符。"]


@pytest.mark.parametrize(("more", "names"), [({}, ["部门"]), ({"targets_in_all": 9}, ["部门", "目标"])])
def test_the_figures_of_a_year_count_duties_and_violations(more: dict[str, int], names: list[str]) -> None:
    counts = {"departments": 3, "late": 1, "open": 2, "notices": 40, "messages": 30}
    data = counts | more | {"obligations": {"monthly_check": 36, "self_check": 12}, "violations": ["甲"]}
    facts = YearReport(data, []).facts
    assert [name for name, _ in facts] == ["应办事项", *names, "逾期办结", "未办结", "通知", "消息", "不符"]
    assert (facts[0], facts[-1]) == (("应办事项", 48), ("不符", 1))


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "甲"), (MOST_NAMED, "甲、甲、甲"), (MOST_NAMED + 1, "甲、甲、甲等4个"), (40, "甲、甲、甲等40个")],
)
def test_a_long_list_of_names_gives_the_first_and_the_number(count: int, words: str) -> None:
    assert _join_names(["甲"] * count) == words


# Addresses


@given(real=st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=20))
def test_equal_addresses_become_equal_and_others_become_others(real: list[str]) -> None:
    invented = InventedAddresses()
    boxes = [invented.mailbox(each) for each in real]
    assert len(set(boxes)) == len(set(real))
    assert boxes == [invented.mailbox(each) for each in real]
    assert {box.rpartition("@")[2] for box in boxes} == {DOMAIN}


@pytest.mark.parametrize("kind", ["mailbox", "robot", "person"])
def test_no_address_stays_no_address(kind: str) -> None:
    assert getattr(InventedAddresses(), kind)("") == ""


def test_nothing_of_a_real_address_is_left_and_kinds_do_not_collide() -> None:
    invented, real = InventedAddresses(), "zhangsan@example.org"
    made = [invented.mailbox(real), invented.robot(real), invented.person(real)]
    assert made == [f"0001@{DOMAIN}", "robot-0002", "user-0003"]
    assert InventedAddresses().robot("json://u:p@h/") == "robot-0001"
