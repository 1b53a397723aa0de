"""年终复核: what the agency finds of a department's filing, compared with what is missing of it (3.3)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, select

from models.intake.year_end import ReverificationFound
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge
from models.ledger.heirs import heirs
from models.ledger.inspection.evaluation import evaluation_at_year_end
from models.ledger.inspection.unvisited import unvisited_of
from models.ledger.lookup import department_named, obligation_of
from models.ledger.notices import notify_one
from models.ledger.nouns.shared_sql import HEIRS, LEAD
from models.ledger.transitions import lock, record_row
from models.ledger.year_end.completeness import COMPARED, compared_targets, describe_gap, is_gap, was_returned
from models.records import Department, Obligation, Reverification, id_of
from models.rules.cycles import YEAR_END_REVERIFICATION
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.several import first_of
from models.rules.states import ObligationState
from models.rules.year_end import named_in, read_named
from models.statements import run

FILINGS = f"""
SELECT f.id FROM obligation o JOIN obligation f ON {COMPARED.format(o="o", f="f")} WHERE o.id = :obligation
ORDER BY f.id
"""  # noqa: S608 - constants only

# The targets of a department with an undecided proposal; of one that ended they are its heir's.
PROPOSED = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT t.code FROM negative_entry e JOIN target t ON t.id = e.target_id
    JOIN {LEAD} JOIN department d ON d.id = coalesce(x.year_lead_id, x.department_id)
    LEFT JOIN heir h ON h.department_id = d.id LEFT JOIN department w ON w.id = h.heir
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND e.state = 'proposed' AND :department IN (d.code, w.code)
ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only


def proposed_of(session: Session, jurisdiction: int, year: int, department: str) -> list[str]:
    """Return the targets of a department, by its code, with an undecided proposal for the list (A37)."""
    return list(run(session, PROPOSED, jurisdiction=jurisdiction, year=year, department=department).scalars())


@act("record_reverification", "登记年终复核", clause="3-3.3", roles={Role.AGENCY})
def record_reverification(session: Session, data: ReverificationFound, ctx: Context) -> Summary:
    """3.3: record the re-verification of a department: complete, or the missing targets and evidence.

    It refers to the overall evaluation of the year-end inspection. Raises Refused if there is none and no issued plan
    names the department as not visited (A72), or if it contradicts the comparison without a reason.
    """
    department = department_named(session, ctx, data.department)
    period = YEAR_END_REVERIFICATION.period(data.period)
    obligation = obligation_of(session, department, YEAR_END_REVERIFICATION.key, str(period))
    lock(session, "reverification")  # a plan that it rests on is not cancelled meanwhile
    if session.exec(select(Reverification).where(Reverification.obligation_id == obligation.id)).first():
        raise Refused(f"“{department.name}”{period.label}的年终复核已登记。")
    own, codes = _compare(session, ctx, obligation, data)
    if data.complete:
        _check_decided(session, ctx, obligation, department, period.year)
    evaluation = evaluation_at_year_end(session, ctx, obligation.department_id, period.year)
    named = {row.department: row.why for row in unvisited_of(session, ctx.jurisdiction, period.year)}
    heir = heirs(session).get(obligation.department_id, obligation.department_id)
    why = _why_uninspected(evaluation, department, period.label, data.uninspected.strip(), named.get(heir, ""))
    reverification = Reverification(
        obligation_id=id_of(obligation),
        complete=data.complete,
        missing=data.missing.strip(),
        recorded_on=ctx.date,
        evaluation_id=evaluation,
        uninspected=why,
        beyond=data.beyond.strip(),
    )
    record_row(session, ctx, reverification, "recorded")
    notices = _tell_own(session, ctx, obligation, own, codes)
    late = discharge(session, ctx, obligation, ctx.date)
    words = f"已登记“{department.name}”年终复核：{'完备' if data.complete else '有缺项'}。"
    return Summary(words, {"late": int(late)} | ({"notices": notices} if own else {}))


def _check_decided(session: Session, ctx: Context, obligation: Obligation, department: Department, year: int) -> None:
    """3.3, A37: raise Refused while a proposal about a target of the department waits for its finding on site."""
    code = session.get_one(Department, obligation.department_id).code
    if codes := proposed_of(session, ctx.jurisdiction, year, code):
        raise Refused(
            f"“{department.name}”还有{len(codes)}项拟列入负面清单没有认定：{first_of(codes)}，不能登记为完备。"
            "请先到现场核查，核查结果签字后认定或者不予认定；或者登记为有缺项，写明目标编号和理由（beyond）。"
        )


def _compare(
    session: Session, ctx: Context, obligation: Obligation, data: ReverificationFound
) -> tuple[tuple[str, ...], list[str]]:
    """Return the items that the comparison does not list, and the codes of the targets that it compares."""
    filings = [session.get_one(Obligation, row) for row in run(session, FILINGS, obligation=obligation.id).scalars()]
    targets = [row for each in filings for row in compared_targets(session, ctx, each.period, id_of(each))]
    own = _check_named(targets, data)
    if data.complete:
        _check_given_again(session, filings)
    return own, [row.target for row in targets]


def _check_named(targets: Sequence[Any], data: ReverificationFound) -> tuple[str, ...]:
    """3.3: return the own items; raise Refused if a listed gap is left out, or an own item has no reason."""
    gaps = {row.target: describe_gap(row) for row in targets if is_gap(row)}
    listed = f"年终材料比对还缺{len(gaps)}项" if gaps else "年终材料比对没有缺项"
    if data.complete:
        if gaps:
            raise Refused(f"{listed}，不能登记为完备：{'；'.join(gaps.values())}。")
        return ()
    left_out, own = read_named(data.missing, gaps, {row.target for row in targets} - gaps.keys())
    if left_out:
        words = "；".join(gaps[code] for code in left_out)
        raise Refused(f"{listed}，“缺少的目标与印证材料”没有写到：{words}。请写明目标编号，可照比对结果写。")
    if own and not data.beyond.strip():
        raise Refused(
            f"{listed}，“{'；'.join(own)}”不在其中。与比对一致的请去掉；确有比对看不出的缺项（如材料不合格），"
            "写明目标编号，并写明比对以外缺项的理由（beyond）。"
        )
    return own


def _check_given_again(session: Session, filings: Sequence[Obligation]) -> None:
    """A32: raise Refused if a filing was returned and not given again, though nothing is missing of it."""
    if any(each.state is ObligationState.OPEN and was_returned(session, each) for each in filings):
        raise Refused(
            "年终检查已退回，还没有重报，不能登记为完备；请待其重报，或写明缺项和比对以外缺项的理由（beyond）。"
        )


def _why_uninspected(evaluation: int | None, department: Department, year: str, given: str, named: str) -> str:
    """A72: return why the department was not visited: as given, else as its plan says; empty with an evaluation.

    Raises Refused for both, and without an evaluation unless an issued year-end plan names the department.
    """
    if evaluation and given:
        raise Refused(f"年终现场核查对“{department.name}”已有总体评价，请去掉未现场核查的原因。")
    if not evaluation and not named:
        raise Refused(
            f"“{department.name}”{year}没有年度核查作出的总体评价（3.3）。请先进行年度核查（draft_inspection）并登记总体评价"
            "（evaluate_department）；不到现场的，须由已下达的年度核查方案写明该部门和原因（unvisited）。"
        )
    return "" if evaluation else given or named


def _tell_own(session: Session, ctx: Context, obligation: Obligation, own: Sequence[str], codes: Sequence[str]) -> int:
    """4.3 a: tell the office the items that no comparison told it; the limit for lodging an appeal counts from here."""
    if not own:
        return 0
    of = session.get_one(Department, obligation.department_id)
    subject = f"{obligation.kind}|{obligation.period}|{of.code}||0"
    payload = {"period": obligation.period, "missing": list(own), "recorded": named_in("\n".join(own), codes)}
    office = heirs(session).get(id_of(of), id_of(of)), Audience.OFFICE
    return notify_one(session, ctx, "missing", subject, office, payload=payload)
