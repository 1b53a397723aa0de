"""回复表 that are sent back: fetched, filled in, sent back; refused ones come back red, each is taken once."""

from __future__ import annotations

import html
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from deployments.act_entry import perform_act
from deployments.portal.kept_files import WORKBOOKS_MB
from models.database import begin
from models.disk import MEGABYTE
from models.ledger.answer.content import answer_book
from models.ledger.secrecy.markings import mark_secret
from notifications.documents.answer_sheet import workbook
from tests.answers import fill_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

pytestmark = pytest.mark.process  # what is sent is read in a process with limits
PROGRESS, FILES = "进度（%）", "印证材料（附件名）"
D002 = "SELECT id FROM department WHERE code = 'D002'"
REPORTED = "SELECT progress FROM report_line WHERE progress IS NOT NULL"


def filled(desk: Desk, sql: Sql, place: Path, **cells: Any) -> bytes:
    """The workbook of the office as the page gives it, with these cells of T003."""
    place = place / "回复表.xlsx"
    place.write_bytes(desk.get(f"/workbook/all/{sql.value(D002)}").content)
    return fill_in(place, rows={"T003": {PROGRESS: cells["progress"], FILES: cells.get("files", "")}}).read_bytes()


def send(desk: Desk, book: bytes, *more: Any, request: str = "") -> str:
    given = desk.form("/workbook") | ({"request": request} if request else {})
    files = [("files", ("回复表.xlsx", book, "application/octet-stream")), *more]
    return desk.follow(desk.post("/workbook", files=files, **given))


def test_the_workbook_of_all_duties_is_fetched_filled_in_and_taken_as_signed(
    signed_in: Desk, sql: Sql, tmp_path: Path
) -> None:
    book = filled(signed_in, sql, tmp_path, progress=60, files="现场.jpg")
    assert load_workbook(BytesIO(book)).sheetnames[1:] == ["2026年3月月度检查", "联络员变更和委托"]
    page = send(signed_in, book, ("files", ("现场.jpg", b"\xff\xd8\xff" + b"0" * 90, "image/jpeg")))
    assert "“第002厅”2026-03已填报1项" in page
    assert sql.column(REPORTED) == [60]
    assert sql.column("SELECT file_name FROM evidence_use") == ["现场.jpg"]
    block = "SELECT actor, role, known, source FROM block WHERE act = 'take_answer'"
    assert sql.rows(block) == [("第002厅 李明", "office", "signed", {"account": "网页账号1"})]


def test_a_refused_workbook_comes_back_red_and_only_to_its_sender(signed_in: Desk, sql: Sql, tmp_path: Path) -> None:
    page = send(signed_in, filled(signed_in, sql, tmp_path, progress=400), request="once")
    assert "没有收取，请改正后再发" in page
    assert "进度（%）“400”应在0到100之间" in page
    red: Any = load_workbook(BytesIO(signed_in.get("/workbook/red/once/0").content)).worksheets[1]
    assert [cell.comment.text for row in red for cell in row if cell.comment and "400" in cell.comment.text]
    assert sql.column(REPORTED) == []
    for number in ("1", "9" * 400):
        assert signed_in.get(f"/workbook/red/once/{number}").status_code == 404


def test_a_returned_workbook_and_what_was_told_of_it_go_when_a_target_is_marked(
    signed_in: Desk, sql: Sql, tmp_path: Path
) -> None:
    send(signed_in, filled(signed_in, sql, tmp_path, progress=400), request="once")
    perform_act(mark_secret, {"target": "T003", "year": 2026, "marking": "工作秘密", "reason": "涉密"})
    assert signed_in.get("/workbook/red/once/0").status_code == 404
    assert "没有收取" not in signed_in.page("/workbook?of=once")


def test_a_file_may_have_any_name(signed_in: Desk, sql: Sql, tmp_path: Path) -> None:
    book = filled(signed_in, sql, tmp_path, progress=60, files="read")
    assert "“第002厅”2026-03已填报1项" in send(signed_in, book, ("files", ("read", b"%PDF-1.4", "application/pdf")))
    assert sql.column("SELECT file_name FROM evidence_use") == ["read"]


def test_a_request_that_was_sent_does_nothing_again_nor_do_the_same_bytes(
    signed_in: Desk, sql: Sql, tmp_path: Path
) -> None:
    book = filled(signed_in, sql, tmp_path, progress=60)
    for content in (book, b"another"):
        assert "“第002厅”2026-03已填报1项" in send(signed_in, content, request="once")
    assert "此前已于2026年3月5日收取" in send(signed_in, book)
    assert sql.column(REPORTED) == [60]


def test_the_workbook_of_another_office_is_as_one_that_never_was(signed_in: Desk, sql: Sql, tmp_path: Path) -> None:
    other = tmp_path / "其他.xlsx"
    with begin() as session:
        other.write_bytes(workbook(answer_book(session, [1], signed_in.acting.day)))
    page = send(signed_in, fill_in(other, rows={"T001": {PROGRESS: 60}}).read_bytes())
    assert "不是本系统发出的，或者被改动过" in page
    assert sql.column(REPORTED) == []


def test_a_file_that_is_no_workbook_is_said_and_nothing_is_taken(signed_in: Desk) -> None:
    files = [("files", ("现场.heic", b"\x00\x00\x00\x18ftypheic" + b"0" * 90, "image/jpeg"))]
    answer = signed_in.post("/workbook", files=files, **signed_in.form("/workbook"))
    assert "是HEIC图片" in html.unescape(signed_in.follow(answer))
    assert "“回复表.xlsx”的内容不是Excel工作簿" in send(signed_in, b"no workbook")
    assert "合计超过20MB" in send(signed_in, b"PK\x03\x04" + bytes(WORKBOOKS_MB * MEGABYTE))
