"""核查 at its end: cancelled with a reason, or concluded after all signatures and evaluations (6.2.1)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.inspection import InspectionConcluded, InspectionEnded
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge_duty, find_open_duty, withdraw
from models.ledger.inspection.scope import drawn_targets
from models.ledger.inspection.unvisited import check_not_relied_on
from models.ledger.lookup import inspection_named
from models.ledger.nouns.shared_sql import HEIRS, LEADS, LED_BY, in_sql
from models.ledger.sample.draw import sample_of
from models.ledger.transitions import move
from models.records import Inspection, id_of
from models.rules.errors import Refused
from models.rules.inspection import (
    EVALUATES,
    INSPECTION,
    MID_TERM_INSPECTION,
    URGENT_INSPECTION,
    Conclusion,
    InspectionKind,
    year_covered,
)
from models.rules.sampling import Purpose
from models.rules.several import first_of
from models.rules.states import INSPECTION as INSPECTION_MOVES
from models.rules.states import InspectionEvent, InspectionState, follow
from models.rules.states.negative_list import NOT_COUNTED
from models.statements import run

SIGNED = "SELECT count(*) FROM finding WHERE inspection_id = :inspection AND state <> 'recorded'"
UNSIGNED = "SELECT count(*) FROM finding WHERE inspection_id = :inspection AND state = 'recorded'"
UNSIGNED_FAILED = f"{UNSIGNED} AND conclusion = 'fails'"
# The drawn targets, and those on the negative list on the day of the commitment.
UNSEEN = f"""
SELECT q.id FROM (
    SELECT unnest(CAST(:drawn AS text[])) AS id
    UNION SELECT concat_ws('/', t.year, t.code) FROM negative_entry e JOIN target t ON t.id = e.target_id
        {LED_BY}
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND (:everywhere OR d.code = ANY(:codes))
        AND e.listed_on < :committed AND e.state NOT IN {in_sql(NOT_COUNTED)}) q
WHERE q.id NOT IN (
    SELECT concat_ws('/', t.year, t.code) FROM finding f JOIN target t ON t.id = f.target_id
    WHERE f.inspection_id = :inspection AND f.state = 'signed')
ORDER BY q.id COLLATE "C"
"""  # noqa: S608 - constants only
# The departments with a target of the year that are in the plan (if it names none: all of them), and those with a
# finding; each replaced by its successor.
UNEVALUATED = f"""
SELECT d.name FROM (
    SELECT x.department_id AS id FROM finding f JOIN target_department x ON x.target_id = f.target_id AND {LEADS}
        WHERE f.inspection_id = :inspection
    UNION SELECT d.id FROM target t {LED_BY}
        WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.issued_on <= :day AND (:everywhere OR EXISTS (
            SELECT 1 FROM department p LEFT JOIN {HEIRS} g ON g.department_id = p.id
            WHERE p.jurisdiction_id = t.jurisdiction_id AND p.code = ANY(:codes)
                AND coalesce(g.heir, p.id) = d.id))) q
    LEFT JOIN {HEIRS} h ON h.department_id = q.id JOIN department d ON d.id = coalesce(h.heir, q.id)
WHERE NOT EXISTS (SELECT 1 FROM evaluation e LEFT JOIN {HEIRS} g ON g.department_id = e.department_id
    WHERE e.inspection_id = :inspection AND coalesce(g.heir, e.department_id) = d.id)
GROUP BY d.id ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# The departments that lead a target of the year and that no concluded mid-term inspection of the year has evaluated;
# each replaced by its successor. One that was founded after the half-year, or that has ended, is left out.
NOT_JUDGED = f"""
SELECT d.name FROM (
    SELECT DISTINCT d.id FROM target t {LED_BY}
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.issued_on <= :day) q
    LEFT JOIN {HEIRS} h ON h.department_id = q.id JOIN department d ON d.id = coalesce(h.heir, q.id)
WHERE NOT EXISTS (SELECT 1 FROM inspection i JOIN evaluation e ON e.inspection_id = i.id
        LEFT JOIN {HEIRS} g ON g.department_id = e.department_id
    WHERE i.jurisdiction_id = :jurisdiction AND i.kind = 'mid_term' AND i.state = 'concluded' AND i.year = :year
        AND coalesce(g.heir, e.department_id) = d.id)
    AND coalesce(d.valid_from, '-infinity') <= make_date(:year, 6, 30) AND coalesce(d.valid_to, 'infinity') >= :day
GROUP BY d.id ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
NO_REASON = "已经抽取样本，或者不是季度核查"
OWED = (INSPECTION, URGENT_INSPECTION)


@act("cancel_inspection", "取消核查", clause="3-6.2.1", roles={Role.AGENCY})
def cancel_inspection(session: Session, data: InspectionEnded, ctx: Context) -> Summary:
    """Cancel an inspection with a reason; its signed findings stay effective.

    Raises Refused if a target was found failing and nobody signed: it would be spared (6.2.4), and if a re-verification
    by papers rests on the plan (A72).
    """
    inspection = inspection_named(session, ctx, data.inspection)
    failed = int(run(session, UNSIGNED_FAILED, inspection=inspection.id).scalar_one())
    if failed and inspection.state is InspectionState.ISSUED:
        raise Refused(
            f"核查{inspection.key}有{failed}项“{Conclusion.FAILS.label}”的核查结果还没有签字，不能取消："
            "请由组长签字（sign_off），或由核查组重新核查、记录（record_finding）以后再取消。"
        )
    moved = _end_inspection(session, ctx, inspection, InspectionEvent.CANCEL, data.reason)
    if moved:
        check_not_relied_on(session, ctx, inspection)
        open_duties = [find_open_duty(session, ctx, duty, subject=inspection.key) for duty in OWED]
        withdraw(session, ctx, [each for each in open_duties if each], data.reason)
    words = f"核查{inspection.key}{'已取消' if moved else '此前已取消，未作改动'}。"
    return Summary(words, {"ended": moved})


@act("conclude_inspection", "结束核查", clause="3-6.2.1", roles={Role.AGENCY})
def conclude_inspection(session: Session, data: InspectionConcluded, ctx: Context) -> Summary:
    """6.2.1, 3.3: conclude an inspection and discharge its duty; the last mid-term one also discharges the year's.

    The mid-term inspections of a year are done when together they have evaluated every department with a target.

    Raises Refused if a finding is unsigned or, except for an urgent matter, if no finding exists. A quarterly
    inspection without a sample says whether it covered everything or a special matter, and why (4.4). Every drawn
    target has a signed finding; a mid-term or year-end inspection also needs a sample, signed findings for the negative
    list, and an evaluation of each department.
    """
    inspection = inspection_named(session, ctx, data.inspection)
    follow(INSPECTION_MOVES, inspection.state, InspectionEvent.CONCLUDE)
    if unsigned := int(run(session, UNSIGNED, inspection=inspection.id).scalar_one()):
        raise Refused(f"核查{inspection.key}还有{unsigned}项核查结果没有组长签字，不能结束。")
    running = inspection.state is InspectionState.ISSUED
    if running:
        _check_covered(session, ctx, inspection)
    if (
        running
        and inspection.kind is not InspectionKind.URGENT
        and not run(session, SIGNED, inspection=inspection.id).scalar_one()
    ):
        raise Refused(
            f"核查{inspection.key}没有签字生效的核查结果，不能结束；不再进行的，请取消并写明原因（cancel_inspection）。"
        )
    why = _why_unsampled(session, inspection, data) if running else ""
    moved = _end_inspection(session, ctx, inspection, InspectionEvent.CONCLUDE, why)
    left = _discharge_duties(session, ctx, inspection) if moved else ""
    return Summary(f"核查{inspection.key}{'已结束' if moved else '此前已结束，未作改动'}。{left}", {"ended": moved})


def _discharge_duties(session: Session, ctx: Context, inspection: Inspection) -> str:
    """Discharge the duty of the inspection, and that of the year's mid-term inspection if no department is left.

    Returns in words which departments are left.
    """
    for duty in OWED:
        discharge_duty(session, ctx, duty, ctx.date, subject=inspection.key)
    if inspection.kind is not InspectionKind.MID_TERM:
        return ""
    scope = {"jurisdiction": ctx.jurisdiction, "year": inspection.year, "day": ctx.date}
    if names := list(run(session, NOT_JUDGED, **scope).scalars()):
        left = f"还有{len(names)}个部门（{first_of(names)}）没有作出总体评价"
        return f"本年中期核查{left}，该事项没有办结，请另拟方案核查。"
    discharge_duty(session, ctx, MID_TERM_INSPECTION.duty, ctx.date, period=f"{inspection.year}H1")
    return ""


def _check_covered(session: Session, ctx: Context, inspection: Inspection) -> None:
    """4.4, 3.3: raise Refused if something of the sample, of the list or of the departments was left out."""
    year = year_covered(inspection.kind, inspection.period, inspection.begins_on or ctx.date)
    scope = {"year": year, "codes": inspection.departments, "everywhere": not inspection.departments}
    params = {"inspection": inspection.id, "jurisdiction": ctx.jurisdiction, **scope}
    if inspection.kind in EVALUATES:
        committed = sample_of(session, ctx, inspection.key, Purpose.TARGETS).committed_on
        seen = params | {"drawn": drawn_targets(session, inspection), "committed": committed}
        _check_seen(session, inspection, seen, "抽取的样本和负面清单")
        _check_evaluated(session, inspection, params | {"day": ctx.date})
    elif drawn := drawn_targets(session, inspection):
        _check_seen(session, inspection, params | {"drawn": drawn, "committed": date.min}, "抽取的样本")


def _why_unsampled(session: Session, inspection: Inspection, data: InspectionConcluded) -> str:
    """4.4: return what a quarterly inspection without a sample covered, and why it drew none; else an empty text."""
    if inspection.kind is not InspectionKind.QUARTERLY or drawn_targets(session, inspection):
        if data.coverage or data.reason:
            raise Refused(f"核查{inspection.key}{NO_REASON}，请去掉不抽样的范围和原因（coverage、reason）。")
        return ""
    if not (data.coverage and data.reason.strip()):
        raise Refused(
            f"核查{inspection.key}是季度核查，没有抽取样本（4.4）。请写明是全数还是专项（--coverage）和不抽样的原因"
            "（reason），再结束。"
        )
    return f"不抽样（{data.coverage.label}）：{data.reason.strip()}"


def _check_seen(session: Session, inspection: Inspection, params: Mapping[str, Any], what: str) -> None:
    if unseen := list(run(session, UNSEEN, **params).scalars()):
        raise Refused(
            f"核查{inspection.key}{what}中还有{len(unseen)}项（{first_of(unseen)}）没有签字的核查结果，不能结束。"
        )


def _check_evaluated(session: Session, inspection: Inspection, params: Mapping[str, Any]) -> None:
    if names := list(run(session, UNEVALUATED, **params).scalars()):
        raise Refused(
            f"核查{inspection.key}还有{len(names)}个部门（{first_of(names)}）没有总体评价（evaluate_department），不能结束。"
        )


def _end_inspection(session: Session, ctx: Context, inspection: Inspection, event: InspectionEvent, why: str) -> int:
    changes = {"ended_on": ctx.date, "ended_why": why}
    return len(move(session, ctx, "inspection", [id_of(inspection)], event, sets=changes))
