"""年度考评逐日: what is kept of a day, what changed, when everything is told."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.appraisal_day import (
    APPRAISAL,
    AppraisalTask,
    change_in_words,
    changed_states,
    common_changes,
    in_short,
    lacking,
    newest_year,
    state_of,
    tells_all,
)
from models.rules.score.component import Component, Given, Line
from models.rules.score.gate import GateFact, GateKind, GateLine, gate

D = Decimal
OPEN = "2个目标年终检查没有申报完成，也没有列入负面清单：T001、T002（file_year_end_check）"


def lines(functional: str | None = "48", leaders: str | None = "2.7", number: int = 3) -> list[Line]:
    given = Given(D(90), D(100), number) if leaders else None
    return [
        Line(Component.FUNCTIONAL, D(50), D(functional) if functional else None),
        Line(Component.LEADERS, D(3), D(leaders) if leaders else None, given=given),
    ]


def state(*lacks: str, sheet: str = "", **more: Any) -> dict[str, Any]:
    return state_of(lines(**more), lacks, sheet)


def test_it_runs_daily_from_11_january() -> None:
    assert (APPRAISAL.name, APPRAISAL.crons) == ("年度考评", ("20 8 11-31 1 *", "20 8 * 2-12 *"))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2027, 1, 10), 2025),
        (date(2027, 1, 11), 2026),
        (date(2027, 12, 31), 2026),
        (date(2028, 1, 10), 2026),
        (date(2028, 1, 11), 2027),
    ],
)
def test_the_appraisal_of_a_year_begins_on_11_january(day: date, year: int) -> None:
    assert newest_year(day) == year


@pytest.mark.parametrize(
    ("last", "day", "everything"),
    [
        (None, date(2027, 3, 3), True),
        (date(2027, 3, 1), date(2027, 3, 2), False),
        (date(2027, 3, 1), date(2027, 3, 7), False),
        (date(2027, 3, 7), date(2027, 3, 8), True),
        (date(2027, 3, 5), date(2027, 3, 9), True),  # Monday was missed
        (date(2026, 3, 2), date(2027, 3, 1), True),
    ],
)
def test_everything_is_told_on_the_first_run_of_a_week(last: date | None, day: date, *, everything: bool) -> None:
    assert tells_all(last, day) is everything


@given(st.dates(date(2027, 1, 11), date(2027, 12, 1)), st.integers(1, 60))
def test_daily_runs_tell_everything_once_a_week(first: date, number: int) -> None:
    days = [first + timedelta(days=each) for each in range(number)]
    told = [day for before, day in zip([None, *days], days, strict=False) if tells_all(before, day)]
    assert len(told) == len({day.isocalendar()[:2] for day in days})


def test_a_state_has_points_total_and_what_is_missing() -> None:
    assert state(sheet="待部门核对") == {
        "lines": {"functional": "48", "leaders": "3人评价"},
        "total": "48",
        "missing": [],
        "number": 0,
        "sheet": "待部门核对",
    }
    assert state("权重未设定", functional=None)["total"] is None
    assert state(OPEN)["total"] is None


def test_of_many_missing_things_the_first_are_kept_and_all_are_counted() -> None:
    kept = state(*(f"条目{each}的记分未设定" for each in range(30)))
    assert (len(kept["missing"]), kept["number"]) == (20, 30)


@given(st.decimals("0.01", "3", places=4), st.decimals("0.01", "3", places=4), st.integers(3, 9))
def test_4_7_another_mean_of_the_same_number_of_ratings_leaves_the_state_as_it_is(
    one: Decimal, other: Decimal, number: int
) -> None:
    assert state(leaders=str(one), number=number) == state(leaders=str(other), number=number)


def test_4_7_one_rating_more_is_told_by_its_number_alone() -> None:
    words = change_in_words(state(leaders="2.7", number=3), state(leaders="2.4", number=4))
    assert words == "省领导评价3人评价→4人评价"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, state(), "新纳入考评"),
        (state(), None, "不再有得分"),
        (state(), state(functional="46"), "职能绩效目标48.00→46.00；合计（不含省领导评价）48.00→46.00"),
        (
            state("缺", functional=None),
            state(),
            "职能绩效目标未设定→48.00；合计（不含省领导评价）未齐→48.00；不再缺：缺；缺项1→0",
        ),
        (state(), state(OPEN), f"合计（不含省领导评价）48.00→未齐；新缺：{OPEN}；缺项0→1"),
        (state("缺", leaders=None), state("缺"), "省领导评价未设定→3人评价"),
        (state(), state(sheet="待部门核对"), "得分表：没有得分表→待部门核对"),
        (state(sheet="待部门核对"), state(), "得分表：待部门核对→没有得分表"),
    ],
)
def test_a_change_is_told_from_what_to_what(
    before: dict[str, Any] | None, after: dict[str, Any] | None, words: str
) -> None:
    assert change_in_words(before, after) == words


def test_of_many_changes_the_first_five_are_named_and_all_counted() -> None:
    words = change_in_words(state(*"abcdefgh"), state())
    assert words.endswith("；不再缺：d等10项变化")
    assert words.count("；") == 4


def test_a_change_of_what_is_not_named_is_told_by_the_number() -> None:
    many = [f"条目{each}" for each in range(30)]
    assert change_in_words(state(*many), state(*many[:25])) == "缺项30→25"


def test_only_other_states_are_changed_and_one_that_is_gone_is_none() -> None:
    before = {"D001": state(), "D002": state(), "D003": state()}
    after = {"D001": state(), "D002": state(functional="40"), "D004": state()}
    changed = changed_states(before, after)
    assert changed == {"D002": after["D002"], "D003": None, "D004": after["D004"]}


STATES = st.dictionaries(
    st.sampled_from(["D001", "D002", "D003"]),
    st.builds(lambda points, lacks: state(*lacks, functional=points), st.sampled_from(["40", "48"]), st.just(())),
)


@given(STATES, STATES)
def test_a_state_with_its_changes_is_the_next_one(before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = changed_states(before, after)
    merged = {code: each for code, each in (before | changed).items() if each is not None}
    assert merged == after
    assert all(change_in_words(before.get(code), each) for code, each in changed.items())


def test_a_matter_says_who_has_to_do_what() -> None:
    assert AppraisalTask("省领导张平", "没有交回评价").in_words == "省领导张平：没有交回评价"
    assert AppraisalTask("管理机构", "异议待答复", ("甲", "乙")).in_words == "管理机构：异议待答复（甲、乙）"


@pytest.mark.parametrize(
    ("names", "words"),
    [(["甲"], "甲"), (["甲", "乙", "丙"], "甲、乙、丙"), (["甲", "乙", "丙", "丁"], "甲、乙、丙等4个部门")],
)
def test_of_many_departments_the_first_are_named(names: list[str], words: str) -> None:
    assert in_short(names) == words


def targets(code: str) -> GateLine:
    """One target of a department that is neither declared complete nor listed."""
    return gate([GateFact(GateKind.TARGETS, 1, [code])])[0]


PROPOSED = gate([GateFact(GateKind.PROPOSED, 1, ["2026/T001/1"])])[0]


def test_what_most_departments_lack_comes_first_and_open_targets_are_the_departments() -> None:
    found = lacking([("甲", ["权重未设定"], [targets("T001")]), ("乙", ["权重未设定"], [])])
    assert [each.in_words for each in found] == [
        "管理机构：权重未设定（甲、乙）",
        "甲：1个目标年终检查没有申报完成，也没有列入负面清单：T001（file_year_end_check）",
    ]


def test_a_line_of_several_departments_is_told_once_with_what_ends_it() -> None:
    found = lacking([("甲", [], [PROPOSED, targets("T001")]), ("乙", [], [targets("T002")])])
    assert [each.in_words for each in found] == [
        "甲、乙：目标未申报完成也未列入负面清单（file_year_end_check）",
        "管理机构：1个拟列入的条目尚未认定：2026/T001/1（list_finding）（甲）",
    ]


@given(st.lists(st.tuples(st.text(min_size=1), st.lists(st.sampled_from(["一", "二", "三"]), unique=True))))
def test_each_missing_thing_is_told_once(departments: list[tuple[str, list[str]]]) -> None:
    found = [each.words for each in lacking([(name, lacks, ()) for name, lacks in departments])]
    assert sorted(found) == sorted({words for _, lacks in departments for words in lacks})


def test_what_the_agency_had_to_do_and_has_not_any_more_is_told() -> None:
    assert common_changes(["甲", "乙"], ["乙", "丙"]) == ["新增：丙", "已了结：甲"]
    assert common_changes(["甲"], ["甲"]) == []
