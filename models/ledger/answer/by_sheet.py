"""办理回复: each part of an answer is the act that its form names, done as by a command or in the way of a sheet."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlmodel import Session

from models.intake.appraisal import ScoreAnswered
from models.intake.input import Input
from models.intake.report import ReportFiled
from models.intake.results_use import UseStated
from models.ledger.acts import Context, Summary, find_act
from models.ledger.answer.contested import contest
from models.ledger.answer.judged import Judged
from models.ledger.answer.liaison import appoint, end_representation, represent
from models.ledger.answer.remedies import declare, feed_back, sign_for
from models.ledger.appeal.appeals import lodge_appeal
from models.ledger.appraisal.answers import answer_score_sheet
from models.ledger.evidence.shared import shared_in_words
from models.ledger.evidence.store import attach_to_obligation
from models.ledger.negative_list.receipts import confirm_receipt
from models.ledger.negative_list.remediation import declare_completion, file_feedback
from models.ledger.registry.liaisons import appoint_liaison
from models.ledger.registry.representation import appoint_representative, withdraw_representative
from models.ledger.report.reports import find_report_duty, save_report, submit_report
from models.ledger.results_use.receiving import state_use
from models.ledger.target.declared_dates import unproved_in_words
from models.rules.appraisal import check_reasons
from models.rules.draft import OfficeOpinion
from models.rules.errors import FieldRefused


def do_by_sheet(session: Session, part: Judged, ctx: Context) -> Summary:
    """Do the act that a part of an answer asks for. Raises Refused as the act does, ImportRefused for a wrong cell."""
    try:
        return BY_SHEET.get(part.act, _do)(session, part, ctx)
    except FieldRefused as refused:
        raise part.at_its_cell(refused) from refused


def _do(session: Session, part: Judged, ctx: Context) -> Summary:
    chosen = find_act(part.act)
    assert chosen.form is not None  # noqa: S101 - an act of an office has an input
    assert issubclass(chosen.form, Input)  # noqa: S101 - for the type checker
    return chosen(session, part.as_input(chosen.form), ctx)


def _file_month(session: Session, part: Judged, ctx: Context) -> Summary:
    """6.1.1, A47: save the report of a month; evidence for what is complete discharges its own date."""
    filed = part.as_input(ReportFiled)
    duty = find_report_duty(session, filed, ctx)
    attached = attach_to_obligation(session, ctx, duty, filed.evidence)
    saved = save_report(session, ctx, duty, filed)
    words = f"新增印证材料{attached}份。" if attached else ""
    words += shared_in_words(session, duty, filed.evidence)
    return replace(saved, words=saved.words + words + unproved_in_words(session, ctx, duty))


def _answer_scores(session: Session, part: Judged, ctx: Context) -> Summary:
    """1-2.22: what a department says to its score sheet, whose cells name the components."""
    reasons = {name: reason for name, reason in part.fields.items() if name != "opinion"}
    opinion = OfficeOpinion.from_label(part.fields["opinion"])
    check_reasons(opinion, reasons)
    objections = [{"component": name, "reason": reason} for name, reason in reasons.items()]
    said = part.as_input(ScoreAnswered, agreed=opinion is OfficeOpinion.AGREED, objections=objections)
    return answer_score_sheet(session, said, ctx)


def _state_use(session: Session, part: Judged, ctx: Context) -> Summary:
    """9.3: state what the results were used for. Raises Refused for a use without words, and for words without one."""
    for needed in ("use", "text"):
        if needed not in part.fields:
            raise FieldRefused("写结果运用的，“结果用于”和“运用情况”两格都须填写。", needed)
    return state_use(session, part.as_input(UseStated, year=part.duty.period), ctx)


# What a sheet does in another way than a command: it comes again with more in it, or begins on the next working day.
BY_SHEET: Mapping[str, Callable[[Session, Judged, Context], Summary]] = {
    submit_report.name: _file_month,
    answer_score_sheet.name: _answer_scores,
    state_use.name: _state_use,
    confirm_receipt.name: sign_for,
    declare_completion.name: declare,
    file_feedback.name: feed_back,
    lodge_appeal.name: contest,
    appoint_liaison.name: appoint,
    appoint_representative.name: represent,
    withdraw_representative.name: end_representation,
}
