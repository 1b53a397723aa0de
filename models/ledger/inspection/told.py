"""告知: the office is notified of a result that it may contest, if no entry tells it already (4.3 a)."""

from collections.abc import Collection, Iterable

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.heirs import heirs
from models.ledger.lookup import lead_now, project_key
from models.ledger.notices import tell_result
from models.records import Department, Evaluation, Finding, Inspection, Target, id_of
from models.rules.appeal import TITLES, Result, SubjectKind
from models.rules.inspection import Conclusion, Way


def tell_findings(
    session: Session, ctx: Context, inspection: Inspection, signed: Iterable[Finding], listed: Collection[Finding]
) -> None:
    """4.3 a: tell the lead of each target that does not conform, if the finding was made on site and not listed.

    What covert visits and reviews found is told when it is confirmed on site (A20).
    """
    kind = SubjectKind.FINDING
    for finding in signed:
        if finding in listed or finding.conclusion is Conclusion.CONFORMS or finding.way is not Way.ON_SITE:
            continue
        target = session.get_one(Target, finding.target_id)
        place = project_key(target)
        text = f"{finding.conclusion.label}。{finding.found}"
        title = TITLES[kind].format(inspection.key, target.name)
        told = Result(kind, f"{inspection.key}/{place}", title, text, finding.serial, place, target.name)
        tell_result(session, ctx, lead_now(session, target), told)


def tell_evaluation(
    session: Session, ctx: Context, inspection: Inspection, department: Department, evaluation: Evaluation
) -> None:
    """3.3, 4.3 a: tell the office of a department, or of its successor, how it was evaluated."""
    kind = SubjectKind.EVALUATION
    title = TITLES[kind].format(inspection.key, department.name)
    key = f"{inspection.key}/{department.code}"
    to = heirs(session).get(id_of(department), id_of(department))
    tell_result(session, ctx, to, Result(kind, key, title, evaluation.overall, evaluation.serial))
