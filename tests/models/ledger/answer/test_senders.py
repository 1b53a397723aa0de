"""Who sent a mail: current contacts before mailboxes, by address and day; and what keeps a good sheet waiting (A49)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.ledger.answer.senders import MANY, TWICE, Admitted, admit, mail_with, senders_of
from models.rules.errors import Refused
from models.statements import run
from tests.answers import Cells, duty_number, fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, in_transaction, mail_file, mail_from, moment, take

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from models.intake.received_mail import ReceivedMail
    from tests.conftest import Acting, Reads, Sql

AT = "2026-03-05 10:20"
ROWS: dict[str, Cells] = {"T001": {"进度（%）": 40}, "T002": {"进度（%）": 60}}
PEOPLE = (
    {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org", "失效日期": "2026-03-10"},
    {"部门编码": "D001", "角色": "目标办主任", "姓名": "王芳", "邮箱": "wangfang@example.org"},
    {"部门编码": "D001", "角色": "主要领导", "姓名": "赵强", "邮箱": "zhaoqiang@example.org"},
    {"部门编码": "D001", "角色": "分管省领导", "姓名": "钱进", "邮箱": "qianjin@example.org"},
    {"部门编码": "D002", "角色": "联络员", "姓名": "孙丽", "邮箱": "shared@example.org", "生效日期": "2026-03-03"},
)


@pytest.fixture
@story
def offices(march: Acting) -> Acting:
    """D001 and D002 with mailboxes and people; the mailbox of D001 is that of its liaison's colleague in D002 too."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "shared@example.org"})
    march.take("contacts", *PEOPLE)
    return march


@pytest.fixture
@story
def form(offices: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in."""
    place = sent(offices, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS)


def found(address: str, day: str = "2026-03-05") -> list[tuple[str, str, str]]:
    rows = in_transaction(senders_of, address, date.fromisoformat(day))
    return [(row.code, row.person, row.audience) for row in rows]


@pytest.mark.parametrize(
    ("address", "who"),
    [
        (ADDRESS, [("D001", "", "office")]),
        ("D001@Example.ORG", [("D001", "", "office")]),
        ("liming@example.org", [("D001", "李明", "liaison")]),
        ("wangfang@example.org", [("D001", "王芳", "office")]),
        ("zhaoqiang@example.org", [("D001", "赵强", "head")]),
        ("qianjin@example.org", []),
        ("shared@example.org", [("D002", "孙丽", "liaison"), ("D002", "", "office")]),
        ("nosuch@example.org", []),
        ("", []),
    ],
)
@pytest.mark.usefixtures("offices")
def test_an_address_stands_for_its_people_and_then_for_its_office(
    address: str, who: list[tuple[str, str, str]]
) -> None:
    assert found(address) == who


def stands_in(offices: Acting, person: str, representative: str, days: tuple[str, str], code: str = "D001") -> None:
    names = {"department": code, "person": person, "representative": representative}
    term = dict(zip(("first_day", "last_day"), (f"2026-03-{day}" for day in days), strict=True))
    offices.do("appoint_representative", **names, email=f"{representative}@example.org", **term)


@pytest.mark.parametrize(
    ("address", "day", "who"),
    [
        ("jia@example.org", "2026-03-05", []),
        ("jia@example.org", "2026-03-06", [("D001", "jia（代李明）", "liaison")]),
        ("JIA@example.org", "2026-03-10", [("D001", "jia（代李明）", "liaison")]),
        ("jia@example.org", "2026-03-11", []),  # 李明 is no liaison any more
        ("yi@example.org", "2026-03-08", []),
        ("yi@example.org", "2026-03-09", [("D001", "yi（代李明）", "liaison")]),
        ("liming@example.org", "2026-03-09", [("D001", "李明", "liaison")]),
        ("bing@example.org", "2026-03-09", [("D001", "bing（代赵强）", "head")]),
        ("ding@example.org", "2026-03-09", [("D001", "ding（代王芳）", "office")]),
        ("ding@example.org", "2026-03-12", []),
    ],
)
def test_who_stands_for_a_person_sends_for_the_department_on_these_days(
    offices: Acting, address: str, day: str, who: list[tuple[str, str, str]]
) -> None:
    stands_in(offices, "李明", "jia", ("06", "20"))
    stands_in(offices, "jia", "yi", ("09", "20"))
    stands_in(offices, "赵强", "bing", ("06", "20"))
    stands_in(offices, "王芳", "ding", ("06", "20"))
    offices.on("2026-03-12").do("withdraw_representative", department="D001", person="王芳", reason="返回")
    assert found(address, day) == who


@pytest.mark.parametrize(
    ("at", "outcome"), [("2026-03-05 10:00", "waiting"), ("2026-03-06 10:00", "taken"), ("2026-03-10 10:00", "waiting")]
)
def test_a_sheet_of_a_representative_is_taken_on_these_days_only(
    offices: Acting, form: Path, sql: Sql, at: str, outcome: str
) -> None:
    stands_in(offices, "王芳", "jia", ("06", "09"))
    take(mail_from("jia@example.org", at, form))
    assert sql.column("SELECT outcome FROM answer") == [outcome]
    actors = sql.column("SELECT actor FROM block WHERE act = 'take_answer'")
    assert actors == ([] if outcome == "waiting" else ["第001厅目标办 jia（代王芳）"])


@pytest.mark.parametrize(
    ("address", "day", "count"),
    [
        ("liming@example.org", "2026-03-10", 1),
        ("liming@example.org", "2026-03-11", 0),
        ("shared@example.org", "2026-03-02", 1),
        ("shared@example.org", "2026-03-03", 2),
    ],
)
@pytest.mark.usefixtures("offices")
def test_a_person_counts_on_the_days_of_his_office_only(address: str, day: str, count: int) -> None:
    assert len(found(address, day)) == count


def test_the_agency_answers_no_mail(offices: Acting) -> None:
    offices.take("departments", {"编码": "AGENCY", "名称": "省直目标办", "目标办邮箱": "mbb@example.org"})
    assert found("mbb@example.org") == []


def test_an_address_is_looked_up_without_reading_all_contacts_and_offices(reads: Reads) -> None:
    def addressed(session: Session) -> None:
        run(session, "UPDATE office SET email = concat('d', department_id, '@example.org')")
        run(session, "UPDATE contact SET email = concat('c', department_id, '@example.org')")

    def look_up(session: Session) -> None:
        offices = run(session, "SELECT email FROM office WHERE email LIKE 'd%' ORDER BY email LIMIT 3").scalars().all()
        asked.extend(offices)

    def senders(session: Session) -> None:
        assert all(len(senders_of(session, address, date(2026, 3, 5))) == 1 for address in asked)

    asked: list[str] = []
    assert reads(2000, addressed, look_up, senders)[2] <= 20 * len(asked)


def test_a_mail_is_found_by_the_digest_of_its_bytes(form: Path) -> None:
    mail = mail_from(ADDRESS, AT, form)
    assert in_transaction(mail_with, mail.digest) is None
    take(mail)
    kept = in_transaction(mail_with, mail.digest)
    assert (kept.sender, kept.subject) == (ADDRESS, "回复")


def _admitted(mail: ReceivedMail, file: Path) -> object:
    given = mail_file(file)
    return in_transaction(admit, mail.digest, given, given.sheets[0], moment(AT))


def test_a_mail_that_was_never_registered_admits_nothing(form: Path) -> None:
    with pytest.raises(Refused, match="尚未登记"):
        _admitted(mail_from(ADDRESS, AT, form), form)


def test_a_sheet_that_was_taken_is_not_admitted_again(form: Path) -> None:
    mail = mail_from(ADDRESS, AT, form)
    take(mail)
    assert _admitted(mail, form) is None


def test_the_second_sheet_of_one_duty_in_a_mail_goes_back(form: Path, tmp_path: Path, sql: Sql) -> None:
    other = tmp_path / "另一份.xlsx"
    other.write_bytes(form.read_bytes())
    fill_in(other, rows={"T001": {"进度（%）": 55}})
    take(mail_from(ADDRESS, AT, form, other))
    assert sql.rows("SELECT outcome, file FROM answer ORDER BY id") == [("taken", form.name), ("returned", other.name)]
    assert sql.value("SELECT sentence FROM answer WHERE outcome = 'returned'") == TWICE
    assert sql.column("SELECT progress::int FROM report_line WHERE version = 1 ORDER BY target_id") == [40, 60]


@pytest.mark.parametrize("automatic", [True, False])
def test_a_sheet_is_an_answer_also_if_headers_ask_for_silence(form: Path, sql: Sql, automatic: bool) -> None:  # noqa: FBT001
    take(replace(mail_from(ADDRESS, AT, form), automatic=automatic, quiet=True))
    assert sql.rows("SELECT outcome, mail_id FROM answer") == [("taken", 1)]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'answer_receipt'") == 1


TEN_WRONG = """
INSERT INTO answer (jurisdiction_id, mail_id, matter, due_version, file, file_digest, sheet, known, received_on,
    outcome, sentence, complaints)
SELECT 2, 1, '', 1, 'x', CAST(n AS text), 'x', 'coded', '2026-03-05', 'unknown', '', '[]' FROM generate_series(1, 10) n
"""


@pytest.mark.parametrize(("seen", "outcome"), [("10:10", "waiting"), ("11:10", "outdated")])
def test_after_ten_wrong_codes_an_outdated_sheet_waits_too(
    offices: Acting, form: Path, sql: Sql, seen: str, outcome: str
) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:00"))
    sql(TEN_WRONG)
    offices.do("renew_answer_key", reason="密钥外泄")
    take(mail_from(ADDRESS, f"2026-03-05 {seen}", form))
    [found] = sql.rows("SELECT outcome, sentence FROM answer WHERE mail_id = 2")
    assert (found[0], found[1] == MANY) == (outcome, outcome == "waiting")


def test_who_acts_is_named_with_the_office_and_the_source_with_the_mail(form: Path, sql: Sql) -> None:
    mail = mail_from("liming@example.org", AT, form)
    sql("UPDATE office SET email = ''")
    take(replace(mail, digest="0" * 64, files=()))
    assert sql.value("SELECT person FROM received_mail") == "李明"
    given = mail_file(form)
    admitted = in_transaction(admit, "0" * 64, given, given.sheets[0], moment(AT))
    assert isinstance(admitted, Admitted)
    assert admitted.actor.name == "第001厅目标办 李明"
    assert admitted.source.note == f"来信1，{form.name}"
    assert str(admitted.source.received) == "2026-03-05"
    assert admitted.request_id.startswith(f"mail:{'0' * 64}:monthly_check|2026-03|D001")
