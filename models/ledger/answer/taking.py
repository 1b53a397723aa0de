"""收取回复: an answer becomes the act that its duty asks for, whole or not at all (A49)."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from sqlmodel import Session

from models.intake.answer import Answer
from models.intake.appraisal import ScoreAnswered
from models.intake.cloud import ProgressUploaded
from models.intake.draft import DraftOpinion, OpinionsGiven, ReceivedTarget, TargetsReceived
from models.intake.evidence import Piece, Proof
from models.intake.meeting import MeetingHeld, ReviewHeld
from models.intake.opinion import OpinionFedBack
from models.intake.report import DateDeclared, Line, ReportGiven, YearFiled
from models.ledger.acts import Act, Context, Role, Summary, act, read_input
from models.ledger.answer.judging import Judged, at_its_cell, judge
from models.ledger.answer.liaison import change_people, name_liaison
from models.ledger.answer.objections import contest_gaps, contest_result
from models.ledger.answer.remedies import take_feedback, take_remedy
from models.ledger.answer.replies import keep_taken, mail_of, refuse_older
from models.ledger.appraisal.answers import answer_score_sheet
from models.ledger.cloud.uploads import upload_progress
from models.ledger.draft.opinions import receive_targets, save_opinions
from models.ledger.evidence.store import attach_to_obligation
from models.ledger.opinion.opinions import feed_back_opinion
from models.ledger.report.meetings import record_meeting, record_review
from models.ledger.report.reports import find_report_duty, save_report
from models.ledger.report.self_check import find_check_duty, save_check
from models.ledger.results_use.answering import answer_results
from models.ledger.target.date_declaration import declare_target_due
from models.ledger.target.declared_dates import discharge_declared, unproved_in_words
from models.ledger.year_end.filing import file_year_end_check
from models.rules.appraisal import OBJECTION, check_reasons
from models.rules.cloud import CLOUD_MONITORING
from models.rules.cycles import MID_YEAR_REVIEW, MONTHLY_CHECK, QUARTERLY_MEETING, YEAR_END_CHECK
from models.rules.draft import CONSULTATION, RECEIPT, Opinion
from models.rules.errors import FieldRefused
from models.rules.matter_form import APPEAL, GAPS, LIAISON, PEOPLE
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.opinion import OPINION_FEEDBACK
from models.rules.results_use import RESULT_RECEIPT
from models.rules.self_check import SELF_CHECK
from models.rules.target.due import LEAF, TARGET_DUE

Done = list[Summary]


@act("take_answer", "收取回复", clause="3-6.1.5", roles={Role.OFFICE})
def take_answer(session: Session, data: Answer, ctx: Context) -> Summary:
    """Do what an office answers in its sheet, as its own act; what it filled in is judged whole.

    Raises ImportRefused with the faults and their cells, those that the act finds too, or Refused if the duty does not
    allow the act.
    """
    judged, mail = judge(session, data), mail_of(session, data)
    refuse_older(session, ctx, judged.duty, mail)
    try:
        done = TAKEN[judged.duty.kind](session, judged, ctx)
    except FieldRefused as refused:
        raise at_its_cell(data.sheet, judged.duty.kind, refused) from refused
    words = "".join([*(each.words for each in done), *judged.remarks])
    keep_taken(session, ctx, data, judged.duty, mail, words)
    counts: dict[str, int] = {}
    for each in done:
        for name, count in each.counts.items():
            counts[name] = counts.get(name, 0) + count
    return Summary(words, {**counts, "answers": 1}, {"obligation": judged.duty.id, "file": data.digest})


def _take_report(session: Session, judged: Judged, ctx: Context) -> Done:
    """6.1.1, A47: save the report of a month; evidence for what is complete discharges its own date."""
    report, proofs = ReportGiven(**_of_period(judged), lines=_lines_of(judged)), _proofs_of(judged)
    duty = find_report_duty(session, report, ctx)
    attached = attach_to_obligation(session, ctx, duty, proofs) if proofs else 0
    saved = save_report(session, ctx, duty, report, awaited=judged.marked)
    discharge_declared(session, ctx, duty)
    words = f"新增印证材料{attached}份。" if attached else ""
    return [Summary(saved.words + words + unproved_in_words(session, ctx, duty), saved.counts, saved.data)]


def _take_self_check(session: Session, judged: Judged, ctx: Context) -> Done:
    given = ReportGiven(**_of_period(judged), lines=_lines_of(judged))
    duty = find_check_duty(session, given, ctx)
    return [save_check(session, ctx, duty, given, _proofs_of(judged), awaited=judged.marked)]


def _take_year_end(session: Session, judged: Judged, ctx: Context) -> Done:
    given = YearFiled(**_of_period(judged), lines=_lines_of(judged), evidence=_proofs_of(judged))
    return [file_year_end_check(session, given, ctx)]


def _take_meeting(
    chosen: Act[Any], form: type[MeetingHeld] | type[ReviewHeld]
) -> Callable[[Session, Judged, Context], Done]:
    def take(session: Session, judged: Judged, ctx: Context) -> Done:
        return [chosen(session, form(**_of_period(judged), **judged.fields), ctx)]

    return take


def _take_remediation(session: Session, judged: Judged, ctx: Context) -> Done:
    return take_remedy(session, judged.duty, judged.fields, ctx)


def _take_feedback(session: Session, judged: Judged, ctx: Context) -> Done:
    return take_feedback(session, judged.duty, judged.fields, ctx)


def _take_declaration(session: Session, judged: Judged, ctx: Context) -> Done:
    """1-2.9: a target or leaf is complete on its own date; the cell of the declaration has one choice only."""
    leaf = judged.duty.subject.partition(LEAF)[2]
    evidence = tuple(Piece(file=file) for file in judged.fields["evidence"])
    return [declare_target_due(session, DateDeclared(**_of_target(judged), indicator=leaf, evidence=evidence), ctx)]


def _take_opinion(session: Session, judged: Judged, ctx: Context) -> Done:
    pieces = tuple(Piece(file=file) for file in judged.fields.get("evidence", ()))
    given = OpinionFedBack(opinion=judged.duty.subject, feedback=judged.fields["feedback"], evidence=pieces)
    return [feed_back_opinion(session, given, ctx)]


def _take_upload(session: Session, judged: Judged, ctx: Context) -> Done:
    """7.5: the progress of a month with its pictures; only a delegated upload is answered by its department."""
    target = _of_target(judged)["target"]
    given = ProgressUploaded(target=target, period=judged.duty.period, **judged.fields)
    return [upload_progress(session, given, ctx)]


def _take_liaison(session: Session, judged: Judged, ctx: Context) -> Done:
    return [name_liaison(session, ctx, judged.duty.office_id, judged.fields)]


def _take_people(session: Session, judged: Judged, ctx: Context) -> Done:
    return change_people(session, ctx, judged.duty.office_id, judged.fields)


def _take_appeal(session: Session, judged: Judged, ctx: Context) -> Done:
    return [contest_result(session, ctx, judged.duty, judged.fields)]


def _take_gaps(session: Session, judged: Judged, ctx: Context) -> Done:
    grounds = {target: values for (target, _), values in judged.lines.items()}
    return contest_gaps(session, ctx, judged.duty, grounds)


def _take_opinions(session: Session, judged: Judged, ctx: Context) -> Done:
    """1-2.22: the opinions on a list of drafts; those on marked ones come on paper (4.7)."""
    opinions = tuple(DraftOpinion(target=code, **values) for (code, _), values in judged.lines.items())
    given = OpinionsGiven(obligation=judged.duty.id, lines=opinions)
    return [save_opinions(session, given, ctx, judged.marked)]


def _take_receipt(session: Session, judged: Judged, ctx: Context) -> Done:
    questions = tuple(ReceivedTarget(target=code, **values) for (code, _), values in judged.lines.items())
    return [receive_targets(session, TargetsReceived(obligation=judged.duty.id, lines=questions), ctx)]


def _take_score_opinion(session: Session, judged: Judged, ctx: Context) -> Done:
    """1-2.22: what a department says to its score sheet."""
    reasons = {name: reason for name, reason in judged.fields.items() if name != "opinion"}
    opinion = Opinion.from_label(judged.fields["opinion"])
    check_reasons(opinion, reasons)
    objections = [{"component": name, "reason": reason} for name, reason in reasons.items()]
    agreed = opinion is Opinion.AGREED
    said = {"obligation": judged.duty.id, "agreed": agreed, "objections": objections}
    return [answer_score_sheet(session, cast(ScoreAnswered, read_input(answer_score_sheet, said)), ctx)]


def _take_results(session: Session, judged: Judged, ctx: Context) -> Done:
    """1-9.3: a department has its results, and says what it uses them for."""
    return answer_results(session, ctx, judged.duty.id, judged.fields)


TAKEN: Mapping[str, Callable[[Session, Judged, Context], Done]] = {
    MONTHLY_CHECK.key: _take_report,
    SELF_CHECK.key: _take_self_check,
    YEAR_END_CHECK.key: _take_year_end,
    QUARTERLY_MEETING.key: _take_meeting(record_meeting, MeetingHeld),
    MID_YEAR_REVIEW.key: _take_meeting(record_review, ReviewHeld),
    REMEDIATION.key: _take_remediation,
    TARGET_DUE.key: _take_declaration,
    FEEDBACK.key: _take_feedback,
    OPINION_FEEDBACK.key: _take_opinion,
    CLOUD_MONITORING.key: _take_upload,
    CONSULTATION.key: _take_opinions,
    RECEIPT.key: _take_receipt,
    OBJECTION.key: _take_score_opinion,
    RESULT_RECEIPT.key: _take_results,
    LIAISON.key: _take_liaison,
    PEOPLE.key: _take_people,
    APPEAL.key: _take_appeal,
    GAPS.key: _take_gaps,
}


def _of_period(judged: Judged) -> dict[str, str]:
    return {"department": judged.duty.owed_for_code, "period": judged.duty.period}


def _of_target(judged: Judged) -> dict[str, Any]:
    year, code, *_ = judged.duty.subject.split("/")
    return {"target": code, "year": int(year)}


def _lines_of(judged: Judged) -> tuple[Line, ...]:
    return tuple(
        Line(
            target=target,
            indicator=leaf,
            progress=values["progress"],
            status=values.get("status"),
            quantity=values.get("quantity"),
            remark=values.get("remark", ""),
        )
        for (target, leaf), values in judged.lines.items()
    )


def _proofs_of(judged: Judged) -> tuple[Proof, ...]:
    return tuple(
        Proof(file=file, target=target, indicator=leaf)
        for (target, leaf), values in judged.lines.items()
        for file in values.get("evidence", ())
    )
