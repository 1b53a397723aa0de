"""专家初评和现场评审: signed minutes with the vote of each juror decide on every project of a year (1-2.16)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.intake.innovation import OnSiteRoundHeld, RoundHeld
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.innovation.applications import ToldOfProject, call_of, tell_offices
from models.ledger.innovation.jurors import check_jurors_untied, check_listed, find_jurors, tell_namesakes
from models.ledger.innovation.results import enter_results
from models.ledger.lookup import newest
from models.ledger.policies import value_on
from models.ledger.transitions import lock, move, record_row
from models.records import InnovationProject, InnovationRound, id_of
from models.rules.appraisal_settings import INNOVATION_PLACES, INNOVATION_PRIZES, INNOVATION_QUORUM
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.score.innovation import Prize
from models.rules.score.innovation_jury import (
    ExpertOpinion,
    JuryRound,
    ProjectDecision,
    check_days,
    check_people,
    check_places,
    check_supported,
    in_words,
    read_vote,
)
from models.rules.states import ProjectEvent, ProjectState

OF_STAGE = {
    JuryRound.EXPERT: (ProjectState.APPLIED, ProjectState.SHORTLISTED, ProjectState.DECLINED),
    JuryRound.ON_SITE: (ProjectState.SHORTLISTED, ProjectState.AWARDED, ProjectState.UNAWARDED),
}
FINAL = (ProjectState.AWARDED, ProjectState.UNAWARDED)
Projects = Sequence[InnovationProject]


@act("record_expert_round", "登记专家初评", clause="1-2.16", roles={Role.AGENCY})
def record_expert_round(session: Session, data: RoundHeld, ctx: Context) -> Summary:
    """2.16: record which projects the experts shortlist, from signed minutes with the vote of each; offices are told.

    Every project of the year is judged. Raises Refused before the closing day, without quorum, for a juror of a unit
    that applied or with a tie to it, and for a result that not more than half of the jury supports.
    """
    return _hold(session, data, ctx, JuryRound.EXPERT)


@act("record_onsite_round", "登记现场评审", clause="1-2.16", roles={Role.AGENCY})
def record_onsite_round(session: Session, data: OnSiteRoundHeld, ctx: Context) -> Summary:
    """2.16: record the prizes of the shortlisted projects as `record_expert_round` does; each unit has its result then.

    Raises Refused before the expert round is on record, without the points of the prizes, and if a prize is given more
    often than the setting allows.
    """
    if value_on(session, ctx.jurisdiction, INNOVATION_PRIZES, date(data.year, 12, 31)) is None:
        raise Refused(f"{data.year}年各等次的分值未设定，请先设定：mubiao act set_policy --key innovation_prizes。")
    return _hold(session, data, ctx, JuryRound.ON_SITE)


def _hold(session: Session, data: RoundHeld, ctx: Context, stage: JuryRound) -> Summary:
    lock(session, "innovation_project")
    check_days(data.held_on, data.dated, ctx.date, _first_day(session, ctx, data.year, stage))
    projects, last = _projects(session, ctx, data.year, stage), newest_round(session, ctx, data.year, stage)
    decisions = decide(stage, data, [each.key for each in projects])
    new = _new(data, ctx, stage, decisions, last)
    if last and _content(last) == _content(new):
        return Summary(f"{data.year}年的{stage.label}此前已登记，未作改动。", {"recorded": 0})
    if last and not data.reason:
        raise Refused(f"{data.year}年的{stage.label}已登记（{last.held_on}），确需更正的写明更正原因（--reason）。")
    namesakes = _check_jury(session, ctx, new, projects)
    if stage is JuryRound.ON_SITE:
        check_places(decisions, value_on(session, ctx.jurisdiction, INNOVATION_PLACES, data.held_on))
    record_row(session, ctx, new, "recorded")
    files = attach_exhibits(session, ctx, "innovation_round", id_of(new), data.evidence)
    done = _carry_out(session, ctx, new, projects, decisions, files)
    return replace(done, words=f"{done.words}{namesakes}")


def _first_day(session: Session, ctx: Context, year: int, stage: JuryRound) -> tuple[date, str]:
    """Return the first day on which a round may be held, and why. Raises Refused without the round before it."""
    if stage is JuryRound.EXPERT:
        closes = call_of(session, ctx, year).closes_on
        return closes + timedelta(days=1), f"申报至{closes}截止"
    before = newest_round(session, ctx, year, JuryRound.EXPERT)
    if before is None:
        raise Refused(f"{year}年的创新项目没有登记专家初评，不能现场评审，请先登记（record_expert_round）。")
    return before.recorded_on, f"专家初评的结果{before.recorded_on}才登记、告知"


def _projects(session: Session, ctx: Context, year: int, stage: JuryRound) -> Projects:
    """Return the projects that a round judges. Raises Refused without any, and if a later round judged them."""
    found = select(InnovationProject).filter_by(jurisdiction_id=ctx.jurisdiction, year=year)
    projects = session.exec(found.order_by(col(InnovationProject.number))).all()
    if stage is JuryRound.EXPERT and any(each.state in FINAL for each in projects):
        raise Refused(f"{year}年的创新项目已经现场评审，专家初评的结果不能再改。")
    if judged := [each for each in projects if each.state in OF_STAGE[stage]]:
        return judged
    raise Refused(f"{year}年没有{'入围' if stage is JuryRound.ON_SITE else '申报'}的创新项目，不能登记{stage.label}。")


def newest_round(session: Session, ctx: Context, year: int, stage: JuryRound) -> InnovationRound | None:
    """Return the round of a stage of a year that holds, if any."""
    return newest(session, InnovationRound, "serial", jurisdiction_id=ctx.jurisdiction, year=year, stage=stage)


def _new(
    data: RoundHeld, ctx: Context, stage: JuryRound, decisions: Sequence[ProjectDecision], last: InnovationRound | None
) -> InnovationRound:
    return InnovationRound(
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        stage=stage,
        serial=last.serial + 1 if last else 1,
        held_on=data.held_on,
        place=data.place,
        jurors=sorted(decisions[0].votes),
        votes={each.project: {name: vote.value for name, vote in each.votes.items()} for each in decisions},
        results={each.project: [each.result.value, each.reason] for each in decisions},
        paper_number=data.number,
        paper_date=data.dated,
        reason=data.reason if last else "",
        recorded_on=ctx.date,
    )


def _content(held: InnovationRound) -> dict[str, object]:
    return held.model_dump(include={"held_on", "place", "votes", "results", "paper_number", "paper_date"})


def _check_jury(session: Session, ctx: Context, held: InnovationRound, projects: Projects) -> str:
    """2.16: return a remark about names that people tied to a unit have too.

    Raises Refused if a juror is not on the list or has a tie, or if there are too few.
    """
    check_people(held.jurors, value_on(session, ctx.jurisdiction, INNOVATION_QUORUM, held.held_on))
    jurors = find_jurors(session, ctx, held.jurors)
    check_listed(jurors, held.held_on)
    units = sorted({each.department_id for each in projects})
    check_jurors_untied(session, jurors, units)
    return tell_namesakes(session, jurors, units)


def _event(result: Labelled) -> ProjectEvent:
    if isinstance(result, ExpertOpinion):
        return ProjectEvent.SHORTLIST if result is ExpertOpinion.SHORTLISTED else ProjectEvent.DECLINE
    return ProjectEvent.GO_WITHOUT if result is Prize.NONE else ProjectEvent.AWARD


def _carry_out(
    session: Session,
    ctx: Context,
    held: InnovationRound,
    projects: Projects,
    decisions: Sequence[ProjectDecision],
    files: int,
) -> Summary:
    """Move each project by its result, tell the offices, and enter the results of units that are judged to the end."""
    groups: dict[ProjectEvent, list[int]] = defaultdict(list)
    for project, decision in zip(projects, decisions, strict=True):
        groups[_event(decision.result)].append(id_of(project))
    for event, ids in groups.items():
        move(session, ctx, "innovation_project", ids, event, detail={"round": f"{held.stage}-{held.serial}"})
    day = in_full(held.held_on)
    told = [
        ToldOfProject(each.department_id, each.key, each.name, made.result.label, in_words(held.stage, made, day))
        for each, made in zip(projects, decisions, strict=True)
    ]
    notices = tell_offices(session, ctx, told, f"{held.stage}-{held.serial}")
    entered = 0 if ProjectEvent.SHORTLIST in groups else enter_results(session, ctx, held)
    chosen = sum(len(ids) for event, ids in groups.items() if event in (ProjectEvent.SHORTLIST, ProjectEvent.AWARD))
    what = "入围" if held.stage is JuryRound.EXPERT else "获奖"
    words = f"已登记{held.year}年的{held.stage.label}：{len(held.jurors)}人评审{len(projects)}项，{what}{chosen}项。"
    counts = {"recorded": 1, "chosen": chosen, "results": entered, "notices": notices, "evidence": files}
    return Summary(words, counts)


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
