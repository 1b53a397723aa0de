"""Simulated offices of the demonstration: most report in time, some late, a few never, and some by mail."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from sqlmodel import Session

from deployments.demo.world import RELAY
from deployments.filled_sheets import COORDINATION, filled_in, has_sheet, minutes, report_line, values_of
from models.ledger.acts import Act, read_input
from models.ledger.duties import title_of
from models.ledger.report.meetings import record_meeting, record_review
from models.ledger.report.reports import submit_report
from models.ledger.report.self_check import file_self_check
from models.ledger.year_end.filing import attach_evidence, file_year_end_check
from models.rules.answer_form import FORMS
from models.rules.workdays import WorkCalendar
from models.statements import ResultRow, run

SILENT_EVERY, LATE_EVERY = 13, 7
OPEN_OBLIGATIONS = """
SELECT o.id, o.kind, o.period, d.code, d.name, x.due, o.opened_on, array_agg(t.code ORDER BY t.code)
    FILTER (WHERE t.id IS NOT NULL) AS targets
FROM obligation o JOIN department d ON d.id = o.department_id JOIN deadline x ON x.id = o.deadline_id
    LEFT JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 LEFT JOIN target t ON t.id = l.target_id
WHERE o.state = 'open' AND o.owed_by = o.department_id AND NOT d.is_agency AND o.subject = ''
GROUP BY o.id, d.id, x.id ORDER BY d.code
"""


@dataclass(frozen=True, slots=True)
class DemoAct:
    """One act, in the name of an office or, without one, of the agency."""

    act: Act[Any]
    data: dict[str, Any]
    office: str = ""


def answers(session: Session, day: date, calendar: WorkCalendar, evidence: Path) -> Iterator[DemoAct]:
    """Yield the acts of all offices on a working day: each discharges its obligations on its usual day."""
    for obligation in run(session, OPEN_OBLIGATIONS):
        if _usual_day(obligation.code, obligation.kind, obligation.due, calendar) == day:
            yield from ACTS_OF_DUTY[obligation.kind](obligation, day, evidence)


def _usual_day(code: str, kind: str, due: date, calendar: WorkCalendar) -> date | None:
    """Returns the day on which a department discharges a kind of duty, or None if it never does."""
    number = sum(code.encode()) + len(kind)
    if number % SILENT_EVERY == 0:
        return None
    if number % LATE_EVERY == 0:
        return calendar.nth_after(due, 2)
    return calendar.nth_before(calendar.last_on_or_before(due), 1 + number % 4)


def _act(act: Act[Any], obligation: Any, **data: Any) -> DemoAct:  # noqa: ANN401 - a result row, an act's input
    """Returns the act of an office about the period of an obligation."""
    return DemoAct(act, {"department": obligation.code, "period": obligation.period, **data}, obligation.code)


def _submit_report(obligation: ResultRow, day: date, _: Path) -> Iterator[DemoAct]:
    yield _act(submit_report, obligation, lines=_build_lines(obligation, day))


def _build_lines(obligation: ResultRow, day: date) -> list[dict[str, Any]]:
    return [_build_line(code, day) for code in obligation.targets]


def _build_line(target: str, day: date) -> dict[str, Any]:
    slow = sum(target.encode()) % 9 == 0
    elapsed = 100 if day.month == 1 else min(100, day.timetuple().tm_yday * 100 // 350 - (25 if slow else 0))
    return report_line(target, max(elapsed, 0), slow=slow)


def _record_meeting(obligation: ResultRow, day: date, _: Path) -> Iterator[DemoAct]:
    yield _act(record_meeting, obligation, **minutes(day))


def _record_review(obligation: ResultRow, day: date, _: Path) -> Iterator[DemoAct]:
    yield _act(record_review, obligation, **minutes(day), **COORDINATION)


def _file_year_end_check(obligation: ResultRow, day: date, evidence: Path) -> Iterator[DemoAct]:
    yield _act(file_year_end_check, obligation, lines=_build_lines(obligation, day))
    for number, code in enumerate(obligation.targets):
        if number or len(obligation.targets) == 1 or sum(obligation.code.encode()) % 5:
            yield _act(attach_evidence, obligation, **_proof(evidence, obligation, code, day))


def _file_self_check(obligation: ResultRow, day: date, evidence: Path) -> Iterator[DemoAct]:
    lines = _build_lines(obligation, day)
    done = [line["target"] for line in lines if line["status"] == "done"]
    proofs = [_proof(evidence, obligation, code, day) for code in done]
    yield _act(file_self_check, obligation, lines=lines, evidence=proofs)


def _proof(folder: Path, obligation: ResultRow, target: str, day: date) -> dict[str, Any]:
    """Returns a piece of evidence about a target, and writes its file."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{target}完成情况.txt"
    file.write_text(f"演示用印证材料：{obligation.name}，目标{target}。\n", encoding="utf-8")
    return {"target": target, "file": file, "about": day}


ACTS_OF_DUTY = {
    "monthly_check": _submit_report,
    "quarterly_meeting": _record_meeting,
    "mid_year_review": _record_review,
    "year_end_check": _file_year_end_check,
    "self_check": _file_self_check,
}


# Each is one act of one office: a month, a self-check with evidence, a month whose sheet is wrong at first.
WRONG = (submit_report.name, "SMZT", "2026-06")
BY_MAIL = {(submit_report.name, "SJYT", "2026-03"), (file_self_check.name, "SRST", "2026Q4"), WRONG}
STRANGER = "someone@elsewhere.test"
STRANGE_DAY = date(2026, 3, 12)
SPREADSHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PLAIN = ("text", "plain")


def is_by_mail(answer: DemoAct) -> bool:
    """Returns whether an office answers this duty by mail."""
    return _named(answer) in BY_MAIL


def is_wrong_at_first(answer: DemoAct) -> bool:
    """Returns whether the first sheet that the office returns is wrong."""
    return _named(answer) == WRONG


def _named(answer: DemoAct) -> tuple[str, str, str]:
    return answer.act.name, answer.office, answer.data.get("period", "")


class OfficeMail:
    """The mails that offices have received, and the inbox into which they reply; `received` is the server's folder."""

    def __init__(self, received: Path, inbox: Path) -> None:
        self._received, self._inbox, self._number = received, inbox, 0
        for name in ("tmp", "new", "cur"):
            (inbox / name).mkdir(parents=True, exist_ok=True)

    def reply(self, answer: DemoAct, at: datetime, *, wrong: bool = False) -> None:
        """Fill in the newest sheet that the office was sent for this duty, and reply to its mail."""
        form = next(form for form in FORMS.values() if form.acts == (answer.act.name,))
        title = title_of(form.key, answer.data["period"], None, 1)
        mail, name, book = self._newest_sheet(f"{answer.office.lower()}@", title)
        fields, rows = values_of(read_input(answer.act, answer.data), form)
        if wrong:
            first = next(iter(rows))
            rows[first] = {**rows[first], "progress": 180}
        message = _reply_to(mail)
        message.add_attachment(filled_in(book, title, form, fields, rows), *SPREADSHEET, filename=name)
        for proof in answer.data.get("evidence", ()):
            file = Path(proof["file"])
            message.add_attachment(file.read_bytes(), *PLAIN, filename=file.name)
        self.deliver(message, at)

    def write_as_stranger(self, at: datetime) -> None:
        """Put a mail of a stranger into the inbox: no department has registered its address."""
        message = EmailMessage()
        message["From"], message["Subject"] = STRANGER, "关于目标任务的情况"
        message["Message-ID"] = f"<stranger-{at:%Y%m%d}@elsewhere.test>"
        message.set_content("请查收。")
        self.deliver(message, at)

    def deliver(self, message: EmailMessage, at: datetime) -> None:
        """Put a mail into the inbox as the relay does, at this instant."""
        self._number += 1
        message["Authentication-Results"] = f"{RELAY}; dmarc=pass; spf=pass"
        file = self._inbox / "tmp" / f"{int(at.timestamp())}.{self._number:04d}.demo"
        file.write_bytes(message.as_bytes())
        os.utime(file, (at.timestamp(), at.timestamp()))
        file.rename(self._inbox / "new" / file.name)

    def _newest_sheet(self, address: str, title: str) -> tuple[EmailMessage, str, bytes]:
        """Returns the newest mail to an office with the sheet of a duty. Raises LookupError if there was none yet."""
        for file in sorted(self._received.glob(f"*-{address}*.eml"), reverse=True):
            mail = message_from_bytes(file.read_bytes(), policy=default)
            for part in mail.iter_attachments():
                content = part.get_payload(decode=True)
                if isinstance(content, bytes) and has_sheet(content, title):
                    return mail, part.get_filename() or "", content
        raise LookupError(address, title)


def _reply_to(mail: EmailMessage) -> EmailMessage:
    """Returns an empty reply to a mail from its recipient."""
    message = EmailMessage()
    message["From"], message["To"] = mail["To"], mail["Reply-To"] or mail["From"]
    message["Subject"] = f"回复：{mail['Subject']}"
    message["In-Reply-To"] = message["References"] = mail["Message-ID"]
    message["Message-ID"] = make_msgid(domain=RELAY)
    message.set_content("请查收。")
    return message
