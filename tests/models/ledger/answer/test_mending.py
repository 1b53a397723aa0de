"""A sheet that went back because a file was missing is taken when the file comes as a reply to that receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.file_store.folder import place_of
from models.intake.inbox import MailGiven
from models.ledger.acts import SYSTEM
from models.ledger.answer.mail_verdict import COMPLETED, MENDED
from models.ledger.answer.mails import receive_mail
from models.ledger.answer.mending import may_mend, sheets_to_mend
from models.ledger.answer.receipts import FILES_ONLY, RECEIPT
from models.ledger.evidence.store import evidence_store
from models.ledger.perform import perform
from models.rules.workdays import BusinessDay
from tasks.mail_intake import _take_sheet, _to_mend
from tests.answers import duty_number, fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, file, in_transaction, mail_from, receipted, take

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.received_mail import ReceivedMail
    from tests.conftest import Acting, Sql, Violations

PROGRESS, PROOF = "进度（%）", "印证材料（附件名）"
ROWS: dict[str, dict[str, Any]] = {
    "T001": {PROGRESS: 100, PROOF: "验收单.pdf、现场.jpg"},
    "T002": {PROGRESS: 40},
}
DAY = "2026-04-02"
MAILS = "SELECT state, sentence FROM received_mail ORDER BY id"
ANSWERS = "SELECT mail_id, outcome, received_on::text FROM answer ORDER BY id"
USES = """
SELECT t.code, u.file_name, u.received_on::text FROM evidence_use u JOIN target t ON t.id = u.target_id
ORDER BY u.file_name COLLATE "C"
"""
CHECK = "SELECT state, counted_on::text, late FROM obligation WHERE id = :id"
PAYLOAD = "SELECT payload FROM notice WHERE kind = :kind ORDER BY id DESC LIMIT 1"


@pytest.fixture
def april(march: Acting) -> Acting:
    """The self-check of the first quarter is open on 1 April; both offices have mailboxes."""
    rows = ({"编码": f"D00{n}", "名称": f"第00{n}厅", "目标办邮箱": f"d00{n}@example.org"} for n in (1, 2))
    march.take("departments", *rows)
    acting = march.on("2026-04-01")
    acting.open("self_check", "2026Q1")
    return acting


@pytest.fixture
def number(april: Acting, sql: Sql) -> int:  # noqa: ARG001 - what opens it
    """The self-check of D001."""
    return duty_number(sql, "self_check", "2026Q1")


@pytest.fixture
@story
def form(april: Acting, number: int, tmp_path: Path) -> Path:
    """Its sheet, filled in; it names two files."""
    return fill_in(sent(april, tmp_path / "回复表.xlsx", number), rows=ROWS)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """One of the two files."""
    return file(tmp_path, "验收单.pdf", b"accepted")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """The other one."""
    return file(tmp_path, "现场.jpg")


@pytest.fixture
def returned(form: Path, paper: Path, sql: Sql, tmp_path: Path) -> str:
    """The sheet came with one of its files and went back on 2 April; the reference of that receipt."""
    take(mail_from(ADDRESS, f"{DAY} 10:00", form, paper))
    return receipted(sql, tmp_path, f"{DAY} 10:30")


def told(sql: Sql) -> dict[str, Any]:
    found: dict[str, Any] = sql.value(PAYLOAD, kind=RECEIPT)
    return found


def later(reference: str, *files: Path, at: str = "2026-04-03 09:00", sender: str = ADDRESS) -> ReceivedMail:
    return mail_from(sender, at, *files, answered=(reference,))


def test_a_file_that_no_cell_names_is_named_with_the_missing_one(
    form: Path, paper: Path, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    other = file(tmp_path, "IMG_2031.jpg")
    words = "随信收到的“IMG_2031.jpg”表中没有写这个名称，请改名或在表中写它的名称"
    take(mail_from(ADDRESS, f"{DAY} 10:00", form, other))
    assert told(sql)["missing"] == [words]
    first = receipted(sql, tmp_path, f"{DAY} 10:30")
    take(later(first, paper, other))  # of what completes an earlier sheet, too
    assert told(sql)["missing"] == [words]
    take(later(first, paper, photo, other, at="2026-04-03 10:00"))
    assert words not in told(sql)["missing"]


@pytest.mark.usefixtures("returned")
def test_the_receipt_says_that_the_file_alone_is_enough(sql: Sql) -> None:
    [back] = told(sql)["returned"]
    assert back["faults"][0] == FILES_ONLY
    assert "“现场.jpg”没有随表交来" in back["faults"][1]


def test_a_sheet_with_another_fault_is_to_be_sent_again(april: Acting, number: int, sql: Sql, tmp_path: Path) -> None:
    rows = ROWS | {"T002": {PROGRESS: 400}}
    take(mail_from(ADDRESS, f"{DAY} 10:00", fill_in(sent(april, tmp_path / "回复表.xlsx", number), rows=rows)))
    [back] = told(sql)["returned"]
    assert FILES_ONLY not in back["faults"]
    assert len(back["faults"]) == 2


def test_the_missing_file_alone_completes_the_sheet(
    returned: str, photo: Path, number: int, sql: Sql, violations: Violations
) -> None:
    assert sql.rows(CHECK, id=number) == [("open", None, None)]
    take(later(returned, photo))
    assert sql.rows(CHECK, id=number) == [("discharged", "2026-04-03", False)]
    assert sql.rows(USES) == [("T001", "现场.jpg", "2026-04-03"), ("T001", "验收单.pdf", "2026-04-03")]
    assert sql.rows(MAILS) == [("returned", "退回1份"), ("taken", f"{MENDED}收取1份")]
    assert sql.rows(ANSWERS) == [(1, "returned", "2026-04-02"), (2, "taken", "2026-04-03")]
    [taken] = told(sql)["taken"]
    assert (taken["title"], taken["verdict"]) == ("2026年第一季度自查", "按时")
    assert taken["words"].startswith(COMPLETED)
    assert violations() == []


def test_the_day_that_counts_is_that_of_the_last_file(returned: str, photo: Path, number: int, sql: Sql) -> None:
    due = "SELECT x.due FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.id = :id"
    late = sql.value(due, id=number) + timedelta(days=1)
    take(later(returned, photo, at=f"{late:%Y-%m-%d} 09:00"))
    assert sql.rows(CHECK, id=number) == [("discharged", late.isoformat(), True)]


def test_files_come_one_after_the_other(
    form: Path, paper: Path, photo: Path, number: int, sql: Sql, tmp_path: Path
) -> None:
    take(mail_from(ADDRESS, f"{DAY} 10:00", form))
    first = receipted(sql, tmp_path, f"{DAY} 10:30")
    take(later(first, paper, at="2026-04-03 09:00"))
    assert sql.rows(MAILS)[1] == ("returned", f"{MENDED}退回1份")
    [back] = told(sql)["returned"]
    assert back["faults"][0] == FILES_ONLY
    assert "“现场.jpg”没有随表交来" in back["faults"][1]
    assert back["digest"] == sql.value("SELECT file_digest FROM answer ORDER BY id LIMIT 1")
    second = receipted(sql, tmp_path, "2026-04-03 09:30")
    assert second != first
    take(later(second, photo, at="2026-04-03 10:00"))
    assert sql.rows(CHECK, id=number)[0][0] == "discharged"
    assert {row[1] for row in sql.rows(USES)} == {"现场.jpg", "验收单.pdf"}


def test_both_files_may_answer_the_first_receipt(
    form: Path, paper: Path, photo: Path, number: int, sql: Sql, tmp_path: Path
) -> None:
    take(mail_from(ADDRESS, f"{DAY} 10:00", form))
    first = receipted(sql, tmp_path, f"{DAY} 10:30")
    take(later(first, paper, at="2026-04-03 09:00"))
    take(later(first, photo, at="2026-04-03 10:00"))
    assert sql.rows(CHECK, id=number)[0][0] == "discharged"


@pytest.mark.parametrize("names", ["验收单.pdf、现场.jpg", "验收单.pdf、现场.jpg、别的.pdf"])
def test_a_run_that_ended_between_two_steps_goes_on(
    april: Acting, number: int, paper: Path, photo: Path, sql: Sql, tmp_path: Path, names: str
) -> None:
    form = fill_in(sent(april, tmp_path / "回复表.xlsx", number), rows=ROWS | {"T001": {PROGRESS: 100, PROOF: names}})
    take(mail_from(ADDRESS, f"{DAY} 10:00", form, paper))
    mail = later(receipted(sql, tmp_path, f"{DAY} 10:30"), photo)
    day = BusinessDay(mail.received_at.date(), mail.received_at)
    with begin() as session:
        perform(session, receive_mail, MailGiven(mail), day, SYSTEM)
    with _to_mend(mail) as [sheet]:
        declined = _take_sheet(day, mail, sheet)
    take(mail)
    outcome = "退回1份" if declined else "收取1份"
    assert sql.rows(MAILS)[1] == ("returned" if declined else "taken", f"{MENDED}{outcome}")
    assert len(sql.rows(ANSWERS)) == 2


def test_of_two_files_of_one_name_the_later_one_counts(returned: str, photo: Path, sql: Sql, tmp_path: Path) -> None:
    (tmp_path / "新").mkdir()
    better = file(tmp_path / "新", "验收单.pdf", b"accepted, signed")
    take(later(returned, photo, better))
    size = "SELECT size FROM evidence v JOIN evidence_use u ON u.evidence_id = v.id WHERE u.file_name = '验收单.pdf'"
    assert sql.value(size) == len(b"accepted, signed")


def test_an_empty_file_is_completed_by_a_full_one(
    form: Path, paper: Path, number: int, sql: Sql, tmp_path: Path
) -> None:
    take(mail_from(ADDRESS, f"{DAY} 10:00", form, paper, file(tmp_path, "现场.jpg", b"")))
    [back] = told(sql)["returned"]
    assert back["faults"][0] == FILES_ONLY
    assert back["faults"][1].endswith("“现场.jpg”是空文件，视同没有随表交来，请重新发来")
    reference = receipted(sql, tmp_path, f"{DAY} 10:30")
    take(later(reference, file(tmp_path, "现场.jpg", b"a picture")))
    assert sql.rows(CHECK, id=number)[0][0] == "discharged"


def test_a_wrong_file_leaves_the_sheet_returned(returned: str, number: int, sql: Sql, tmp_path: Path) -> None:
    take(later(returned, file(tmp_path, "别的.jpg")))
    assert sql.rows(CHECK, id=number)[0][0] == "open"
    assert sql.rows(MAILS)[1] == ("returned", f"{MENDED}退回1份")
    assert sql.rows(USES) == []


def test_a_mail_that_is_taken_twice_completes_it_once(returned: str, photo: Path, sql: Sql) -> None:
    mail = later(returned, photo)
    take(mail)
    assert take(mail).counts == {"mails": 0}
    take(later(returned, photo, at="2026-04-03 11:00"))
    assert [outcome for _, outcome, _ in sql.rows(ANSWERS)] == ["returned", "taken"]


@pytest.fixture
def both(april: Acting, form: Path, sql: Sql, tmp_path: Path) -> str:
    """The month was taken, the self-check in the same mail went back without its files; that receipt."""
    month = sent(april, tmp_path / "月报.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    month = fill_in(month, rows={"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}})
    take(mail_from(ADDRESS, f"{DAY} 10:00", form, month))
    assert sql.rows(MAILS) == [("partly", "收取1份，退回1份")]
    return receipted(sql, tmp_path, f"{DAY} 10:30")


def test_what_the_sheet_does_not_name_is_added_to_the_duties_that_were_taken(
    both: str, paper: Path, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    take(later(both, paper, photo, file(tmp_path, "月报说明.pdf", b"of the month")))
    assert sql.rows(MAILS)[1] == ("taken", f"{MENDED}收取1份，另有补交的文件收入1项")
    uses = "SELECT o.kind, u.file_name FROM evidence_use u JOIN obligation o ON o.id = u.obligation_id"
    assert set(sql.rows(uses)) == {
        ("monthly_check", "月报说明.pdf"),
        ("self_check", "现场.jpg"),
        ("self_check", "验收单.pdf"),
    }


def test_what_a_closed_duty_does_not_take_is_told(
    both: str, paper: Path, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    other = file(tmp_path, "月报说明.pdf", b"of the month")
    take(later(both, paper, photo, other, at="2026-05-06 09:00"))
    state, sentence = sql.rows(MAILS)[1]
    assert state == "partly"
    assert "“2026年3月月度检查”已于2026年4月30日截止" in sentence


@pytest.mark.parametrize("newer", ["taken", "returned"])
def test_a_sheet_that_the_office_sent_again_since_counts(
    returned: str, april: Acting, number: int, photo: Path, sql: Sql, tmp_path: Path, newer: str
) -> None:
    again = sent(april, tmp_path / "新表.xlsx", number)
    progress = 55 if newer == "taken" else 400
    fill_in(again, rows={"T001": {PROGRESS: progress, PROOF: "现场.jpg"}, "T002": {PROGRESS: 1}})
    (tmp_path / "新").mkdir()
    take(mail_from(ADDRESS, f"{DAY} 15:00", again, file(tmp_path / "新", "现场.jpg", b"new")))
    take(later(returned, photo))
    assert [row[:2] for row in sql.rows(ANSWERS)] == [(1, "returned"), (2, newer)]


@pytest.mark.parametrize(("sender", "registered"), [("d002@example.org", ["waiting"]), ("x@other.org", [])])
def test_another_office_or_a_stranger_completes_nothing(
    returned: str, photo: Path, sql: Sql, sender: str, registered: list[str]
) -> None:
    take(later(returned, photo, sender=sender))
    assert [state for state, *_ in sql.rows(MAILS)[1:]] == registered
    assert len(sql.rows(ANSWERS)) == 1


def test_a_duty_whose_deadline_was_renewed_needs_its_newest_sheet(
    returned: str, photo: Path, number: int, sql: Sql
) -> None:
    sql("UPDATE obligation SET due_version = 2 WHERE id = :id", id=number)
    take(later(returned, photo))
    assert sql.rows(MAILS)[1] == ("waiting", "来信里没有回复表")


def kept_sheet(sql: Sql) -> Path:
    return place_of(evidence_store().scratch, sql.value("SELECT file_digest FROM answer"))


def test_a_kept_sheet_that_was_changed_since_is_not_read(returned: str, photo: Path, sql: Sql) -> None:
    place = kept_sheet(sql)
    place.chmod(0o644)
    place.write_bytes(b"PK changed")
    take(later(returned, photo))
    assert sql.rows(MAILS)[1][0] == "waiting"


def test_a_kept_file_that_is_gone_leaves_it_to_the_agency(returned: str, photo: Path, sql: Sql) -> None:
    kept_sheet(sql).unlink()
    take(later(returned, photo))
    assert sql.rows(MAILS)[1][0] == "waiting"


def test_only_files_that_answer_our_mail_can_complete_a_sheet(form: Path, photo: Path) -> None:
    mails = (
        later("reference", photo),
        later("reference"),
        later("reference", photo, form),
        mail_from(ADDRESS, f"{DAY} 10:00", photo),
        mail_from(ADDRESS, f"{DAY} 10:00", photo, answered=("reference",), automatic=True),
    )
    assert list(map(may_mend, mails)) == [True, False, False, False, False]


@pytest.mark.usefixtures("april")
def test_a_mail_that_is_not_registered_completes_nothing(photo: Path, tmp_path: Path) -> None:
    assert in_transaction(sheets_to_mend, later("reference", photo), tmp_path) == []
