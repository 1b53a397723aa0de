"""回复: what is kept of each answer sheet, and that an older answer does not displace a newer one (A50)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.answer import Answer
from models.intake.inbox import Declined, MailedAnswer
from models.ledger.acts import Context
from models.ledger.answer.judged import Judged
from models.ledger.answer.senders import mail_with
from models.ledger.duties import day_received
from models.ledger.nouns.shared_sql import TARGET_OF
from models.ledger.transitions import record
from models.records import Mail, Reply, id_of
from models.rules.cloud import CLOUD_MONITORING
from models.rules.errors import Refused
from models.rules.kinds import AnswerOutcome, Known
from models.rules.matter_form import APPEAL, GAPS
from models.rules.negative_list import REMEDIATION
from models.statements import ResultRow, run

ADDING = frozenset({REMEDIATION.key, APPEAL.key, GAPS.key})
# A report or an upload entered otherwise has no instant: on the same day the one that comes later counts. What has no
# duty is compared with answers to the same matter.
NEWER = f"""
SELECT received_on, received_at FROM answer
WHERE obligation_id = :obligation AND due_version = :due_version AND outcome = 'taken'
    AND (received_on > :day OR (received_on = :day AND received_at > CAST(:at AS timestamptz)))
UNION ALL SELECT received_on, NULL FROM report WHERE obligation_id = :obligation AND received_on > :day
UNION ALL SELECT u.received_on, NULL FROM obligation o {TARGET_OF}
    JOIN cloud_upload u ON (u.target_id, u.period) = (t.id, o.period)
WHERE o.id = :obligation AND o.kind = '{CLOUD_MONITORING.key}' AND u.progress IS NOT NULL AND u.received_on > :day
UNION ALL SELECT a.received_on, a.received_at FROM answer a
WHERE CAST(:obligation AS int) IS NULL AND a.obligation_id IS NULL AND a.outcome = 'taken' AND a.matter = :matter
    AND (a.received_on > :day OR (a.received_on = :day AND a.received_at > CAST(:at AS timestamptz)))
ORDER BY received_on DESC, received_at DESC NULLS LAST LIMIT 1
"""  # noqa: S608 - constants only
LAST = """
SELECT max(id) FROM answer WHERE obligation_id = :obligation AND due_version = :due_version AND outcome = 'taken'
"""
INSERT = """
INSERT INTO answer (jurisdiction_id, mail_id, obligation_id, matter, due_version, file, file_digest, sheet, known,
    received_on, received_at, outcome, sentence, complaints, replaced_id)
VALUES (:jurisdiction_id, :mail_id, :obligation_id, :matter, :due_version, :file, :file_digest, :sheet, :known,
    :received_on, :received_at, :outcome, :sentence, CAST(:complaints AS jsonb), :replaced_id)
ON CONFLICT DO NOTHING RETURNING id
"""


def mail_of(session: Session, answer: Answer) -> Mail | None:
    """Return the mail that an answer came in; None if it came in a folder."""
    return mail_with(session, answer.mail) if isinstance(answer, MailedAnswer) else None


def refuse_older(session: Session, ctx: Context, duty: ResultRow, mail: Mail | None) -> None:
    """A50: raise Refused if an answer to this duty that was received later has been taken already.

    Answers about a remediation and appeals add to each other, none displaces another.
    """
    if duty.kind in ADDING:
        return
    given = {"obligation": duty.id, "due_version": duty.due_version, "day": day_received(ctx)}
    given["matter"] = duty.key
    newer = run(session, NEWER, **given, at=_instant(ctx, mail)).first()
    if newer:
        raise Refused(
            f"此后收到的回复（{_moment(newer.received_on, newer.received_at)}）已经收取，较早的这份不再收取。"
        )


def _instant(ctx: Context, mail: Mail | None) -> datetime | None:
    """Return when an answer arrived, by mail or at the page; None of one in a folder, which has a day only."""
    at_the_page = ctx.at if ctx.actor.known is Known.SIGNED else None
    return mail.received_at if mail else at_the_page


def _moment(day: date, at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else str(day)


def keep_taken(
    session: Session,
    ctx: Context,
    answer: Answer,
    judged: Judged,
    mail: Mail | None,
    sentence: str,
) -> None:
    """Insert the row of an answer that was taken, with the one that it replaces; the same file again has one row."""
    duty, places = judged.duty, judged.places
    adds = duty.kind in ADDING
    before = None if adds else run(session, LAST, obligation=duty.id, due_version=duty.due_version).scalar()
    row = Reply(
        jurisdiction_id=ctx.jurisdiction,
        mail_id=mail.id if mail else None,
        obligation_id=duty.id,
        matter="" if duty.id else duty.key,
        due_version=duty.due_version,
        file=answer.sheet.file,
        file_digest=answer.digest,
        sheet=answer.sheet.name,
        known=ctx.actor.known,
        received_on=day_received(ctx),
        received_at=_instant(ctx, mail),
        outcome=AnswerOutcome.TAKEN,
        sentence=sentence,
        replaced_id=before,
    )
    _insert(session, ctx, [row], "taken", {"placed": places} if places else None)


OF_DECLINED = ("due_version", "file", "file_digest", "sheet", "outcome", "sentence")


def keep_declined(session: Session, ctx: Context, mail: Mail, declined: Sequence[Declined]) -> None:
    """Insert the rows of the sheets of a mail that were not taken."""
    rows = [
        Reply(
            jurisdiction_id=ctx.jurisdiction,
            mail_id=id_of(mail),
            obligation_id=each.obligation,
            matter="" if each.obligation else each.matter,
            known=mail.known or Known.CLAIMED,
            received_on=mail.received_on,
            received_at=mail.received_at,
            complaints=each.cells(),
            **{name: getattr(each, name) for name in OF_DECLINED},
        )
        for each in declined
    ]
    _insert(session, ctx, rows, "declined")


def _insert(
    session: Session, ctx: Context, rows: Sequence[Reply], event: str, detail: dict[str, Any] | None = None
) -> None:
    found = [run(session, INSERT, **_values(row)).scalar() for row in rows]  # as many as one mail has sheets
    record(session, ctx, "answer", [number for number in found if number], event, detail=detail)


def _values(row: Reply) -> dict[str, Any]:
    return row.model_dump(exclude={"id", "complaints"}) | {"complaints": canonical(row.complaints)}
