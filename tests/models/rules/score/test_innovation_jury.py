"""评审: votes, the result that they support, quorum, places of the prizes (1-2.16)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.appraisal_settings import INNOVATION_QUORUM
from models.rules.errors import Refused
from models.rules.score.innovation import Prize
from models.rules.score.innovation_jury import (
    ORDER,
    ExpertOpinion,
    JuryRound,
    ProjectDecision,
    check_days,
    check_people,
    check_places,
    check_supported,
    in_words,
    places_in_words,
    read_places,
    read_vote,
)

ON_SITE = ORDER[JuryRound.ON_SITE]
ballots = st.lists(st.sampled_from(ON_SITE), min_size=1, max_size=9)


def decision(result: Any, votes: list[Any], reason: str = "理由", project: str = "2026-1") -> ProjectDecision:
    return ProjectDecision(project, result, reason, {f"评委{n}": vote for n, vote in enumerate(votes)})


def is_supported(result: Any, votes: list[Any], reason: str = "理由") -> bool:
    try:
        check_supported(JuryRound.ON_SITE, decision(result, votes, reason))
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
    assert read_vote(JuryRound.EXPERT, "入围", "2026-1") is ExpertOpinion.SHORTLISTED
    assert read_vote(JuryRound.ON_SITE, "encouragement", "2026-1") is Prize.ENCOURAGEMENT
    for stage, text in ((JuryRound.EXPERT, "一等奖"), (JuryRound.ON_SITE, "入围"), (JuryRound.ON_SITE, "未参加")):
        with pytest.raises(Refused, match="可填"):
            read_vote(stage, text, "2026-1")


@pytest.mark.parametrize(
    ("names", "quorum", "told"),
    [
        (["王文", "李明", "张三"], None, "评审的最少人数未设定"),
        (["王文", "李明"], 3, "评委2人，少于规定的最少3人"),
    ],
)
def test_a_jury_has_as_many_different_people_as_are_asked_for(names: list[str], quorum: int | None, told: str) -> None:
    with pytest.raises(Refused, match=told):
        check_people(names, quorum)
    check_people(["王文", "李明", "张三"], 3)


def test_a_result_in_words_says_how_many_gave_it() -> None:
    votes = [Prize.FIRST, Prize.SECOND, Prize.THIRD]
    said = in_words(JuryRound.ON_SITE, decision(Prize.SECOND, votes, ""), "12月8日")
    assert said == "12月8日现场评审，3人评审，2人评为二等奖或更高"
    said = in_words(JuryRound.EXPERT, decision(ExpertOpinion.DECLINED, [ExpertOpinion.DECLINED], "重复"), "11月5日")
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
    assert INNOVATION_QUORUM.read(raw) == value
    assert INNOVATION_QUORUM.words(value) == f"{value}人"


@pytest.mark.parametrize("raw", ["2", "100", "", "三", "3.5"])
def test_another_quorum_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="应为3至99的整数"):
        INNOVATION_QUORUM.read(raw)


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


@given(ballots, st.sampled_from(ON_SITE), st.randoms(use_true_random=False))
def test_the_order_of_the_jurors_is_of_no_weight(votes: list[Any], result: Any, dice: Any) -> None:
    mixed = [*votes]
    dice.shuffle(mixed)
    assert is_supported(result, mixed) == is_supported(result, votes)
    before, after = (in_words(JuryRound.ON_SITE, decision(result, each), "12月8日") for each in (votes, mixed))
    assert before == after


@given(ballots)
def test_what_the_votes_support_goes_on_down_to_no_prize(votes: list[Any]) -> None:
    supported = [is_supported(each, votes) for each in ON_SITE]
    assert supported == sorted(supported)
    assert supported[-1]


@given(st.sampled_from(ON_SITE), st.integers(1, 9))
def test_the_best_result_of_a_unanimous_jury_is_its_vote(result: Any, jurors: int) -> None:
    supported = [each for each in ON_SITE if is_supported(each, [result] * jurors)]
    assert supported[0] is result


@pytest.mark.parametrize(("yes", "no", "stands"), [(1, 1, False), (2, 2, False), (2, 1, True), (3, 2, True)])
def test_2_16_half_of_the_experts_is_not_more_than_half(yes: int, no: int, stands: bool) -> None:  # noqa: FBT001
    made = decision(ExpertOpinion.SHORTLISTED, [ExpertOpinion.SHORTLISTED] * yes + [ExpertOpinion.DECLINED] * no)
    if stands:
        check_supported(JuryRound.EXPERT, made)
    else:
        told = f"项目2026-1定为“入围”，{yes + no}名评委中只有{yes}人评为该等次或更高，没有超过半数，请核对。"
        with pytest.raises(Refused) as refusal:
            check_supported(JuryRound.EXPERT, made)
        assert refusal.value.message == told


def test_a_project_is_declined_against_the_experts_only_with_a_reason() -> None:
    against = decision(ExpertOpinion.DECLINED, [ExpertOpinion.SHORTLISTED] * 3, "材料不实")
    check_supported(JuryRound.EXPERT, against)
    with pytest.raises(Refused, match="项目2026-1定为“不入围”，请写明理由"):
        check_supported(JuryRound.EXPERT, decision(ExpertOpinion.DECLINED, [ExpertOpinion.SHORTLISTED] * 3, ""))


@pytest.mark.parametrize("stage", list(JuryRound))
def test_each_vote_of_a_round_is_read_by_label_and_by_key(stage: JuryRound) -> None:
    for each in ORDER[stage]:
        assert read_vote(stage, each.label, "2026-1") is each
        assert read_vote(stage, each.value, "2026-1") is each


@pytest.mark.parametrize("text", ["", " 入围", "入围。", "SHORTLISTED", "同意", "未入围"])
def test_a_vote_in_other_words_is_refused_with_those_of_the_round(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_vote(JuryRound.EXPERT, text, "2026-7")
    assert refusal.value.message == f"项目2026-7的“{text}”不是专家初评的等次，可填：入围、不入围。"


@pytest.mark.parametrize(
    ("result", "votes", "said"),
    [
        (Prize.FIRST, [Prize.FIRST] * 5, "，5人评为一等奖或更高"),
        (Prize.ENCOURAGEMENT, [Prize.FIRST, Prize.ENCOURAGEMENT, Prize.NONE], "，2人评为鼓励奖或更高"),
        (Prize.NONE, [Prize.FIRST, Prize.NONE, Prize.NONE], ""),
    ],
)
def test_each_prize_in_words_counts_those_above_it_too(result: Prize, votes: list[Any], said: str) -> None:
    words = in_words(JuryRound.ON_SITE, decision(result, votes, ""), "2026年12月8日")
    assert words == f"2026年12月8日现场评审，{len(votes)}人评审{said}"


@given(st.lists(st.sampled_from(ON_SITE), max_size=8), st.dictionaries(st.sampled_from(ON_SITE[:4]), st.integers(0, 4)))
def test_a_prize_over_its_places_is_refused_and_no_other(results: list[Any], limits: dict[Any, int]) -> None:
    decisions = [decision(each, [each], project=f"2026-{n}") for n, each in enumerate(results, 1)]
    places = {prize.value: number for prize, number in limits.items()}
    over = [prize for prize, number in limits.items() if results.count(prize) > number]
    if not over:
        check_places(decisions, places)
    else:
        with pytest.raises(Refused) as refusal:
            check_places(decisions, places)
        assert any(refusal.value.message.startswith(f"{prize.label}限{limits[prize]}项") for prize in over)


def test_a_place_of_0_forbids_the_prize_and_no_prize_has_no_limit() -> None:
    check_places([decision(Prize.NONE, [Prize.NONE], project=f"2026-{n}") for n in range(9)], {"first": 0, "none": 0})
    with pytest.raises(Refused, match="一等奖限0项，定了1项：2026-1，请由评委会重新评定"):
        check_places([decision(Prize.FIRST, [Prize.FIRST])], {"first": 0})


@given(st.integers(-5, 120))
def test_a_quorum_is_read_as_it_is_written_in_words(people: int) -> None:
    if 3 <= people <= 99:
        assert INNOVATION_QUORUM.read(INNOVATION_QUORUM.words(people)) == people
    else:
        with pytest.raises(ValueError, match="应为3至99的整数"):
            INNOVATION_QUORUM.read(f"{people}人")


@given(st.dictionaries(st.sampled_from([each.value for each in ON_SITE[:4]]), st.integers(0, 99), min_size=1))
def test_places_are_read_as_they_are_written_in_words(places: dict[str, int]) -> None:
    assert read_places(places_in_words(places)) == places


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_a_round_is_taken_if_its_days_are_in_order(first: int, held: int, dated: int) -> None:
    day = [date(2026, 11, 5 + offset) for offset in (first, held, dated)]
    if day[0] <= day[1] <= day[2]:
        check_days(day[1], day[2], date(2026, 11, 11), (day[0], "截止"))
    else:
        with pytest.raises(Refused, match="请核对"):
            check_days(day[1], day[2], date(2026, 11, 11), (day[0], "截止"))
