"""A quarter through Postfix and Dovecot: seven offices answer as seven mail programs do, and the agency types nothing
but what needs a person. Where the servers are not there, the same goes through the servers of the tests (pymap).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from flows import daily_sweep, mid_year_review, monthly_check, quarterly_meeting, self_check
from tasks.settings import read_settings
from tasks.step import run_steps
from tests.by_mail import PASSED, Duty, Mailing, Values, filled, mailing_of, set_up
from tests.certificates import made_certificate
from tests.databases import made_folder
from tests.mail_hosts import MailHost, mail_host, why_not
from tests.mail_programs import PROGRAMS, Reply, outlook_rich
from tests.mails import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path
    from types import ModuleType

    from tests.conftest import Acting, Make, Photograph, Sql, Violations
    from tests.journeys.conftest import Journey

OFFICES = dict(zip((f"D00{number}" for number in range(1, 8)), PROGRAMS, strict=True))
BOXES = {code: f"{code.lower()}@example.org" for code in OFFICES}
GONE = "retired@example.org"
APRIL, MAY, JUNE = (Duty("monthly_check", f"2026-0{month}") for month in (4, 5, 6))
CHECK, MEETING, REVIEW = (
    Duty("self_check", "2026Q2"),
    Duty("quarterly_meeting", "2026Q2"),
    Duty("mid_year_review", "2026H1"),
)
WRONG, FORGED = "D005", "D003"
HELD: Values = {
    "held_on": "2026年7月3日",
    "attendees": "张三、李四",
    "completion": "按计划",
    "problems": "资金到位慢",
    "measures": "按月调度",
    "coordination": "下半年补齐进度",
    "also_meeting": "是",
}
STATES = "SELECT sender, state FROM received_mail WHERE id > :since ORDER BY sender"
OUTCOME = """
SELECT w.code, o.state, o.late FROM obligation o JOIN department w ON w.id = o.owed_by
WHERE (o.kind, o.period) = (:kind, :period) ORDER BY 1
"""
FILES = "SELECT u.file_name, v.sha256 FROM evidence_use u JOIN evidence v ON v.id = u.evidence_id"
URGING = """
SELECT u.id FROM urging u JOIN obligation o ON o.id = u.obligation_id JOIN department w ON w.id = o.owed_by
WHERE w.code = :code
"""
BOUNCED = """
SELECT DISTINCT r.address FROM bounce b JOIN message m ON m.id = b.message_id
    JOIN recipient r ON r.id = m.recipient_id
"""
TYPED = "SELECT DISTINCT act FROM block WHERE role = 'agency' AND business_date > '2026-03-31' ORDER BY 1"
SERVERS = [
    pytest.param("system", id="Postfix and Dovecot", marks=pytest.mark.skipif(bool(why_not()), reason=why_not())),
    pytest.param("own", id="pymap", marks=pytest.mark.skipif(not why_not(), reason="Postfix and Dovecot are there")),
]


@dataclass(slots=True)
class Quarter:
    """The story so far: the mail, the agency, the targets of each office, and how many mails offices have sent."""

    mailing: Mailing
    host: MailHost | None
    agency: Acting
    sql: Sql
    photograph: Photograph
    targets: dict[str, list[str]]
    sent: int = 0

    def days(self, first: str, last: str, *opened: ModuleType) -> None:
        """Let these days pass: each has its sweep and messages; on the first, flows open cycles."""
        for day in days_between(first, last):
            business_day = self.mailing.day(f"{day} 07:00")
            for steps in (*(flow.STEPS for flow in opened), daily_sweep.STEPS):
                run_steps(steps, business_day, engine=False)
            opened = ()
            self.mailing.send(f"{day} 09:00")

    def answer(self, code: str, at: str, words: str, duty: Duty | None = None, **more: Any) -> None:
        """An office replies to its newest mail, or to the newest one with the sheet of a duty, with that filled in."""
        letter = self.mailing.letter(BOXES[code], duty) if duty else None
        original = letter.message if letter else self.mailing.mails_to(BOXES[code])[-1]
        files = list(more.get("files", ()))
        if letter and duty:
            files.insert(0, (letter.name, filled(letter, duty, more["values"])))
        self.sent += 1
        logo = self.photograph("logo.png", int(code[1:]), (120, 60)).read_bytes()
        reply = Reply(original, BOXES[code], "李明", self.sent, words, files, logo)
        data = more.get("program", PROGRAMS[OFFICES[code]])(reply)
        self.put(data, at, vouched=more.get("vouched", True))

    def put(self, data: bytes, at: str, *, vouched: bool = True) -> None:
        if self.host:
            self.host.deliver(data, moment(at), vouched=vouched)
        else:
            stamp = f"Authentication-Results: {PASSED}\r\n".encode() if vouched else b""
            self.mailing.imap.deliver(stamp + data, moment(at))

    def taken(self, at: str) -> dict[str, str]:
        """Read the inbox and send the receipts; returns the state of the mail of each sender."""
        since = self.sql.value("SELECT coalesce(max(id), 0) FROM received_mail")
        self.mailing.receive(at)
        self.mailing.send(f"{at[:-1]}9")
        return dict(self.sql.rows(STATES, since=since))

    def receipt(self, code: str) -> str:
        return self.mailing.last_words(BOXES[code])

    def outcome(self, duty: Duty) -> dict[str, tuple[str, bool | None]]:
        rows = self.sql.rows(OUTCOME, kind=duty.kind, period=duty.period)
        return {code: (state, late) for code, state, late in rows}


def days_between(first: str, last: str) -> list[date]:
    """The days from the first to the last that are no Saturday or Sunday."""
    begin, end = moment(f"{first} 07:00").date(), moment(f"{last} 07:00").date()
    every = (begin + timedelta(days=number) for number in range((end - begin).days + 1))
    return [day for day in every if day.weekday() < 5]


@pytest.fixture
def servers(
    request: pytest.FixtureRequest, journey: Journey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Mailing, MailHost | None]]:
    """The mail of an installation: the relay and the mailbox of answers, with the settings of an operator."""
    if request.param == "own":
        with mailing_of(tmp_path, monkeypatch) as opened:
            yield opened, None
        return
    folder = made_folder("mail")
    try:
        certificate = made_certificate(folder)
        with mail_host(folder, certificate, journey.free_port, journey.wait_for) as host:
            host.boxes(*BOXES.values())
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            set_up(tmp_path, monkeypatch, host.relay_url, host.inbox_url)
            both: Any = host  # it has what is asked of either
            yield Mailing(both, both), host
    finally:
        read_settings.cache_clear()
        shutil.rmtree(folder)


@pytest.fixture
def quarter(
    servers: tuple[Mailing, MailHost | None],
    acting: Acting,
    departments: Make,
    targets: Make,
    sql: Sql,
    photograph: Photograph,
) -> Quarter:
    """Seven offices with two targets each; the liaison of the first has left, so that his address takes no mail."""
    codes = departments(len(OFFICES))
    rows = [{"编码": code, "名称": f"第{code[1:]}厅", "目标办邮箱": BOXES[code]} for code in codes]
    acting.take("departments", *rows)
    liaisons = {code: GONE if code == "D001" else BOXES[code] for code in codes}
    acting.take(
        "contacts", *({"部门编码": k, "角色": "联络员", "姓名": "张三", "邮箱": v} for k, v in liaisons.items())
    )
    issued = {code: targets(code, 2, 下达日期="2026-03-31") for code in codes}
    return Quarter(*servers, acting, sql, photograph, issued)


def rows_of(q: Quarter, code: str, progress: int, **more: Any) -> Values:
    return {
        target: {"progress": progress, "status": "进行中", "remark": "按计划", **more} for target in q.targets[code]
    }


def each_office_has_received_the_first_sheet(q: Quarter) -> None:
    """收到 in the form of each program, with signature and quotation, is 收到; a mail that came back is on record."""
    q.days("2026-04-01", "2026-04-02", monthly_check)
    words = (
        "收到，谢谢！",
        "收到。我们正在办。",
        "好的，收到",
        "收到 [握手]",
        "已收到，谢谢",
        "邮件收悉，谢谢。",
        "收到",
    )
    for code, text in zip(OFFICES, words, strict=True):
        q.answer(code, "2026-04-03 10:00", text)
    assert q.taken("2026-04-03 10:10") == dict.fromkeys(BOXES.values(), "acknowledged")


def april_in_every_form(q: Quarter) -> None:
    """Each sheet is taken from each form; of Outlook's own format it is said that it was not opened."""
    q.days("2026-04-06", "2026-04-20")
    first, *rest = OFFICES
    q.answer(first, "2026-04-21 10:00", "请查收。", APRIL, values=rows_of(q, first, 10), program=outlook_rich)
    for code in rest:
        q.answer(code, "2026-04-21 10:00", "附件为本月回复表，请查收。", APRIL, values=rows_of(q, code, 10))
    assert q.taken("2026-04-21 10:10") == dict.fromkeys(BOXES.values(), "taken") | {BOXES[first]: "returned"}
    assert "“winmail.dat”是Outlook的专用格式" in q.receipt(first)
    q.answer(first, "2026-04-21 14:00", "已改格式重发，请查收。", APRIL, values=rows_of(q, first, 10))
    assert q.taken("2026-04-21 14:10") == {BOXES[first]: "taken"}
    assert q.outcome(APRIL) == dict.fromkeys(OFFICES, ("discharged", False))


def may_with_a_mistake_a_forged_stamp_and_an_office_that_is_late(q: Quarter) -> None:
    """A stamp that the sender wrote is not believed, a wrong sheet is returned, a person calls the late office."""
    q.days("2026-05-06", "2026-05-20", monthly_check)
    *prompt, late = OFFICES
    for code in prompt:
        progress = 200 if code == WRONG else 30
        q.answer(code, "2026-05-21 10:00", "", MAY, values=rows_of(q, code, progress), vouched=code != FORGED)
    assert q.taken("2026-05-21 10:10") == {BOXES[k]: "returned" if k == WRONG else "taken" for k in prompt}
    assert "进度（%）“200”应在0到100之间" in q.receipt(WRONG)
    q.answer(WRONG, "2026-05-21 11:00", "", MAY, values=rows_of(q, WRONG, 30))
    assert q.taken("2026-05-21 11:10") == {BOXES[WRONG]: "taken"}
    assert q.sql.rows("SELECT DISTINCT sender FROM received_mail WHERE known = 'coded'") == [(BOXES[FORGED],)]
    q.days("2026-05-22", "2026-06-05", monthly_check)
    urging = q.sql.value(URGING, code=late)
    q.agency.on("2026-06-05").do("register_urging", urging=urging, outcome="称今日报送")
    q.answer(late, "2026-06-05 15:00", "抱歉，晚了。", MAY, values=rows_of(q, late, 30))
    assert q.taken("2026-06-05 15:10") == {BOXES[late]: "taken"}
    assert q.outcome(MAY) == dict.fromkeys(prompt, ("discharged", False)) | {late: ("discharged", True)}


def june_and_the_quarter_with_photographs(q: Quarter) -> None:
    """Photographs with long Chinese names come byte for byte, and the picture of a signature is not taken."""
    for code in OFFICES:
        q.answer(code, "2026-06-22 10:00", "", JUNE, values=rows_of(q, code, 60))
    assert q.taken("2026-06-22 10:10") == dict.fromkeys(BOXES.values(), "taken")
    q.days("2026-07-01", "2026-07-03", self_check, quarterly_meeting, mid_year_review)
    sent = {}
    for code in OFFICES:
        done, open_one = q.targets[code]
        name = f"{done}号安置点“一期”竣工验收现场照片（第1张，共1张）.jpg"
        picture = q.photograph("现场.jpg", int(code[1:])).read_bytes()
        sent[name] = sha256(picture).hexdigest()
        values = {done: {"progress": 100, "status": "已完成", "evidence": [name]}, open_one: {"progress": 60}}
        q.answer(code, "2026-07-06 10:00", "", CHECK, values=values, files=[(name, picture)])
        q.answer(code, "2026-07-06 10:01", "会议情况见附件。", REVIEW, values=HELD)
    assert q.taken("2026-07-06 10:10") == dict.fromkeys(BOXES.values(), "taken")
    assert dict(q.sql.rows(FILES)) == sent
    for duty in (JUNE, CHECK, MEETING, REVIEW):
        assert q.outcome(duty) == dict.fromkeys(OFFICES, ("discharged", False))


def a_person_typed_the_call_and_nothing_else(q: Quarter) -> None:
    assert q.sql.column(TYPED) == ["register_urging"]


def nothing_is_left_and_nothing_is_taken_twice(q: Quarter) -> None:
    """Every mail that was sent was taken once, and bears the flag; Postfix sent back what it could not deliver."""
    assert all(q.mailing.imap.flags())
    assert q.sql.column(BOUNCED) == ([GONE] if q.host else [])
    assert q.sql.value("SELECT count(*) FROM received_mail WHERE state <> 'bounced'") == q.sent
    assert q.mailing.receive("2026-07-07 09:00").words == "没有新的来信。"


@pytest.mark.parametrize("servers", SERVERS, indirect=True)
def test_a_quarter_in_the_forms_of_seven_mail_programs(quarter: Quarter, violations: Violations) -> None:
    each_office_has_received_the_first_sheet(quarter)
    april_in_every_form(quarter)
    may_with_a_mistake_a_forged_stamp_and_an_office_that_is_late(quarter)
    june_and_the_quarter_with_photographs(quarter)
    a_person_typed_the_call_and_nothing_else(quarter)
    nothing_is_left_and_nothing_is_taken_twice(quarter)
    assert violations() == []
