"""Offices of the demonstration reply to the mails that they were sent, with the sheets that came, into a maildir."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from deployments.demo.offices import (
    STRANGER,
    WRONG,
    DemoAct,
    OfficeMail,
    is_by_mail,
    is_wrong_at_first,
)
from deployments.demo.world import RELAY
from deployments.loopback.mail import MailServer
from models.intake.answer_file import read_answer
from models.ledger.report.meetings import record_meeting
from models.ledger.report.reports import submit_report
from models.ledger.report.self_check import file_self_check
from models.rules.answer_form import CODE
from notifications.channels import File, Letter, Outcome
from notifications.mail import MailChannel
from notifications.services import open_channel
from tests.answers import duty_number, sent
from tests.notifications.conftest import instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql

AT = instant("2026-03-05 10:30")
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES = [
    {"target": "T001", "progress": 40, "status": "in_progress", "remark": ""},
    {"target": "T002", "progress": 60, "status": "blocked", "remark": "用地手续办理中"},
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    """The mail server whose mails the offices read."""
    folder = tmp_path / "mail"
    folder.mkdir()
    with MailServer(folder) as running:
        yield running


@pytest.fixture
def office(server: MailServer, tmp_path: Path) -> OfficeMail:
    return OfficeMail(server.folder, tmp_path / "inbox")


@pytest.fixture
def report(march: Acting, sql: Sql, server: MailServer, tmp_path: Path) -> DemoAct:
    """What D001 reports of March; the sheet was sent to its mailbox."""
    place = sent(march, tmp_path / "第001厅回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    send(server, "d001@mubiao.test", place)
    return DemoAct(submit_report, {"department": "D001", "period": "2026-03", "lines": LINES}, "D001")


def send(server: MailServer, address: str, *places: Path) -> None:
    """The system sends a mail with these files."""
    files = tuple(File(place.name, place.read_bytes()) for place in places)
    channel = open_channel(server.url)
    assert isinstance(channel, MailChannel)
    letter = Letter(address, "月度检查", "请填报。", message_id=f"<{len(server.received)}@mubiao.test>", files=files)
    assert channel.send(letter).outcome is Outcome.SENT
    channel.close()


def replies(tmp_path: Path) -> list[EmailMessage]:
    """The mails in the inbox, in the order of their delivery."""
    found = sorted((tmp_path / "inbox" / "new").iterdir())
    return [message_from_bytes(each.read_bytes(), policy=default) for each in found]


def sheet_of(message: EmailMessage) -> Any:
    part = next(message.iter_attachments())
    return load_workbook(BytesIO(part.get_payload(decode=True))).worksheets[1]  # type: ignore[arg-type]


def test_a_reply_goes_to_the_mail_that_brought_the_sheet(
    office: OfficeMail, report: DemoAct, server: MailServer, tmp_path: Path
) -> None:
    office.reply(report, AT)
    [mail], [came] = replies(tmp_path), server.received
    assert mail["In-Reply-To"] == mail["References"] == came.message["Message-ID"]
    assert (mail["From"], mail["To"]) == ("d001@mubiao.test", came.message["From"])
    assert mail["Subject"] == f"回复：{came.message['Subject']}"
    assert mail["Authentication-Results"].startswith(f"{RELAY}; dmarc=pass")
    assert mail["Message-ID"] != came.message["Message-ID"]


def test_the_sheet_is_filled_in_with_what_the_office_reports(
    office: OfficeMail, report: DemoAct, tmp_path: Path
) -> None:
    office.reply(report, AT)
    [part] = replies(tmp_path)[0].iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == (TYPE, "第001厅回复表.xlsx")
    place = tmp_path / "收到.xlsx"
    place.write_bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
    [sheet], _ = read_answer(place)
    assert [row.cells["进度(%)"].value for row in sheet.rows if row.check.filled] == [40, 60]
    assert [row.cells["说明"].value for row in sheet.rows if row.check.filled][1] == "用地手续办理中"


def test_a_wrong_sheet_has_a_progress_that_is_none(office: OfficeMail, report: DemoAct, tmp_path: Path) -> None:
    office.reply(report, AT, wrong=True)
    values = {cell.value for row in sheet_of(replies(tmp_path)[0]).iter_rows() for cell in row}
    assert 180 in values
    assert 40 not in values


def test_the_newest_sheet_is_filled_in(
    office: OfficeMail, report: DemoAct, server: MailServer, march: Acting, sql: Sql, tmp_path: Path
) -> None:
    march.do("renew_answer_key", reason="经办人离岗")
    send(server, "d001@mubiao.test", sent(march, tmp_path / "新表.xlsx", duty_number(sql, "monthly_check", "2026-03")))
    office.reply(report, AT)
    [mail] = replies(tmp_path)
    assert mail["In-Reply-To"] == server.received[-1].message["Message-ID"]
    codes = [row[1].value for row in sheet_of(mail).iter_rows() if row[0].value == CODE]
    assert len(codes) == 1


def test_an_office_that_was_sent_no_sheet_has_none_to_return(office: OfficeMail, report: DemoAct) -> None:
    other = DemoAct(report.act, report.data | {"period": "2026-04"}, report.office)
    with pytest.raises(LookupError, match="2026年4月月度检查"):
        office.reply(other, AT)
    with pytest.raises(LookupError, match="d002@"):
        office.reply(DemoAct(report.act, report.data, "D002"), AT)


def test_evidence_goes_with_the_sheet(
    office: OfficeMail, march: Acting, sql: Sql, server: MailServer, tmp_path: Path
) -> None:
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    place = sent(april, tmp_path / "自查.xlsx", duty_number(sql, "self_check", "2026Q1"))
    send(server, "d001@mubiao.test", place)
    proof = tmp_path / "验收.txt"
    proof.write_text("验收合格", encoding="utf-8")
    data = {"department": "D001", "period": "2026Q1", "lines": LINES, "evidence": [{"target": "T001", "file": proof}]}
    office.reply(DemoAct(file_self_check, data, "D001"), AT)
    sheet, evidence = replies(tmp_path)[0].iter_attachments()
    assert (sheet.get_filename(), evidence.get_filename()) == ("自查.xlsx", "验收.txt")
    assert evidence.get_payload(decode=True) == "验收合格".encode()


def test_a_mail_is_delivered_at_its_instant(office: OfficeMail, tmp_path: Path) -> None:
    office.write_as_stranger(AT)
    [file] = (tmp_path / "inbox" / "new").iterdir()
    assert file.stat().st_mtime == AT.timestamp()
    [mail] = replies(tmp_path)
    assert (mail["From"], list(mail.iter_attachments())) == (STRANGER, [])
    assert list((tmp_path / "inbox" / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("act", "office", "period", "by_mail", "wrong"),
    [
        (submit_report, *WRONG[1:], True, True),
        (submit_report, "SJYT", "2026-03", True, False),
        (submit_report, "SJYT", "2026-04", False, False),
        (file_self_check, "SRST", "2026Q4", True, False),
        (record_meeting, "SJYT", "2026-03", False, False),
        (submit_report, "STGJ", "2026-03", False, False),
    ],
)
def test_three_duties_of_three_offices_are_answered_by_mail(
    act: Any,
    office: str,
    period: str,
    by_mail: bool,  # noqa: FBT001
    wrong: bool,  # noqa: FBT001
) -> None:
    answer = DemoAct(act, {"department": office, "period": period, "held_on": date(2026, 4, 1)}, office)
    assert (is_by_mail(answer), is_wrong_at_first(answer)) == (by_mail, wrong)
