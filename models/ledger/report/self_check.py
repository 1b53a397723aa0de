"""季度自查: declare the completion of each target, with evidence for completed ones (7.1)."""

from collections.abc import Iterator, Mapping, Sequence, Set

from sqlmodel import Session

from models.intake.evidence import Proof
from models.intake.report import ReportFiled, ReportGiven
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import check_not_ended
from models.ledger.evidence.shared import shared_in_words
from models.ledger.evidence.store import attach_to_obligation
from models.ledger.lookup import department_named, obligation_of
from models.ledger.report.reports import last_version, report_lines, save_report
from models.ledger.report_lines import owed_lines
from models.ledger.target.declared_dates import discharge_declared
from models.ledger.transitions import record
from models.records import Obligation
from models.rules.answer_form import EVIDENCE
from models.rules.cycles import MONTHLY_CHECK
from models.rules.errors import FieldRefused
from models.rules.periods import Span, parse_period, periods_of_year
from models.rules.self_check import SELF_CHECK
from models.statements import run

CARRY_OVER = """
INSERT INTO evidence_use (evidence_id, obligation_id, target_id, indicator, file_name, about, made_on, received_on)
SELECT DISTINCT ON (u.target_id, u.indicator, u.evidence_id)
    u.evidence_id, :obligation, u.target_id, u.indicator, u.file_name, u.about, u.made_on, u.received_on
FROM evidence_use u JOIN obligation m ON m.id = u.obligation_id
WHERE m.jurisdiction_id = :jurisdiction AND m.kind = :kind AND m.period = ANY(:months) AND u.target_id = ANY(:targets)
ORDER BY u.target_id, u.indicator, u.evidence_id, u.received_on, u.id ON CONFLICT DO NOTHING RETURNING id
"""
PROVED = """
SELECT DISTINCT t.code, u.indicator FROM evidence_use u JOIN target t ON t.id = u.target_id
WHERE u.obligation_id = :obligation
"""


@act("file_self_check", "季度自查填报", clause="3-7.1", roles={Role.OFFICE, Role.AGENCY})
def file_self_check(session: Session, data: ReportFiled, ctx: Context) -> Summary:
    """7.1: declare the completion of all targets of an office; a late declaration is marked, not refused.

    A completed target needs evidence: given now, attached before, or attached to its line in a monthly check of the
    quarter (A16). It is about the target, or about each of its leaves. Each change inserts a new version. Raises
    Refused if evidence is missing.
    """
    return save_check(session, ctx, find_check_duty(session, data, ctx), data, data.evidence)


def find_check_duty(session: Session, data: ReportGiven, ctx: Context) -> Obligation:
    """Return the self-check obligation of a declaration; raises Refused if it is waived or void."""
    department = department_named(session, ctx, data.department)
    period = SELF_CHECK.period(data.period)
    obligation = obligation_of(session, department, SELF_CHECK.key, str(period))
    check_not_ended(obligation, f"“{department.name}”{period.label}自查", "无需填报")
    return obligation


def save_check(
    session: Session,
    ctx: Context,
    obligation: Obligation,
    data: ReportGiven,
    proofs: Sequence[Proof] = (),
) -> Summary:
    """Save a declaration with its evidence, discharge the obligation and notify the head.

    Targets that are awaited on paper may be missing (4.7): then the obligation stays open.
    Raises Refused if a completed target has no evidence.
    """
    attached = attach_to_obligation(session, ctx, obligation, proofs)
    saved = save_report(session, ctx, obligation, data)
    lines = report_lines(session, obligation, last_version(session, obligation))
    done = {code: [leaf for leaf, _ in line.leaves] for code, line in lines.items() if line.is_done}
    carried = _carry_over(session, ctx, obligation, list(done))
    _check_evidence(session, obligation, done)
    discharge_declared(session, ctx, obligation)
    words = f"新增印证材料{attached}份。" if attached else ""
    words += shared_in_words(session, obligation, proofs)
    words += f"月度检查已提交的印证材料{carried}份同时作为印证。" if carried else ""
    return Summary(saved.words + words, {**saved.counts, "evidence": attached + carried}, saved.data)


def _carry_over(session: Session, ctx: Context, obligation: Obligation, done: Sequence[str]) -> int:
    """A16: copy the evidence of these targets from the quarter's monthly checks; returns how many rows are new."""
    quarter, lines = parse_period(obligation.period), owed_lines(session, obligation)
    months = [m for m in periods_of_year(Span.MONTH, quarter.year) if quarter.start <= m.start <= quarter.end]
    ids = run(
        session,
        CARRY_OVER,
        obligation=obligation.id,
        jurisdiction=ctx.jurisdiction,
        kind=MONTHLY_CHECK.key,
        months=[str(month) for month in months],
        targets=[lines[code].id for code in done],
    )
    carried = list(ids.scalars())
    record(session, ctx, "evidence_use", carried, "attached")
    return len(carried)


def _check_evidence(session: Session, obligation: Obligation, done: Mapping[str, Sequence[str]]) -> None:
    """Raise Refused if a completed target has no evidence, neither about itself nor about each of its leaves."""
    lines = owed_lines(session, obligation)
    proved = {(row.code, row.indicator) for row in run(session, PROVED, obligation=obligation.id)}
    unproved = {code: found for code, leaves in done.items() if (found := _unproved(code, leaves, proved))}
    if unproved:
        names = [f"{code} {lines[code].name}{_in_part(found, done[code])}" for code, found in unproved.items()]
        raise FieldRefused(
            f"以下{len(unproved)}项目标申报已完成，没有印证材料：{'；'.join(names)}。请随自查一并提交（--evidence），"
            "或先提交印证材料（attach_evidence）；本季度月度检查中已提交的，不必重复提交。",
            EVIDENCE.name,
            tuple(_lines_of(unproved)),
            each="已完成的目标没有印证材料，请在这里写文件名，文件随表一并交来；本季度月度检查中已提交的，不必重复提交",
        )


def _unproved(code: str, leaves: Sequence[str], proved: Set[tuple[str, str]]) -> list[str]:
    """Return the leaves of a target that have no evidence; an empty one for a target without leaves."""
    return [] if (code, "") in proved else [leaf for leaf in leaves or [""] if (code, leaf) not in proved]


def _lines_of(unproved: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the names of the lines of these leaves: T001, T001指标1-2."""
    for code, leaves in unproved.items():
        yield from (f"{code}指标{leaf}" if leaf else code for leaf in leaves)


def _in_part(lacking: Sequence[str], leaves: Sequence[str]) -> str:
    """Return the leaves without evidence in words, if others have it."""
    return f"（指标{'、'.join(lacking)}）" if len(lacking) < len(leaves) else ""
