"""Measures the answer sheets of many offices: how fast they are made, and how fast the mails with them are taken."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from deployments.bench import ours
from deployments.bench.databases import BenchServer, on
from deployments.bench.measurements import BenchFigure, Say, seconds_of
from deployments.bench.ours import IDLE
from deployments.environment import environment
from deployments.filled_sheets import filled_in
from models.database import begin
from models.ledger.answer.content import AnswerBook
from models.ledger.answer.open_books import open_books
from models.ledger.duties import title_of
from models.rules.answer_form import FORMS
from models.rules.cycles import MONTHLY_CHECK
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI
from models.statements import run
from notifications.documents.answer_sheet import workbook
from tasks.receiving import receive_mails

OFFICES, PER_SHEET = 100, 30
MADE_WITHIN, TAKEN_A_SECOND = 5, 20
MAILBOXES = """
UPDATE office f SET email = d.code || '@bench.test' FROM department d WHERE d.id = f.department_id AND NOT d.is_agency
"""
TARGETS = """
SELECT t.code FROM target t JOIN target_department q ON q.target_id = t.id JOIN department d ON d.id = q.department_id
WHERE d.code = :office ORDER BY t.code
"""
TITLE = title_of(MONTHLY_CHECK.key, "2026-03", None, 1)
VALUES = {"progress": 50, "status": "进行中", "remark": "按计划推进"}
SPREADSHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def answers(server: BenchServer, say: Say, *, offices: int = OFFICES, lines: int = PER_SHEET) -> Iterator[BenchFigure]:
    """Measure the making of a sheet for each office, and the taking of all of their replies from a mailbox.

    Raises Refused if a reply was not taken.
    """
    say(f"{offices}份回复表，每份{lines}行：生成、收取……")
    made: dict[str, bytes] = {}
    with server.fresh(offices, lines), TemporaryDirectory(dir=server.home) as folder:
        with begin() as session:
            run(session, MAILBOXES)
        ours.open_check()
        seconds = seconds_of(lambda: made.update(_make_sheets()))
        yield BenchFigure("answer_sheets", f"生成{offices}份回复表", offices, lines, seconds, target=MADE_WITHIN)
        _reply(Path(folder), made)
        with environment({"MUBIAO_HOME": str(server.home), "MUBIAO_INBOX_URL": f"maildir://{folder}"}):
            seconds = seconds_of(lambda: receive_mails(on(IDLE)))
        _check_taken(offices)
    note = f"每秒{offices / seconds:.1f}份"
    target = offices / TAKEN_A_SECOND
    yield BenchFigure("answers", f"收取{offices}份回复", offices, lines, seconds, target=target, note=note)


def _make_sheets() -> Mapping[str, bytes]:
    """Returns the workbook of each office by its code."""
    with begin() as session:
        books: Mapping[str, AnswerBook] = open_books(session, IDLE)
    return {office: workbook(book) for office, book in books.items()}


def _reply(inbox: Path, made: Mapping[str, bytes]) -> None:
    """Put the reply of each office into the mailbox, with all lines filled in, one a second."""
    last = datetime.combine(IDLE, time(8, 30), SHANGHAI).timestamp()
    for name in ("tmp", "new", "cur"):
        (inbox / name).mkdir()
    for number, (office, book) in enumerate(made.items()):
        arrived = last - number  # in the other order than their names
        file = inbox / "new" / f"{office}.bench"
        file.write_bytes(_mail(office, book).as_bytes())
        os.utime(file, (arrived, arrived))


def _mail(office: str, book: bytes) -> EmailMessage:
    with begin() as session:
        targets = run(session, TARGETS, office=office).scalars().all()
    form = FORMS[MONTHLY_CHECK.key]
    message = EmailMessage()
    message["From"], message["Subject"] = f"{office}@bench.test", "回复"
    message["Message-ID"] = f"<{office}@bench.test>"
    message.set_content("请查收。")
    message.add_attachment(
        filled_in(book, TITLE, form, {}, dict.fromkeys(targets, VALUES)), *SPREADSHEET, filename="回复表.xlsx"
    )
    return message


def _check_taken(offices: int) -> None:
    with begin() as session:
        taken = int(run(session, "SELECT count(*) FROM obligation WHERE state = 'discharged'").scalar_one())
        instants = run(session, "SELECT received_at FROM received_mail ORDER BY id").scalars().all()
    if instants != sorted(instants):
        raise Refused("测速中止：回复没有按收到的先后收取。")
    if taken != offices:
        raise Refused(f"测速中止：{offices}份回复中只收取了{taken}份，用时没有意义。")
