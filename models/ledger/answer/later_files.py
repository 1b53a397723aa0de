"""补交的文件: files with sheets, or replies to receipts, belong to duties and appeals; later ones until those close."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.intake.evidence import Proof
from models.intake.inbox import files_of_no_sheet
from models.intake.received_mail import ReceivedMail
from models.ledger.acts import Context, Role
from models.ledger.answer.appeal_files import Contest, appeals_of
from models.ledger.answer.attachments import files_of
from models.ledger.answer.judged import LineKey
from models.ledger.answer.mending import offered_mails
from models.ledger.answer.receipts import NO_FILES, RECEIPT, LaterFiles
from models.ledger.answer.senders import OFFICE, has_wrong_codes
from models.ledger.duties import due_of, title_of
from models.ledger.evidence.placed import PLACED
from models.ledger.evidence.shared import shared_in_words
from models.ledger.evidence.store import attach_to_obligation
from models.ledger.heirs import debtor_of
from models.ledger.report_lines import owed_lines
from models.ledger.secrets import secrets_of
from models.ledger.target.declared_dates import discharge_declared
from models.ledger.year_end.completeness import discharge_if_complete
from models.records import Department, Mail, Obligation, id_of
from models.rules.chinese_dates import in_full
from models.rules.cycles import CYCLES
from models.rules.errors import Refused
from models.rules.kinds import Means
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.periods import Span, parse_period
from models.rules.reminders import month_close
from models.rules.states import ObligationState
from models.statements import run

# The receipt of files sent later may be answered again: duties and appeals are those of the mails of the exchange.
RECEIPTED = """
WITH RECURSIVE said AS (
    SELECT CAST(:reference AS text) AS reference, CAST(NULL AS int) AS mail
    UNION SELECT m.answers, m.id FROM said s JOIN message g ON g.reference = s.reference
        JOIN delivery v ON v.message_id = g.id JOIN notice n ON n.id = v.notice_id AND n.kind = :receipt
        JOIN received_mail m ON m.digest = n.subject AND m.office_id = :office)
SELECT mail FROM said WHERE mail IS NOT NULL
"""
DUTIES = """
SELECT DISTINCT obligation_id FROM answer
WHERE mail_id = ANY(:mails) AND outcome = 'taken' AND obligation_id IS NOT NULL ORDER BY obligation_id
"""
NAMED_FILES = f"""
SELECT u.file_name, t.code, u.indicator FROM evidence_use u JOIN target t ON t.id = u.target_id
WHERE u.obligation_id = :obligation
UNION SELECT p.name, p.code, p.indicator FROM {PLACED} p WHERE p.obligation_id = :obligation ORDER BY 2, 3
"""  # noqa: S608 - constants only
AWAITS_FEEDBACK = f"""
SELECT EXISTS (SELECT FROM obligation r JOIN obligation f ON f.kind = '{FEEDBACK.key}' AND f.state = 'open'
        AND (f.department_id, f.subject, f.round) = (r.department_id, r.subject, r.round)
    WHERE r.id = :obligation)
"""  # noqa: S608 - constants only
BY_MONTH = frozenset(each.key for each in CYCLES if each.lines and each.span is Span.MONTH)
ENDS_WITH_EVIDENCE = frozenset(each.key for each in CYCLES if each.ends_with_evidence)
ENDED = (ObligationState.WAIVED, ObligationState.VOID)
AS_A_WHOLE = (("", ""),)  # of no target and no leaf: the filing as a whole
# Files that are evidence of an answer of the same mail already.
USED = """
SELECT v.sha256 FROM answer a JOIN evidence_use u ON u.obligation_id = a.obligation_id
    JOIN evidence v ON v.id = u.evidence_id
WHERE a.mail_id = :mail AND a.outcome = 'taken'
UNION SELECT v.sha256 FROM answer a
    JOIN transition l ON (l.record, l.record_id, l.event) = ('answer', a.id, 'taken')
    JOIN transition m ON m.act_id = l.act_id AND m.record = 'exhibit'
    JOIN exhibit x ON x.id = m.record_id JOIN evidence v ON v.id = x.evidence_id
WHERE a.mail_id = :mail
"""
LATER_SHEET, ENCLOSED = "补交印证材料", "另附印证材料"
MARKED_FILES = "随信的其他文件没有收为印证材料：涉及标密目标的材料请送纸质（4.7）"
ASK = "补交的文件没有收取；确需补交的，请与管理机构联系"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file belongs: a duty, and its lines whose 印证材料 names the file; none for the filing as a whole.

    A line is that of a target, or of one of its leaves.
    """

    duty: Obligation
    lines: Mapping[str, Sequence[LineKey]]

    def proofs(self, files: Sequence[Path], elsewhere: set[str]) -> list[Proof]:
        """Return the files with their lines; one that another duty names is not of this one."""
        return [
            Proof(file=file, target=target, indicator=leaf)
            for file in files
            if file.name in self.lines or file.name not in elsewhere
            for target, leaf in self.lines.get(file.name, AS_A_WHOLE)
        ]


def attach_later_files(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> LaterFiles | None:
    """Attach the files of a mail that answers a receipt to its duties and appeals; return the result.

    A file goes to the target or the appeal that has a file of that name, otherwise to each filing and appeal as a
    whole. What is closed gets none, with its sentence. None if it answers no receipt, has no file, or too many wrong
    codes came from its address, or a target is marked: then it is left to the agency.
    """
    kept = _evidence_in(row, mail) - set(run(session, USED, mail=row.id).scalars())
    mails = _receipted(session, row) if kept else []
    duties, appeals = _duties_of(session, mails), appeals_of(session, mails)
    if not (duties or appeals) or has_wrong_codes(session, row.sender, ctx.at) or _is_marked(session, duties, appeals):
        return None
    with files_of(row) as found:
        files = [path for path, digest in found if digest in kept]
        return _attach(session, _as_office(session, ctx, row), row, (duties, appeals), files)


def attach_enclosed_files(session: Session, ctx: Context, row: Mail, mail: ReceivedMail) -> LaterFiles:
    """Attach the files of a mail that none of its sheets names to the duties and appeals that it has answered.

    They came with the answer, so nothing has closed for them. 4.7: if a target is marked none is taken, which is told.
    """
    kept = _evidence_in(row, mail) & files_of_no_sheet(mail)
    kept = kept and kept - set(run(session, USED, mail=row.id).scalars())
    mails = [id_of(row)] if kept or row.answers else []
    duties, appeals = _duties_of(session, mails), appeals_of(session, mails)
    kept = kept.union(*map(_readable, offered := offered_mails(session, row, duties)))
    if kept and _is_marked(session, duties, appeals):
        return LaterFiles(refused=(MARKED_FILES,))
    if not (kept and (duties or appeals)):
        return NO_FILES
    with ExitStack() as stack:
        found = chain.from_iterable(stack.enter_context(files_of(each)) for each in (*offered, row))
        files = [path for path, digest in found if digest in kept]
        return _attach(session, _as_office(session, ctx, row), row, (duties, appeals), files, said=ENCLOSED)


def _evidence_in(row: Mail, mail: ReceivedMail) -> set[str]:
    """Return the digests of the kept files that are no answer sheets, and that could be read."""
    return _readable(row) - {file.digest for file in mail.files if file.sheets}


def _readable(row: Mail) -> set[str]:
    return {file["digest"] for file in row.files if not file["fault"]} - {""}


def _receipted(session: Session, row: Mail) -> list[int]:
    """Return the mails of the same office before, whose receipts this one answers."""
    named = {"reference": row.answers or None, "receipt": RECEIPT, "office": row.office_id}
    return list(run(session, RECEIPTED, **named).scalars())


def _duties_of(session: Session, mails: Sequence[int]) -> list[Obligation]:
    numbers = run(session, DUTIES, mails=list(mails)).scalars() if mails else ()
    return [session.get_one(Obligation, number) for number in numbers]


def _is_marked(session: Session, duties: Sequence[Obligation], appeals: Sequence[Any]) -> bool:
    """4.7: return whether a target of these is marked; what came about it by mail is left to the agency."""
    subjects = [duty.subject for duty in duties] + [appeal.subject for appeal in appeals]
    subjects += [f"{duty.period[:4]}/{code}" for duty in duties for code in owed_lines(session, duty)]
    return any(map(secrets_of(session).about, subjects))


def _as_office(session: Session, ctx: Context, row: Mail) -> Context:
    """Return the context in which the transitions name the office and the mail, and the day is that of its receipt."""
    office = session.get_one(Department, row.office_id)
    source = {"means": Means.ANSWER.value, "note": f"来信{row.id}", "received": row.received_on.isoformat()}
    author = {"actor": f"{office.name}{OFFICE} {row.person}".strip(), "role": Role.OFFICE.value}
    author |= {"known": row.known.value if row.known else ""}
    return replace(ctx, source=source, row={**author, "source": source})


def _attach(
    session: Session,
    ctx: Context,
    row: Mail,
    about: tuple[Sequence[Obligation], Sequence[Any]],
    files: Sequence[Path],
    *,
    said: str = LATER_SHEET,
) -> LaterFiles:
    duties, appeals = about
    refused = {id_of(duty): _why_closed(session, duty, row) if said == LATER_SHEET else "" for duty in duties}
    places = [_Place(duty, dict(_lines(session, duty, files))) for duty in duties if not refused[id_of(duty)]]
    contest = Contest.of(session, row, appeals)
    named = {name for place in places for name in place.lines} | contest.named(files)
    taken = {}
    for place in places:
        try:
            taken[id_of(place.duty)] = _attach_to(session, ctx, place.duty, place.proofs(files, named), said)
        except Refused as refusal:
            refused[id_of(place.duty)] = f"“{_title(place.duty)}”：{refusal.message.rstrip('。')}"
    added = contest.attach(session, ctx, files, named)
    why = (*filter(None, refused.values()), *contest.ended)
    return LaterFiles(tuple(each for each in taken.items() if each[1]), why, tuple(added))


def _attach_to(session: Session, ctx: Context, duty: Obligation, proofs: Sequence[Proof], said: str) -> str:
    """Attach files to one duty; return it in words, with what a year-end check still lacks; empty without files."""
    if not proofs:
        return ""
    count, names = attach_to_obligation(session, ctx, duty, proofs), dict.fromkeys(proof.file.name for proof in proofs)
    discharge_declared(session, ctx, duty)
    words = f"{said}{'、'.join(names)}。" if count else f"{'、'.join(names)}此前已提交，没有再收取。"
    words += shared_in_words(session, duty, proofs)
    ends = duty.kind in ENDS_WITH_EVIDENCE and duty.state is ObligationState.OPEN
    return words + (discharge_if_complete(session, ctx, duty).words if ends else "")


def _lines(session: Session, duty: Obligation, files: Sequence[Path]) -> Iterator[tuple[str, list[LineKey]]]:
    """Yield each file whose name stands in 印证材料 of a line of the duty, with or without its ending."""
    owed = owed_lines(session, duty)
    uses = [use for use in run(session, NAMED_FILES, obligation=duty.id) if use.code in owed]
    for file in files:
        same = [(use.code, use.indicator) for use in uses if use.file_name == file.name]
        alike = [(use.code, use.indicator) for use in uses if Path(use.file_name).stem == file.stem]
        if lines := same or alike:
            yield file.name, list(dict.fromkeys(lines))


def _why_closed(session: Session, duty: Obligation, row: Mail) -> str:
    """Return why a duty takes no more files of this office; empty if it does."""
    title = _title(duty)
    if duty.kind == REMEDIATION.key and run(session, AWAITS_FEEDBACK, obligation=duty.id).scalar_one():
        return f"“{title}”已申报完成，文件没有收入该项：填写所附的整改反馈回复表，回复本邮件，这些文件随反馈一并收取"
    if duty.state in ENDED:
        return f"“{title}”{duty.state.label}，{ASK}"
    if debtor_of(session, duty) != row.office_id:
        return f"“{title}”现由其他部门办理，{ASK}"
    closes = closes_on(session, duty)
    return f"“{title}”已于{in_full(closes)}截止，{ASK}" if closes and row.received_on > closes else ""


def closes_on(session: Session, duty: Obligation) -> date | None:
    """Return the last day on which files of an office are added to a duty; None while it is not done.

    A31: a month closes with the following one. Every other duty closes at its due date, once it is done.
    """
    due = due_of(session, duty)
    if duty.kind in BY_MONTH:
        return max(month_close(parse_period(duty.period).end), due)
    return due if duty.state is ObligationState.DISCHARGED else None


def _title(duty: Obligation) -> str:
    return title_of(duty.kind, duty.period, None, duty.round)
