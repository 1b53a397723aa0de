"""收取回复: an answer becomes the act that its form names, whole or not at all (A49)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlmodel import Session

from models.intake.answer import Answer
from models.intake.appraisal import ScoreAnswered
from models.intake.input import Input
from models.intake.report import ReportFiled
from models.intake.results_use import ResultsReceived, UseStated
from models.ledger.acts import Context, Role, Summary, act, find_act
from models.ledger.answer.contested import contest_gaps, contest_result
from models.ledger.answer.judged import Judged
from models.ledger.answer.judging import judge
from models.ledger.answer.later_files import closes_on
from models.ledger.answer.liaison import change_people, name_liaison
from models.ledger.answer.marked_matters import leave_out_names
from models.ledger.answer.remedies import take_feedback, take_remedy
from models.ledger.answer.replies import keep_taken, mail_of, refuse_older
from models.ledger.answer.worded import taken_rows
from models.ledger.appraisal.answers import answer_score_sheet
from models.ledger.duties import day_received
from models.ledger.evidence.store import attach_to_obligation
from models.ledger.report.reports import find_report_duty, save_report
from models.ledger.results_use.receiving import receive_results, state_use
from models.ledger.results_use.recipients import delivery_of_duty
from models.ledger.target.declared_dates import unproved_in_words
from models.records import Department, Obligation
from models.rules.answer_form import PHOTOS
from models.rules.appraisal import OBJECTION, check_reasons
from models.rules.chinese_dates import in_full
from models.rules.cycles import MONTHLY_CHECK
from models.rules.draft import OfficeOpinion
from models.rules.errors import FieldRefused
from models.rules.matter_form import APPEAL, GAPS, LIAISON, PEOPLE_FORM
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.results_use import RESULT_RECEIPT

USE = {"use", "text", "number", "dated"}


def answer_results(session: Session, judged: Judged, ctx: Context) -> list[Summary]:
    """9.3: receive the results, and state the use if the sheet says one.

    Raises Refused for a use without words, and for words that do not say what the results were used for.
    """
    done = [receive_results(session, judged.as_input(ResultsReceived), ctx)]
    if USE.isdisjoint(judged.fields):
        return done
    for needed in ("use", "text"):
        if needed not in judged.fields:
            raise FieldRefused("写结果运用的，“结果用于”和“运用情况”两格都须填写。", needed)
    delivery, _ = delivery_of_duty(session, ctx, judged.duty.id)
    department = session.get_one(Department, delivery.department_id).code
    used = judged.as_input(UseStated, year=delivery.year, department=department)
    return [*done, state_use(session, used, ctx)]


Done = list[Summary]


@act("take_answer", "收取回复", clause="3-6.1.5", roles={Role.OFFICE})
def take_answer(session: Session, data: Answer, ctx: Context) -> Summary:
    """Do what an office answers in its sheet, as its own act; what it filled in is judged whole.

    Raises ImportRefused with the faults and their cells, those that the act finds too, or Refused if the duty does not
    allow the act.
    """
    if mail := mail_of(session, data):
        leave_out_names(session, mail, [data.sheet])
    judged = judge(session, data)
    refuse_older(session, ctx, judged.duty, mail)
    take = TAKEN.get(judged.form.key, _take)
    try:
        done = take(session, judged, replace(ctx, awaited=judged.marked))
    except FieldRefused as refused:
        raise judged.at_its_cell(refused) from refused
    placed = placed_in_words(session, ctx, judged)
    words = "".join([*(each.words for each in done), *judged.remarks, placed, taken_rows(judged)])
    keep_taken(session, ctx, data, judged, mail, words)
    counts = Counter[str]()
    for each in done:
        counts.update(each.counts)
    return Summary(words, {**counts, "answers": 1}, {"obligation": judged.duty.id, "file": data.digest})


def placed_in_words(session: Session, ctx: Context, judged: Judged) -> str:
    """Return which files were taken by their place, and how the office takes that back; empty without any."""
    if not judged.placed:
        return ""
    said, again = "".join(each.words for each in judged.placed), "把这一格改写或者清空，再发一次本表。"
    closes = closes_on(session, session.get_one(Obligation, judged.duty.id))
    if not closes or closes < day_received(ctx):
        return f"{said}如果不是，请{again}"
    names = "、".join(dict.fromkeys(each.name for each in judged.placed if each.name != PHOTOS))
    or_file = f"把“{names}”作为附件回复本邮件，或者" if names else ""
    return f"{said}如果不是，请在{in_full(closes)}前（含当日）{or_file}{again}"


def _take(session: Session, judged: Judged, ctx: Context) -> Done:
    """Do the one act that the form names."""
    [name] = judged.form.acts
    chosen = find_act(name)
    assert chosen.form is not None  # noqa: S101 - an act of an office has an input
    assert issubclass(chosen.form, Input)  # noqa: S101 - for the type checker
    return [chosen(session, judged.as_input(chosen.form), ctx)]


def _take_report(session: Session, judged: Judged, ctx: Context) -> Done:
    """6.1.1, A47: save the report of a month; evidence for what is complete discharges its own date."""
    filed = judged.as_input(ReportFiled)
    duty = find_report_duty(session, filed, ctx)
    attached = attach_to_obligation(session, ctx, duty, filed.evidence)
    saved = save_report(session, ctx, duty, filed)
    words = f"新增印证材料{attached}份。" if attached else ""
    return [replace(saved, words=saved.words + words + unproved_in_words(session, ctx, duty))]


def _take_score_opinion(session: Session, judged: Judged, ctx: Context) -> Done:
    """1-2.22: what a department says to its score sheet."""
    reasons = {name: reason for name, reason in judged.fields.items() if name != "opinion"}
    opinion = OfficeOpinion.from_label(judged.fields["opinion"])
    check_reasons(opinion, reasons)
    objections = [{"component": name, "reason": reason} for name, reason in reasons.items()]
    said = judged.as_input(ScoreAnswered, agreed=opinion is OfficeOpinion.AGREED, objections=objections)
    return [answer_score_sheet(session, said, ctx)]


# What is more than the one act that a form names.
TAKEN: Mapping[str, Callable[[Session, Judged, Context], Done]] = {
    MONTHLY_CHECK.key: _take_report,
    OBJECTION.key: _take_score_opinion,
    REMEDIATION.key: take_remedy,
    FEEDBACK.key: take_feedback,
    RESULT_RECEIPT.key: answer_results,
    LIAISON.key: name_liaison,
    PEOPLE_FORM.key: change_people,
    APPEAL.key: contest_result,
    GAPS.key: contest_gaps,
}
