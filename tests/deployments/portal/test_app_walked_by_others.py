"""The agency, a head and a workbook walk through the page in a real browser, with what `walked` forbids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.answers import fill_in
from tests.deployments.browser import browser
from tests.deployments.portal.conftest import CODE, PASSWORD, Desk, confirmed
from tests.deployments.portal.site import Walk, walked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql

pytestmark = [pytest.mark.process, pytest.mark.exhaustive]

SEND = 'button[value="send"]:not(.first)'
FIRST_ROWS = "[...document.querySelectorAll('tbody tr')].slice(0, 3).map(row => row.innerText)"
READ = "SELECT read_by FROM acknowledgement"
REPORTED = "SELECT progress FROM report_line WHERE progress IS NOT NULL"


def test_the_agency_finds_who_is_late_records_a_call_and_enters_a_paper_answer(
    agency: Desk, tmp_path: Path, sql: Sql
) -> None:
    agency.acting.take("departments", {"编码": "D003", "名称": "第003厅", "目标办邮箱": "d003@example.org"})
    agency.acting.on("2026-04-01").system.open("quarterly_meeting", "2026Q1")
    for day in ("2026-04-01", "2026-04-29"):
        agency.acting.on(day).system.do("propose_urgings")
    agency.at(10, day=29, month=4)
    with walked(agency, tmp_path / "browser") as walk:
        walk.at("/day")
        walk.sign_in("AGENCY/王文")
        walk.at("/board")
        latest = walk.page.run(FIRST_ROWS)
        assert [each.split("\t")[0] for each in latest] == ["第001厅", "第002厅", "第003厅"]
        assert all("逾期" in each for each in latest)
        walk.at("/day")
        walk.page.click('a[href*="/act/register_urging"]')
        assert "没有办理，1处须改正" in walk.send(SEND)
        assert "已办理" in walk.send(SEND, outcome="李明接听，周五前报送")
        assert sql.column("SELECT outcome FROM urging WHERE state = 'done'") == ["李明接听，周五前报送"]
        walk.at("/act/submit_report")
        lines = json.dumps([{"target": "T003", "progress": "50", "remark": "正在建设"}])
        told = {"about.by": "D002/李明", "about.received": "2026-04-28", "about.source_note": "李明送达"}
        walk.send(SEND, department="D002", period="2026-03", lines=lines, **told, **{"about.source": "纸质"})
        assert "已办理" in walk.page.text()
    assert sql.rows("SELECT known, entered_by, source ->> 'note' FROM block WHERE act = 'submit_report'") == [
        ("claimed", "王文（网页账号2）", "李明送达")
    ]


def test_a_head_reads_and_consents_and_a_representative_cannot(head: Desk, tmp_path: Path, sql: Sql) -> None:
    (paper := tmp_path / "文件.pdf").write_bytes(b"%PDF-1.4")
    asked = {"target": "T003", "ground": "重大政策", "reason": "工期顺延", "deadline": "2026-11-30"}
    office = head.acting.office("D002")
    office.do("request_adjustment", **asked, evidence=str(paper))
    confirmed(head)
    given = {"department": "D002", "person": "王强", "representative": "李明", "email": "ming@example.org"}
    office.on("2026-03-10").do("appoint_representative", **given, first_day="2026-03-11", last_day="2026-03-20")
    head.at(10, day=12)
    with walked(head, tmp_path / "browser") as walk:
        walk.at("/first?next=/head")
        stand_in = walk.first(CODE)
        assert "没有待阅的结果" in stand_in
        assert "没有待同意的调整" in stand_in
        assert walk.page.run("document.querySelector('main form')") is None
        with browser(tmp_path / "head") as page:
            own = Walk(walk.site, page)
            own.at("/in?next=/head")
            assert "2026年3月月度检查" in own.sign_in("第002厅/王强")
            assert "口令有误" in own.send("main section:has([name=obligation]) button", password="wrong-2026")  # noqa: S106
            assert "已登记本人已阅" in own.send("main section:has([name=obligation]) button", password=PASSWORD)
            assert "已登记本人已阅或者同意" in own.send("main section:has([name=consent]) button", password=PASSWORD)
            assert (page.complaints, page.hosts()) == ([], {walk.site.url.partition("//")[2]})
    assert sql.column(READ) == ["第002厅 王强"]
    assert sql.rows("SELECT state, head_by FROM adjustment") == [("head_consented", "第002厅 王强")]


def test_a_workbook_is_fetched_comes_back_red_is_mended_and_taken(desk: Desk, tmp_path: Path, sql: Sql) -> None:
    with walked(desk, tmp_path / "browser") as walk:
        walk.at("/first?next=/workbook")
        walk.first(CODE)
        book = fetched(walk, 'a[href*="/workbook/all/"]', tmp_path / "fetched")
        send(walk, fill_in(book, rows={"T003": {"进度（%）": 400}}))
        assert "进度（%）“400”应在0到100之间" in walk.page.text()
        assert walk.page.run("document.activeElement.id") == "faults"
        red = fetched(walk, 'a[href*="/workbook/red/"]', tmp_path / "red")
        assert sql.column(REPORTED) == []
        send(walk, fill_in(red, rows={"T003": {"进度（%）": 60}}))
        assert "“第002厅”2026-03已填报1项" in walk.page.text()
    assert sql.column(REPORTED) == [60]


def fetched(walk: Walk, link: str, folder: Path) -> Path:
    """The file that a link gives, as the browser keeps it."""
    folder.mkdir()
    walk.page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    walk.page.run(f"document.querySelector({json.dumps(link)}).click()")
    found: list[Path] = []
    while not found:
        walk.page.run("new Promise(done => setTimeout(done, 100))")
        found = [each for each in folder.iterdir() if each.suffix == ".xlsx"]
    return found[0]


def send(walk: Walk, book: Path) -> None:
    walk.page.choose("files", book)
    walk.page.click("main form button")
