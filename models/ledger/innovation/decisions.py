"""The votes and results of a round as they are checked: every juror on every project, every project once (1-2.16)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from models.intake.innovation import RoundHeld
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.score.innovation_jury import JuryRound, ProjectDecision, check_supported, read_vote


def decide(stage: JuryRound, data: RoundHeld, keys: Sequence[str]) -> list[ProjectDecision]:
    """Return what was decided about each project of a round, in order of `keys`.

    Raises Refused for a project that the round does not judge or that has no result or two, for a juror who did not
    vote on each or voted twice, and for a result that the votes do not support.
    """
    _check_keys(stage, keys, [each.project for each in data.results])
    votes = _votes(stage, data, keys)
    results = {each.project: each for each in data.results}
    decisions = [
        ProjectDecision(key, read_vote(stage, results[key].result, key), results[key].reason, votes[key])
        for key in keys
    ]
    for each in decisions:
        check_supported(stage, each)
    return decisions


def _check_keys(stage: JuryRound, keys: Sequence[str], given: Sequence[str]) -> None:
    """Raise Refused unless each project of the round, and no other, has one result."""
    if strange := [key for key in given if key not in keys]:
        raise Refused(f"项目{strange[0]}不在这次{stage.label}之列，应评审：{'、'.join(keys)}。")
    if twice := [key for key in keys if given.count(key) > 1]:
        raise Refused(f"项目{twice[0]}写了两个结果，请只保留一个。")
    if missing := [key for key in keys if key not in given]:
        raise Refused(f"项目{'、'.join(missing)}没有结果，{stage.label}应评审全部项目。")


def _votes(stage: JuryRound, data: RoundHeld, keys: Sequence[str]) -> Mapping[str, Mapping[str, Labelled]]:
    """Return the votes by project and juror. Raises Refused unless each juror voted once on each project."""
    votes: dict[str, dict[str, Labelled]] = defaultdict(dict)
    for each in data.votes:
        if each.project not in keys:
            raise Refused(f"评委“{each.juror}”评定的项目{each.project}不在这次{stage.label}之列。")
        if each.juror in votes[each.project]:
            raise Refused(f"评委“{each.juror}”对项目{each.project}评定了两次，请只保留一次。")
        votes[each.project][each.juror] = read_vote(stage, each.vote, each.project)
    jurors = sorted({each.juror for each in data.votes})
    for key in keys:
        if silent := [name for name in jurors if name not in votes[key]]:
            raise Refused(f"评委“{silent[0]}”没有评定项目{key}，每名评委应评定全部项目；中途回避的，其评定一并去掉。")
    return votes
