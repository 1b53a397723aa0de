"""收取回复: an answer becomes the act that its form names, whole or not at all (A49)."""

from collections import Counter
from dataclasses import replace

from sqlmodel import Session

from models.intake.answer import Answer
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.answer.by_sheet import do_by_sheet
from models.ledger.answer.judged import Judged
from models.ledger.answer.judging import judge
from models.ledger.answer.later_files import closes_on
from models.ledger.answer.marked_matters import leave_out_names
from models.ledger.answer.replies import keep_taken, mail_of, refuse_older
from models.ledger.answer.worded import taken_rows
from models.ledger.duties import day_received
from models.records import Obligation
from models.rules.answer_form import PHOTOS
from models.rules.chinese_dates import in_full


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
    answering = replace(ctx, awaited=judged.marked)
    done = [do_by_sheet(session, part, answering) for part in judged.parts()]
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
