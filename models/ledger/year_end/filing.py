"""年终检查备查: the year's filing by target, with its evidence (6.1.4)."""

from dataclasses import replace

from sqlmodel import Session

from models.intake.evidence import EvidenceGiven, Proof
from models.intake.report import ReportFiled
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.shared import shared_in_words
from models.ledger.evidence.store import attach_to_obligation
from models.ledger.lookup import department_named, obligation_of
from models.ledger.report.given_lines import read_lines
from models.ledger.report.reported import summarise
from models.ledger.report.reports import (
    differences_in_words,
    last_version,
    notify_result,
    report_lines,
    write_version,
)
from models.ledger.target.declared_dates import discharge_declared, reopen_taken_back
from models.ledger.year_end.completeness import discharge_if_complete, was_returned
from models.rules.cycles import MONTHLY_CHECK, YEAR_END_CHECK, subject_of
from models.rules.periods import Span, parse_period
from models.rules.self_check import SELF_CHECK
from models.rules.states import ObligationState
from models.statements import transaction


@act("file_year_end_check", "年终检查备查", clause="3-6.1.4", roles={Role.OFFICE, Role.AGENCY})
def file_year_end_check(session: Session, data: ReportFiled, ctx: Context) -> Summary:
    """6.1.4: file the year-end check by target, with evidence; the last missing item discharges it."""
    department = department_named(session, ctx, data.department)
    period = YEAR_END_CHECK.period(data.period)
    obligation = obligation_of(session, department, YEAR_END_CHECK.key, str(period))
    last = last_version(session, obligation)
    before = report_lines(session, obligation, last)
    lines = before | read_lines(session, obligation, data.lines, before)
    attached = attach_to_obligation(session, ctx, obligation, data.evidence)
    again = was_returned(session, obligation) and obligation.state is ObligationState.OPEN
    if lines == before and not attached and not again:
        return Summary("与已备查内容相同，未作改动。", {"reports": 0, "same": 1})
    reopened = ""
    if lines != before or again:
        write_version(session, ctx, obligation, lines, last + 1, data.reason)
        notify_result(session, ctx, obligation, last + 1, summarise(lines))
        reopened = reopen_taken_back(session, ctx, obligation)
    discharge_declared(session, ctx, obligation)
    done = discharge_if_complete(session, ctx, obligation)
    shared = shared_in_words(session, obligation, data.evidence)
    return replace(done, words=done.words + differences_in_words(session, obligation, lines) + reopened + shared)


# What an office answers target by target for a period of this length.
CYCLE_OF_SPAN = {Span.YEAR: YEAR_END_CHECK, Span.QUARTER: SELF_CHECK}


@act("attach_evidence", "提交印证材料", clause="3-4.5", roles={Role.OFFICE, Role.AGENCY})
def attach_evidence(session: Session, data: EvidenceGiven, ctx: Context) -> Summary:
    """Store a file by its SHA-256 and attach it; attaching the last one missing completes a year-end check."""
    department = department_named(session, ctx, data.department)
    period = parse_period(data.period)
    cycle = CYCLE_OF_SPAN.get(period.span, MONTHLY_CHECK)
    obligation = obligation_of(session, department, cycle.key, str(cycle.period(data.period)))
    proof = Proof.model_validate(data.model_dump(exclude={"department", "period"}))
    if not attach_to_obligation(session, ctx, obligation, [proof]):
        return Summary("该文件此前已提交，未作改动。", {"evidence": 0, "same": 1})
    transaction(session).about = f"{subject_of(cycle.duty, str(period))}目标{data.target}："
    discharge_declared(session, ctx, obligation)
    shared = shared_in_words(session, obligation, [proof])
    if cycle.ends_with_evidence:
        done = discharge_if_complete(session, ctx, obligation)
        return replace(done, words=f"{department.name}{obligation.period}年：{done.words}{shared}")
    return Summary(f"已提交印证材料“{data.file.name}”。{shared}", {"evidence": 1})
