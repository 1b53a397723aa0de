"""What a population leaves out of the plan's targets, or of the roster: compared, stated, and given a reason (4.4)."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlmodel import Session

from models.intake.sample import SampleCommitted
from models.ledger.acts import Context
from models.ledger.inspection.rotation import fit_today, written_out
from models.ledger.inspection.scope import planned_departments
from models.ledger.lookup import inspection_named
from models.ledger.sample.document import named
from models.ledger.sample.draw import AGAIN
from models.ledger.sample.population import Candidates, Comparison, PlannedTargets, planned_digest, planned_targets
from models.records import Inspection, Sample
from models.rules.errors import Refused
from models.rules.inspection import EVALUATES, year_covered
from models.rules.sample_documents import Gap, describe_people, describe_scope
from models.rules.sampling import in_short

IN_YEAR = re.compile(r"(\d{4})/", re.ASCII)


def compare_with_plan(
    session: Session, ctx: Context, data: SampleCommitted, inspection: Inspection, candidates: Candidates
) -> Comparison:
    """4.4: compare a population of targets with the issued targets of the plan's departments.

    Raises Refused if a given list names something else than these, if targets are left out without a reason, or if a
    mid-term or year-end inspection, which judges every department (6.2.1), leaves out all targets of one.
    """
    ids = {each for stratum in candidates.population.strata for each in stratum.ids}
    covered = year_covered(inspection.kind, inspection.period, inspection.begins_on or ctx.date)
    planned = PlannedTargets(_years_of(data, ids, covered), tuple(planned_departments(session, inspection)))
    whole = planned_targets(session, ctx, PlannedTargets(planned.years, ()))
    rows = [row for row in whole if not planned.departments or row.department in planned.departments]
    _refuse_unknown(ids - {row.id for row in rows}, inspection)
    left_out = [row for row in rows if row.id not in ids]
    drawn_from = {row.department for row in rows if row.id in ids}
    _check_left_out(data, inspection, left_out, drawn_from)
    scope = describe_scope(
        Gap(len(left_out), len({row.department for row in left_out} - drawn_from)),
        len(rows),
        data.left_out_reason.strip(),
        is_list=bool(data.strata),
        outside=_gap_between(whole, rows),
    )
    return Comparison(scope, planned, planned_digest(rows)) if data.strata else Comparison(scope)


def _refuse_unknown(unknown: Collection[str], inspection: Inspection) -> None:
    if unknown:
        raise Refused(
            f"名单中有{in_short(sorted(unknown))}，不是核查{inspection.key}受核查部门现有的目标。"
            "请写目标的年度和编号，如 2026/T001，只列已下达的。"
        )


def _gap_between(whole: Sequence[Any], rows: Sequence[Any]) -> Gap:
    """Return how many targets and departments of the period the plan does not have; `rows` are those that it has."""
    return Gap(len(whole) - len(rows), len({row.department for row in whole} - {row.department for row in rows}))


def compare_with_roster(session: Session, ctx: Context, data: SampleCommitted, inspection: Inspection) -> Comparison:
    """4.4: compare a given list of people, who may be named without their third party, with who may take part today.

    Raises Refused if one who may is left out without a reason.
    """
    listed = {each for stratum in data.strata for each in written_out(session, ctx.jurisdiction, stratum.ids)}
    fit = fit_today(session, ctx, inspection)
    left_out = sorted(fit.keys() - listed)
    if left_out and not data.left_out_reason.strip():
        raise Refused(
            f"名册中可以参加核查{inspection.key}的有{in_short(left_out)}没有列入名单。"
            "请写明原因（--left-out-reason），原因印在抽样文书和方案中；或直接由名册抽取（不写 --from）。"
        )
    scope = describe_people(len(left_out), len(fit), len(listed - fit.keys()), data.left_out_reason.strip())
    return Comparison(scope, roster=tuple(sorted(fit)))


def check_roster_of_list(session: Session, ctx: Context, sample: Sample) -> None:
    """4.4: raise Refused if other people may take part today than when a given list was compared with the roster.

    Only a list that was compared has kept them.
    """
    if (then := sample.source.get("roster")) is None:
        return
    now = fit_today(session, ctx, inspection_named(session, ctx, sample.subject)).keys()
    changed = {"增加": sorted(now - set(then)), "减少": sorted(set(then) - now)}
    if words := "；".join(f"{what}{in_short(names)}" for what, names in changed.items() if names):
        raise Refused(f"{named(sample)}：承诺以后名册中可以参加的人有变化，不能抽取：{words}。{AGAIN}")


def _years_of(data: SampleCommitted, ids: Iterable[str], covered: int) -> tuple[int, ...]:
    """Return the year that the inspection covers and those of the targets; what is not written as year/code has none.

    Otherwise a population of another year would leave out all that the inspection is about, and not say so.
    """
    own = {data.year} if data.year is not None else {int(found[1]) for found in map(IN_YEAR.match, ids) if found}
    return tuple(sorted({covered} | own))


def _check_left_out(
    data: SampleCommitted, inspection: Inspection, left_out: Sequence[Any], covered: Collection[str]
) -> None:
    missing = sorted({row.department for row in left_out} - set(covered))
    if inspection.kind in EVALUATES and missing:
        raise Refused(
            f"核查{inspection.key}是{inspection.kind.label}，对部门{'、'.join(missing)}也要作出总体评价，"
            "名单中没有它们的目标。请补上，或直接从台账抽取（--year）。"
        )
    if left_out and not data.left_out_reason.strip():
        raise Refused(
            f"核查{inspection.key}方案所列部门的目标，有{in_short([row.id for row in left_out])}没有列入总体。"
            "请写明原因（--left-out-reason），原因印在抽样文书和方案中；或先修改方案的受核查部门或期间（draft_inspection）。"
        )
