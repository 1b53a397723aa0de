"""The agency's sheets at the page: fetched, filled in, sent back; a refused one comes back red."""

from __future__ import annotations

import html
import tracemalloc
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from deployments.commands.import_sheets import TITLES
from deployments.portal.kept_files import WORKBOOKS_MB
from deployments.portal.sheet import OF_VOTES, SHEETS_HERE
from deployments.portal.sheet_sent import CHOOSE
from models.disk import MEGABYTE
from models.intake.sheet.marked_sheet import RED
from tests.models.intake.mail.mails import swollen
from tests.surveys import commission, edited, filled_survey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

pytestmark = pytest.mark.process  # what is sent is read in a process with limits
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filled(desk: Desk, **cells: str) -> bytes:
    """The sheet of inspectors as it is fetched, with one more row."""
    book = load_workbook(BytesIO(desk.get("/sheet/inspectors/workbook").content))
    page: Any = book.worksheets[0]
    header = next(row for row in page.iter_rows() if "姓名" in [str(cell.value).strip("*") for cell in row])
    titles = {str(cell.value).strip("*"): cell.column for cell in header if cell.value}
    at = max(row[0].row for row in page.iter_rows() if any(cell.value for cell in row)) + 1
    for title, value in cells.items():
        page.cell(at, titles[title]).value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(desk: Desk, content: bytes, kind: str = "inspectors", **more: str) -> str:
    given = desk.form(f"/sheet/{kind}") | more
    files = [("files", ("核查人员.xlsx", content, XLSX))]
    first, again = (desk.post(f"/sheet/{kind}", files, **given) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    return desk.follow(again)


def test_the_result_of_a_sheet_is_shown_on_its_own_page_only(agency: Desk) -> None:
    given = agency.form("/sheet/inspectors") | {"request": "once"}
    files = [("files", ("核查人员.xlsx", b"no workbook", XLSX))]
    assert "内容不是Excel工作簿" in agency.follow(agency.post("/sheet/inspectors", files, **given))
    for place in ("/workbook", "/sheet/contacts"):
        assert "内容不是Excel工作簿" not in agency.page(f"{place}?of=once")
    assert "没有收取" in agency.follow(agency.post("/workbook", files, **given))


def test_a_sheet_is_fetched_filled_in_and_done_once(agency: Desk, sql: Sql) -> None:
    shown = send(agency, filled(agency, 姓名="王文", 职务="科长"))
    assert 'class="done"' in shown
    assert sql.column("SELECT name FROM inspector") == ["王文"]
    block = "SELECT known, entered_by FROM block WHERE act = 'import_inspectors'"
    assert sql.rows(block) == [("operator", "王文（网页账号2）")]


def test_a_refused_sheet_comes_back_red(agency: Desk, sql: Sql) -> None:
    shown = send(agency, filled(agency, 姓名="王文", 生效日期="二月三十日"))
    assert "没有办理，请改正后再发" in shown
    assert sql.value("SELECT count(*) FROM inspector") == 0
    red = shown.partition('href="/workbook/red/')[2].partition('"')[0]
    book = load_workbook(BytesIO(agency.get(f"/workbook/red/{red}").content))
    fills = {cell.fill.fgColor.rgb for row in book.worksheets[0].iter_rows() for cell in row}
    assert RED.fgColor.rgb in fills


def test_what_is_no_sheet_is_refused_in_words(agency: Desk) -> None:
    assert CHOOSE in agency.follow(agency.post("/sheet/inspectors", **agency.form("/sheet/inspectors")))
    assert "没有办理" in send(agency, b"PK no workbook")


def test_a_sheet_that_is_too_large_packed_or_unpacked_is_not_read(agency: Desk) -> None:
    assert "合计超过20MB" in send(agency, b"PK\x03\x04" + bytes(WORKBOOKS_MB * MEGABYTE))
    bomb = BytesIO(filled(agency, 姓名="王文"))
    with ZipFile(bomb, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/1.xml", bytes(101_000_000))
    assert "解压后过大" in send(agency, bomb.getvalue())


def test_a_bomb_ends_with_its_sentence_and_the_page_keeps_its_memory(agency: Desk) -> None:
    bomb = swollen(filled(agency, 姓名="王文"))
    tracemalloc.start()
    try:
        assert "读取需要的内存过多" in send(agency, bomb)
        assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("kind", "asked"), [("survey-results", True), ("approvals", True), ("inspectors", False), ("contacts", False)]
)
def test_rows_without_a_check_code_may_be_confirmed_where_they_are_known_by_their_key(
    agency: Desk, kind: str, *, asked: bool
) -> None:
    assert ('name="match_rows"' in agency.page(f"/sheet/{kind}")) is asked


def test_a_sheet_without_its_check_codes_is_asked_about_and_taken_with_the_box(
    agency: Desk, sql: Sql, tmp_path: Path
) -> None:
    (tmp_path / "合同.pdf").write_bytes(b"contract")
    commission(agency.acting, str(tmp_path / "合同.pdf"), dated="2026-03-02")
    content = edited(filled_survey(tmp_path), lambda sheet: sheet.delete_cols(21)).read_bytes()
    told = html.unescape(send(agency, content, "survey-results"))
    assert "：执行能力填为“调查100、作答80、不满意4”" in told
    assert "列出的差异已核对无误（--match-rows）" in told
    assert sql.value("SELECT count(*) FROM survey_return") == 0
    assert "的结果已收回" in send(agency, content, "survey-results", match_rows="1")


@pytest.mark.parametrize(("kind", "status"), [("reviews", 404), ("urgings", 200), ("contacts", 200)])
def test_each_sheet_has_its_page(agency: Desk, kind: str, status: int) -> None:
    shown = html.unescape(agency.get(f"/sheet/{kind}").text)
    assert f"<h1>{SHEETS_HERE[kind]}</h1>" in shown
    assert agency.get(f"/sheet/{kind}/workbook").status_code == status
    assert f'href="/sheet/{kind}"' in agency.get("/act").text


@pytest.mark.parametrize("kind", ["calendar", "answers", *OF_VOTES])
def test_what_is_no_sheet_of_the_page_does_not_exist(agency: Desk, kind: str) -> None:
    assert [agency.get(f"/sheet/{kind}{more}").status_code for more in ("", "/workbook")] == [404, 404]
    assert kind in TITLES
