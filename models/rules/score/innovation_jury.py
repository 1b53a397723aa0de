"""评审: the votes of a jury on projects, the result that they support, quorum and places of the prizes (1-2.16)."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.score.innovation import PRIZES, Prize
from models.rules.setting import StoredValue, pairs_of

PLACE = re.compile(r"(\D+?)\s*:?\s*(\d{1,2})[个项]?", re.ASCII)
PLACES_EXAMPLE = "一等奖1、二等奖2、三等奖3"
NOT_NAMED = "没有写的等次不限"


class JuryRound(Labelled):
    """The two rounds of 创新项目评选."""

    EXPERT = "expert", "专家初评"
    ON_SITE = "on_site", "现场评审"


class ExpertOpinion(Labelled):
    """What an expert says about a project, and what the expert round decides."""

    SHORTLISTED = "shortlisted", "入围"
    DECLINED = "declined", "不入围"


# What a vote or a result may be, the best first.
ORDER: Mapping[JuryRound, Sequence[Labelled]] = {
    JuryRound.EXPERT: (ExpertOpinion.SHORTLISTED, ExpertOpinion.DECLINED),
    JuryRound.ON_SITE: (*PRIZES, Prize.NONE),
}


@dataclass(frozen=True, slots=True)
class ProjectDecision:
    """The result of a project with its reason, and the vote of each juror."""

    project: str
    result: Labelled
    reason: str
    votes: Mapping[str, Labelled]


def read_vote(stage: JuryRound, text: str, project: str) -> Labelled:
    """Return a vote or a result by its label. Raises Refused if the round has none of this name."""
    for each in ORDER[stage]:
        if text in (each.label, each.value):
            return each
    words = "、".join(each.label for each in ORDER[stage])
    raise Refused(f"项目{project}的“{text}”不是{stage.label}的等次，可填：{words}。")


def check_people(names: Sequence[str], quorum: int | None) -> None:
    """Raise Refused if the quorum is not set or not reached."""
    if quorum is None:
        raise Refused("评审的最少人数未设定，请先设定：mubiao act set_policy --key innovation_quorum。")
    if len(names) < quorum:
        raise Refused(f"评委{len(names)}人，少于规定的最少{quorum}人，评审不能算数。")


def check_supported(stage: JuryRound, decision: ProjectDecision) -> None:
    """Raise Refused if not more than half of the jury gave the result or a better one, or if it needs a reason.

    The worst result needs one, and one that is worse than what more than half of the jury gave.
    """
    order, votes = ORDER[stage], list(decision.votes.values())
    behind = [sum(order.index(vote) <= place for vote in votes) for place in range(len(order))]
    best = next(place for place, number in enumerate(behind) if 2 * number > len(votes))
    given = order.index(decision.result)
    if given < best:
        raise Refused(
            f"项目{decision.project}定为“{decision.result.label}”，{len(votes)}名评委中只有{behind[given]}人评为"
            "该等次或更高，没有超过半数，请核对。"
        )
    if not decision.reason and (given > best or given == len(order) - 1):
        raise Refused(f"项目{decision.project}定为“{decision.result.label}”，请写明理由。")


def in_words(stage: JuryRound, decision: ProjectDecision, held_on: str) -> str:
    """Return how a result came about: day, round, jurors, how many gave it or a better one, and the reason."""
    order = ORDER[stage]
    number = sum(order.index(vote) <= order.index(decision.result) for vote in decision.votes.values())
    same = "" if decision.result is order[-1] else f"，{number}人评为{decision.result.label}或更高"
    same = same.replace("入围或更高", "入围")
    why = f"：{decision.reason}" if decision.reason else ""
    return f"{held_on}{stage.label}，{len(decision.votes)}人评审{same}{why}"


def check_places(decisions: Sequence[ProjectDecision], places: Mapping[str, int] | None) -> None:
    """Raise Refused if a prize is given more often than the setting allows."""
    given = Counter(each.result for each in decisions)
    for prize in PRIZES:
        if places and prize.value in places and given[prize] > places[prize.value]:
            listed = "、".join(each.project for each in decisions if each.result is prize)
            raise Refused(
                f"{prize.label}限{places[prize.value]}项，定了{given[prize]}项：{listed}，请由评委会重新评定。"
            )


def check_days(held_on: date, dated: date, today: date, since: tuple[date, str]) -> None:
    """Raise Refused for a round of a day to come or before it may be held, and for minutes before it or of a later day.

    `since` is the first day on which the round may be held, and why.
    """
    first, why = since
    if held_on > today:
        raise Refused(f"评审日期{held_on}晚于今天（{today}），请核对。")
    if held_on < first:
        raise Refused(f"评审日期{held_on}早于{first}：{why}，请核对。")
    if not held_on <= dated <= today:
        raise Refused(f"评审记录日期{dated}应在评审日期{held_on}至今天（{today}）之间，请核对。")


def read_places(raw: Any) -> dict[str, int]:  # noqa: ANN401 - what a person wrote
    """Parse how often each prize may be given; one that is not named has no limit. Raises ValueError otherwise."""
    labels = {prize.label: prize.value for prize in PRIZES}
    pairs = [(labels.get(name, ""), number) for name, number in pairs_of(raw, PLACE)]
    if (
        not pairs
        or any(not prize or not number.isdecimal() for prize, number in pairs)
        or len(dict(pairs)) < len(pairs)
    ):
        raise ValueError(f"“{raw}”应写明等次和项数，如：{PLACES_EXAMPLE}（{NOT_NAMED}）")
    return {prize: int(number) for prize, number in pairs}


def places_in_words(stored: StoredValue) -> str:
    """Return the places of the prizes as people write them."""
    return "、".join(f"{prize.label}{stored[prize.value]}" for prize in PRIZES if prize.value in stored)
