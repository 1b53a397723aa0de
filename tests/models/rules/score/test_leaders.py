"""省领导评价: its scale, the least number of ratings, the mean, and who may read what another entered (2.15, A40)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.appraisal_settings import LEADER_LEAST, LEADER_SCALE
from models.rules.policy import read_value, say_value, write_value
from models.rules.score.component import Line
from models.rules.score.leaders import EXAMPLE, Operator, leader_scale, leaders_line, may_be_one

THREE = Decimal(3)
WORDS = {"words": [["好", "100"], ["较好", "85"], ["一般", "70"], ["差", "50"]]}
MARKS: dict[str, Any] = {"words": []}


def line(marks: list[str], stored: Any = MARKS, least: int | None = 3) -> Line:
    return leaders_line(THREE, marks, leader_scale(stored), least)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("0–100", MARKS),
        ("0-100", MARKS),
        ("０－１００分", MARKS),
        ("0至100", MARKS),
        ("百分制", MARKS),
        (EXAMPLE, WORDS),
        ("好100,较好85，一般:70；差 50", WORDS),
        ({"好": 100, "较好": "85", "一般": 70, "差": 50}, WORDS),
    ],
)
def test_a_scale_is_marks_or_words_with_values(raw: Any, stored: Any) -> None:
    found = read_value(LEADER_SCALE, raw)
    assert found == stored
    assert read_value(LEADER_SCALE, write_value(LEADER_SCALE, found)) == stored


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "好、较好、一般",
        "好：100",
        "好：100、好：85",
        "好：101、差：50",
        "好：0、差：0",
        "0-90",
        "好：优、差：50",
        {"": 1},
        {"好": "优"},
    ],
)
def test_a_scale_without_values_is_refused(raw: Any) -> None:
    with pytest.raises(ValueError, match="应为0–100，或写明各等次和它的分值"):
        read_value(LEADER_SCALE, raw)


@pytest.mark.parametrize(("raw", "least"), [("3", 3), (3, 3), ("5人", 5), ("９９", 99)])
def test_the_least_number_is_three_or_more(raw: Any, least: int) -> None:
    assert read_value(LEADER_LEAST, raw) == least
    assert say_value(LEADER_LEAST, least) == f"{least}人"


@pytest.mark.parametrize("raw", ["2", "0", "-3", "100", "三人", "3.5", ""])
def test_a_least_number_under_three_is_refused(raw: Any) -> None:
    with pytest.raises(ValueError, match="应为3至99的整数：少于3人的平均会透露个人的评价"):
        read_value(LEADER_LEAST, raw)


@pytest.mark.parametrize(
    ("mark", "value", "spelled"), [("85.0", "85", "85"), ("100", "100", "100"), ("７０", "70", "70"), ("0", "0", "0")]
)
def test_a_mark_has_one_spelling(mark: str, value: str, spelled: str) -> None:
    scale = leader_scale(MARKS)
    assert scale is not None
    assert (scale.value(mark), scale.spelled(mark)) == (Decimal(value), spelled)


@pytest.mark.parametrize(("stored", "mark"), [(MARKS, "100.5"), (MARKS, "好"), (WORDS, "优秀"), (WORDS, "85")])
def test_what_is_outside_the_scale_has_no_value(stored: Any, mark: str) -> None:
    scale = leader_scale(stored)
    assert scale is not None
    assert scale.value(mark) is None
    assert scale.spelled(mark) == mark


@pytest.mark.parametrize(
    ("marks", "stored", "points", "basis"),
    [
        (["80", "90", "100"], MARKS, "2.7", "平均90.00（量表最高100），3人评价"),
        (["好", "较好", "差"], WORDS, "2.35", "平均78.33（量表最高100），3人评价"),
        (["优", "优", "良", "良"], {"words": [["优", "90"], ["良", "60"]]}, "2.5", "平均75.00（量表最高90），4人评价"),
        (["0", "0", "0"], MARKS, "0", "平均0.00（量表最高100），3人评价"),
    ],
)
def test_a40_the_component_is_three_times_the_mean_over_the_maximum(
    marks: list[str], stored: Any, points: str, basis: str
) -> None:
    assert (line(marks, stored).points, line(marks, stored).basis) == (Decimal(points), (basis,))


@pytest.mark.parametrize(
    ("marks", "stored", "least", "why"),
    [
        (["80"] * 3, None, None, "省领导评价的量表和最少人数未设定"),
        (["80"] * 3, None, 3, "省领导评价的量表未设定"),
        (["80"] * 3, MARKS, None, "省领导评价的最少人数未设定"),
        ([], MARKS, 3, "省领导评价尚无评价结果"),
        (["80", "85"], MARKS, 3, "省领导评价只有2人，少于3人"),
        (["80"] * 3, WORDS, 3, "省领导评价有不在现行量表内的，须撤回后按现行量表重新录入"),
    ],
)
def test_without_settings_or_with_too_few_ratings_nothing_is_computed(
    marks: list[str], stored: Any, least: int | None, why: str
) -> None:
    found = line(marks, stored, least)
    assert (found.points, found.lacks, found.basis) == (None, (why,), ())


@given(st.lists(st.integers(0, 100), min_size=3, max_size=9), st.integers(0, 8), st.randoms())
def test_order_changes_nothing_and_a_higher_rating_never_lowers_it(numbers: list[int], at: int, order: Any) -> None:
    marks = [str(number) for number in numbers]
    shuffled = [*marks]
    order.shuffle(shuffled)
    assert line(marks).points == line(shuffled).points
    raised = [*marks]
    raised[at % len(marks)] = "100"
    before, after = line(marks).points, line(raised).points
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= THREE


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Operator("王文"), Operator("李明"), False),
        (Operator("王文"), Operator("王 文"), True),
        (Operator("Wang Wen"), Operator("WANG  WEN"), True),
        (Operator("user1", "user1"), Operator("user2", "user2"), False),
        (Operator("王文", "gly"), Operator("李明", "gly"), False),
        (Operator("gly", "gly"), Operator("王文", "gly"), True),
        (Operator("王文", "gly"), Operator("GLY", "gly"), True),
        (Operator("王文", "ww"), Operator("李明", "lm"), False),
        (Operator("王文", "ww"), Operator("王文（0213）", "lm"), True),
        (Operator("王文（0214）"), Operator("王文（0213）"), False),
    ],
)
def test_a_second_reader_is_another_person_under_any_spelling(one: Operator, other: Operator, *, same: bool) -> None:
    assert may_be_one(one, other) == may_be_one(other, one) == same
