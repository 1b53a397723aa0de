"""评审: votes, the result that they support, quorum, places of the prizes (1-2.16)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.score.innovation import Prize
from models.rules.score.innovation_jury import (
    ORDER,
    Decision,
    Opinion,
    Stage,
    check_days,
    check_people,
    check_places,
    check_supported,
    in_words,
    places_in_words,
    quorum_in_words,
    read_places,
    read_quorum,
    read_vote,
)

ON_SITE = ORDER[Stage.ON_SITE]
ballots = st.lists(st.sampled_from(ON_SITE), min_size=1, max_size=9)


def decision(result: Any, votes: list[Any], reason: str = "理由", project: str = "2026-1") -> Decision:
    return Decision(project, result, reason, {f"评委{n}": vote for n, vote in enumerate(votes)})


def is_supported(result: Any, votes: list[Any], reason: str = "理由") -> bool:
    try:
        check_supported(Stage.ON_SITE, decision(result, votes, reason))
    except Refused:
        return False
    return True


@given(ballots, st.sampled_from(ON_SITE))
def test_a_result_stands_if_more_than_half_gave_it_or_a_better_one(votes: list[Any], result: Any) -> None:
    behind = sum(ON_SITE.index(vote) <= ON_SITE.index(result) for vote in votes)
    assert is_supported(result, votes) == (2 * behind > len(votes))


@given(ballots)
def test_the_worst_result_and_one_below_the_votes_need_a_reason(votes: list[Any]) -> None:
    supported = [each for each in ON_SITE if is_supported(each, votes)]
    without = [each for each in ON_SITE if is_supported(each, votes, reason="")]
    assert without == [each for each in supported[:1] if each is not Prize.NONE]


@given(ballots, st.integers(0, 8))
def test_a_better_vote_never_takes_a_prize_away(votes: list[Any], which: int) -> None:
    place = which % len(votes)
    raised = [*votes[:place], Prize.FIRST, *votes[place + 1 :]]
    assert {each for each in ON_SITE if is_supported(each, votes)} <= {
        each for each in ON_SITE if is_supported(each, raised)
    }


def test_a_vote_is_read_by_its_label_and_only_in_its_round() -> None:
    assert read_vote(Stage.EXPERT, "入围", "2026-1") is Opinion.SHORTLISTED
    assert read_vote(Stage.ON_SITE, "encouragement", "2026-1") is Prize.ENCOURAGEMENT
    for stage, text in ((Stage.EXPERT, "一等奖"), (Stage.ON_SITE, "入围"), (Stage.ON_SITE, "未参加")):
        with pytest.raises(Refused, match="可填"):
            read_vote(stage, text, "2026-1")


@pytest.mark.parametrize(
    ("names", "quorum", "told"),
    [
        (["王文", "李明", "张三"], None, "评审的最少人数未设定"),
        (["王文", "王文教授", "张三"], 3, "“王文教授”与“王文”姓名相同"),
        (["王文", "李明"], 3, "评委2人，少于规定的最少3人"),
    ],
)
def test_a_jury_has_as_many_different_people_as_are_asked_for(names: list[str], quorum: int | None, told: str) -> None:
    with pytest.raises(Refused, match=told):
        check_people(names, quorum)
    check_people(["王文", "李明", "张三"], 3)


def test_a_result_in_words_says_how_many_gave_it() -> None:
    votes = [Prize.FIRST, Prize.SECOND, Prize.THIRD]
    said = in_words(Stage.ON_SITE, decision(Prize.SECOND, votes, ""), "12月8日")
    assert said == "12月8日现场评审，3人评审，2人评为二等奖或更高"
    said = in_words(Stage.EXPERT, decision(Opinion.DECLINED, [Opinion.DECLINED], "重复"), "11月5日")
    assert said == "11月5日专家初评，1人评审：重复"


def test_places_limit_only_the_prizes_that_they_name() -> None:
    firsts = [decision(Prize.FIRST, [Prize.FIRST], project=f"2026-{n}") for n in (1, 2)]
    check_places(firsts, None)
    check_places(firsts, {"second": 1})
    check_places(firsts, {"first": 2})
    with pytest.raises(Refused, match="一等奖限1项，定了2项：2026-1、2026-2"):
        check_places(firsts, {"first": 1})


@pytest.mark.parametrize(
    ("held", "dated", "told"),
    [
        (11, 11, "评审日期2026-11-11晚于今天"),
        (4, 5, "早于2026-11-05：截止"),
        (6, 5, "评审记录日期"),
        (6, 11, "评审记录日期"),
    ],
)
def test_a_round_is_held_after_its_first_day_and_its_minutes_are_not_older(held: int, dated: int, told: str) -> None:
    today, since = date(2026, 11, 10), (date(2026, 11, 5), "截止")
    check_days(date(2026, 11, 5), date(2026, 11, 10), today, since)
    with pytest.raises(Refused, match=told):
        check_days(date(2026, 11, held), date(2026, 11, dated), today, since)


@pytest.mark.parametrize(("raw", "value"), [("3", 3), ("7人", 7), (5, 5)])
def test_a_quorum_is_three_people_or_more(raw: Any, value: int) -> None:
    assert read_quorum(raw) == value
    assert quorum_in_words(value) == f"{value}人"


@pytest.mark.parametrize("raw", ["2", "100", "", "三", "3.5"])
def test_another_quorum_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="应为3至99的整数"):
        read_quorum(raw)


@pytest.mark.parametrize("raw", ["一等奖1、三等奖3项", {"一等奖": 1, "三等奖": "3"}, "三等奖：3；一等奖：1"])
def test_places_are_read_as_people_write_them(raw: Any) -> None:
    assert read_places(raw) == {"first": 1, "third": 3}
    assert places_in_words(read_places(raw)) == "一等奖1、三等奖3"


@pytest.mark.parametrize(
    "raw", ["", "一等奖", "特等奖1", "一等奖1、一等奖2", "未获奖3", {}, {"一等奖": -1}, "一等奖不限"]
)
def test_other_places_are_refused(raw: Any) -> None:
    with pytest.raises(ValueError, match="应写明等次和项数"):
        read_places(raw)
