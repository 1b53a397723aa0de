"""告知: the office is notified of a result that it may contest, if no entry tells it already (4.3 a)."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from models.ledger.acts import Context
from models.ledger.lookup import project_key
from models.ledger.notices import tell_results
from models.records import Department, Evaluation, Finding, Inspection, Target, id_of
from models.rules.appeal import TITLES, Notified, SubjectKind
from models.rules.inspection import Conclusion, Way


def tell_findings(
    session: Session, ctx: Context, inspection: Inspection, signed: Iterable[Finding], listed: Collection[Finding]
) -> None:
    """4.3 a: tell the lead of each target that does not conform, if the finding was made on site and not listed.

    What covert visits and reviews found is told when it is confirmed on site (A20).
    """
    told = [
        finding
        for finding in signed
        if finding not in listed and finding.conclusion is not Conclusion.CONFORMS and finding.way is Way.ON_SITE
    ]
    ids = [finding.target_id for finding in told]
    targets = {id_of(each): each for each in session.exec(select(Target).where(col(Target.id).in_(ids)))}
    results = [_result_of(inspection, finding, targets[finding.target_id]) for finding in told]
    tell_results(session, ctx, results, targets=ids)


def _result_of(inspection: Inspection, finding: Finding, target: Target) -> Notified:
    kind, place = SubjectKind.FINDING, project_key(target)
    text, title = f"{finding.conclusion.label}。{finding.found}", TITLES[kind].format(inspection.key, target.name)
    return Notified(kind, f"{inspection.key}/{place}", title, text, finding.serial, place, target.name)


def tell_evaluation(
    session: Session, ctx: Context, inspection: Inspection, department: Department, evaluation: Evaluation
) -> None:
    """3.3, 4.3 a: tell the office of a department, or of its successor, how it was evaluated."""
    kind = SubjectKind.EVALUATION
    title = TITLES[kind].format(inspection.key, department.name)
    key = f"{inspection.key}/{department.code}"
    result = Notified(kind, key, title, evaluation.overall, evaluation.serial)
    tell_results(session, ctx, [result], department=id_of(department))
