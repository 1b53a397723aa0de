"""按位置认定: a file that no cell names is taken for the one that is missing, shown so, and taken back (A77)."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from deployments.listings.evidence import LISTING
from models.database import begin
from models.ledger.papers.department_ledger import department_ledger
from models.ledger.review.lines import lines_of
from models.ledger.secrets import secrets_of
from models.rules.periods import parse_period
from tests.answers import duty_number, faults, fill_in, sent
from tests.mails import ADDRESS, file, in_transaction, mail_from, receipted, take
from tests.models.ledger.answer.contests import with_mailbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Violations

    Form = Callable[..., Path]

P, S, E = "进度（%）", "状态", "印证材料（附件名）"
DAY = "2026-04-02"
SAID = "SELECT outcome, sentence FROM answer ORDER BY id DESC LIMIT 1"
FAULTS = "SELECT complaints FROM answer ORDER BY id DESC LIMIT 1"
UPLOAD = "SELECT id FROM obligation WHERE kind = 'cloud_monitoring' AND subject = '2026/K001' AND period = '2026-03'"
USES = """
SELECT coalesce(t.code, ''), u.file_name FROM evidence_use u LEFT JOIN target t ON t.id = u.target_id
ORDER BY u.file_name COLLATE "C"
"""


@pytest.fixture
def april(march: Acting) -> Acting:
    """The self-check of the first quarter and the check of March are open on 1 April; offices have mailboxes."""
    acting = with_mailbox(march).on("2026-04-01")
    acting.open("self_check", "2026Q1")
    return acting


@pytest.fixture
def form(april: Acting, sql: Sql, tmp_path: Path) -> Form:
    """The sheet of the self-check of D001, or of another duty, with a row about T001."""

    def filled(cells: dict[str, Any], kind: str = "self_check", period: str = "2026Q1") -> Path:
        path = sent(april, tmp_path / f"{kind}.xlsx", duty_number(sql, kind, period))
        return fill_in(path, rows={"T001": cells, "T002": {P: 40}})

    return filled


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return file(tmp_path, "IMG_1.jpg", b"a picture of the site")


@pytest.fixture
def placed(form: Form, photo: Path) -> None:
    """The sheet names 验收单.pdf, and IMG_1.jpg came."""
    take(mail_from(ADDRESS, f"{DAY} 10:00", form({P: 60, E: "验收单.pdf"}), photo))


def listed() -> list[tuple[str, str]]:
    with begin() as session:
        rows = LISTING.rows(session, date(2026, 12, 31))
    return [(row[1], row[4]) for row in LISTING.cells(rows)]


def reviewed(code: str = "T001") -> Any:
    with begin() as session:
        return next(each for each in lines_of(session, 2, parse_period("2026Q1")) if each.row.code == code)


@pytest.mark.usefixtures("placed")
def test_it_is_taken_and_the_receipt_says_how_to_undo_it(sql: Sql, violations: Violations) -> None:
    [(outcome, sentence)] = sql.rows(SAID)
    assert outcome == "taken"
    assert "：没有名为“验收单.pdf”的附件，按位置认定为“IMG_1.jpg”。如果不是，请在2026年4月" in sentence
    assert "把“验收单.pdf”作为附件回复本邮件，或者把这一格改写或者清空，再发一次本表。" in sentence
    told = sql.value("SELECT payload FROM notice WHERE kind = 'answer_receipt'")["taken"][0]["words"]
    assert "按位置认定为“IMG_1.jpg”" in told
    assert "另附" not in told
    assert violations() == []


@pytest.mark.usefixtures("placed")
def test_the_reviewer_sees_that_no_cell_named_it() -> None:
    assert listed() == [("IMG_1.jpg（按位置认定）", "T001")]
    line = reviewed()
    assert (len(line.row.evidence), line.by_place, line.as_json()["placed"]) == (1, "（按位置认定1份）", 1)
    assert (reviewed("T002").by_place, reviewed("T002").as_json()["placed"]) == ("", 0)


@pytest.mark.usefixtures("placed")
def test_the_ledger_of_the_department_shows_it_at_its_target_and_how(photo: Path) -> None:
    ledger = in_transaction(department_ledger, "D001", 2026, date(2026, 4, 3))
    digest = sha256(photo.read_bytes()).hexdigest()
    assert [(row.code, row.files) for row in ledger.answers if row.files] == [
        ("T001", f"IMG_1.jpg（按位置认定） 2026年4月2日 {digest}")
    ]


@pytest.mark.usefixtures("placed")
def test_the_file_of_that_name_takes_its_place(sql: Sql, tmp_path: Path, violations: Violations) -> None:
    seen = reviewed().mark
    reference = receipted(sql, tmp_path, f"{DAY} 10:30")
    take(mail_from(ADDRESS, f"{DAY} 11:00", file(tmp_path, "验收单.pdf", b"accepted"), answered=(reference,)))
    assert sql.rows(USES) == [("", "IMG_1.jpg"), ("T001", "验收单.pdf")]
    assert sorted(listed()) == [("IMG_1.jpg", ""), ("验收单.pdf", "T001")]
    assert (reviewed().by_place, reviewed().mark == seen) == ("", False)
    assert violations() == []


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize("cell", [None, "竣工图.pdf"])
def test_another_sheet_takes_it_back(form: Form, tmp_path: Path, sql: Sql, cell: str | None) -> None:
    other = [file(tmp_path, cell, b"a drawing")] if cell else []
    take(mail_from(ADDRESS, f"{DAY} 15:00", form({P: 60, E: cell}), *other))
    assert sql.rows(SAID)[0][0] == "taken"
    assert ("IMG_1.jpg", "") in listed()
    assert (reviewed().by_place, len(reviewed().row.evidence)) == ("", len(other))


def test_a_name_that_is_written_in_the_cell_later_is_no_place(form: Form, photo: Path, placed: None) -> None:  # noqa: ARG001
    take(mail_from(ADDRESS, f"{DAY} 15:00", form({P: 60, E: "IMG_1.jpg"}), photo))
    assert ("IMG_1.jpg", "T001") in listed()
    assert reviewed().by_place == ""


def test_the_answer_to_the_receipt_may_bring_it(form: Form, photo: Path, sql: Sql, tmp_path: Path) -> None:
    take(mail_from(ADDRESS, f"{DAY} 10:00", form({P: 60, E: "验收单.pdf"})))
    assert sql.rows(SAID)[0][0] == "returned"
    take(mail_from(ADDRESS, f"{DAY} 11:00", photo, answered=(receipted(sql, tmp_path, f"{DAY} 10:30"),)))
    assert listed() == [("IMG_1.jpg（按位置认定）", "T001")]


def test_the_pictures_of_the_site_are_all_taken(form: Form, photo: Path, sql: Sql, tmp_path: Path) -> None:
    more = [photo, file(tmp_path, "IMG_2.png", b"another one"), file(tmp_path, "名单.pdf", b"of those present")]
    take(mail_from(ADDRESS, f"{DAY} 10:00", form({P: 60, E: "现场照片"}), *more))
    assert sorted(listed()) == [
        ("IMG_1.jpg（按位置认定）", "T001"),
        ("IMG_2.png（按位置认定）", "T001"),
        ("名单.pdf", ""),
    ]
    [(_, sentence)] = sql.rows(SAID)
    assert "按位置认定为“IMG_1.jpg、IMG_2.png”。如果不是，请在2026年4月" in sentence
    assert "作为附件回复本邮件" not in sentence


@pytest.mark.parametrize("cells", [{P: 100}, {P: 99.5, S: "已完成", "说明": "只差盖章"}])
def test_nothing_stands_for_the_evidence_of_a_completion(
    form: Form, photo: Path, sql: Sql, cells: dict[str, Any]
) -> None:
    take(mail_from(ADDRESS, f"{DAY} 10:00", form(cells | {E: "验收单.pdf"}), photo))
    assert sql.rows(SAID)[0][0] == "returned"
    assert "“验收单.pdf”没有随表交来" in str(sql.value(FAULTS))


@pytest.mark.usefixtures("placed")
def test_what_was_placed_proves_no_completion_that_is_declared_later(form: Form, sql: Sql) -> None:
    take(mail_from(ADDRESS, f"{DAY} 15:00", form({P: 100})))
    assert sql.rows(SAID)[0][0] == "returned"
    assert "已完成的目标没有印证材料" in str(sql.value(FAULTS))


def test_nothing_is_placed_in_a_report_with_a_marked_target(form: Form, photo: Path, april: Acting, sql: Sql) -> None:
    april.do("mark_secret", target="T002", marking="工作秘密", reason="涉及未公开规划")
    path = form({P: 60, E: "验收单.pdf"})
    fill_in(path, rows={"T002": {P: None}})
    take(mail_from(ADDRESS, f"{DAY} 10:00", path, photo))
    [fault] = sql.value(FAULTS)
    assert "“验收单.pdf”没有随表交来" in fault["message"]


@pytest.mark.usefixtures("placed")
def test_the_name_of_what_was_placed_is_withheld_when_its_target_is_marked(april: Acting) -> None:
    april.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    assert listed() == [("（已标密）", "T001")]
    assert "IMG_1.jpg" in {text for secret in in_transaction(secrets_of).records for text in secret.texts}


def test_a_report_of_a_month_names_the_day_until_which_it_is_undone(
    form: Form, photo: Path, sql: Sql, violations: Violations
) -> None:
    path = form({P: 60, E: "验收单.pdf"}, "monthly_check", "2026-03")
    take(mail_from(ADDRESS, f"{DAY} 10:00", path, photo))
    assert "请在2026年4月30日前（含当日）把“验收单.pdf”" in sql.rows(SAID)[0][1]
    assert listed() == [("IMG_1.jpg（按位置认定）", "T001")]
    assert violations() == []


def test_after_the_period_closed_it_is_undone_by_a_sheet_only(form: Form, photo: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-06-02 10:00", form({P: 60, E: "验收单.pdf"}), photo))
    assert "。如果不是，请把这一格改写或者清空，再发一次本表。" in sql.rows(SAID)[0][1]


def test_a_file_in_a_folder_is_not_placed(form: Form, photo: Path, april: Acting) -> None:
    [(_, message)] = faults(april, form({P: 60, E: "验收单.pdf"}), photo)
    assert "没有随表交来" in message


@pytest.mark.parametrize(("cell", "outcome"), [("现场照片", "taken"), ("三月.jpg", "returned")])
def test_an_upload_takes_only_the_pictures_of_the_site(
    cloud: Acting, photograph: Photograph, sql: Sql, tmp_path: Path, cell: str, outcome: str
) -> None:
    acting = with_mailbox(cloud).on("2026-03-10")
    acting.do("delegate_upload", target="K001")
    path = sent(acting, tmp_path / "回复表.xlsx", sql.value(UPLOAD))
    fill_in(path, {P: 35, "进展说明": "路基完成", "图片和视频（附件名）": cell})
    take(mail_from(ADDRESS, "2026-03-20 10:00", path, photograph("IMG_1.jpg", 1)))
    assert sql.rows(SAID)[0][0] == outcome
    assert sql.column("SELECT file_name FROM cloud_medium") == (["IMG_1.jpg"] if outcome == "taken" else [])
    assert sql.rows(USES) == []
