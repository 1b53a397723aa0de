"""The agency's pages: its day, the 总表, the 名册; others see a 404."""

from __future__ import annotations

import html
import re
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from deployments.cli import LISTINGS
from deployments.listings.leader_ratings import LISTING as RATINGS
from deployments.portal.agency import PAGES_OF, listing_named
from tests.deployments.portal.conftest import Desk
from tests.models.ledger.conftest import CLOUD

if TYPE_CHECKING:
    from tests.conftest import Make, Sql


def page(desk: Desk, path: str) -> str:
    return html.unescape(desk.get(path).text)


def test_the_agency_begins_with_its_day(agency: Desk, sql: Sql) -> None:
    assert agency.get("/").headers["location"] == "/day"
    agency.at(10, day=31)
    name = sql.value("SELECT name FROM department WHERE is_agency")
    agency.sign_in(f"{name}/王文")
    shown = page(agency, "/day")
    assert "5个工作日内到期的事项：2项" in shown
    assert "2026年3月月度检查" in shown


def test_the_board_shows_every_office_with_sign_and_word(agency: Desk) -> None:
    agency.acting.report("D002", "2026-03", "T003")
    shown = page(agency, "/board")
    assert '<td class="cell done"><a href="/duty/2">✓ 按时办结</a></td>' in shown
    assert '<th scope="row"><a href="/unit/D001">第001厅</a></th>' in shown
    assert shown.index("第001厅") < shown.index("第002厅")
    assert '<a href="/duty/1">2026年3月月度检查</a>' in page(agency, "/unit/D001")
    assert "按名册顺序" in shown
    assert "先列逾期最多的" in page(agency, "/board?order=roster&page=x")


def test_the_board_shows_a_hundred_offices_a_page_and_the_figures_of_all(
    agency: Desk, sql: Sql, departments: Make
) -> None:
    codes = departments(100)
    name = sql.value("SELECT name FROM department WHERE is_agency")
    agency.at(10, day=6, month=4).sign_in(f"{name}/王文")
    first, second = (page(agency, f"/board?order=roster&page={number}") for number in (1, 2))
    assert [each.count('<th scope="row">') for each in (first, second)] == [100, 2]
    assert [each.count("✕ 逾期未办</a></td>") for each in (first, second)] == [2, 0]
    assert second.count('<td class="cell none">－ 不需办</td>') == 2
    assert f'<a href="/unit/{codes[-1]}">' in second
    assert all("102个部门。逾期未办<strong>2</strong>项，涉及2个部门" in each for each in (first, second))
    assert '<a href="?order=roster&page=2" aria-current="page">第2页</a>' in second


def test_the_board_is_a_workbook_too(agency: Desk) -> None:
    assert '<a href="/board/workbook?order=roster">' in page(agency, "/board?order=roster")
    sheet = load_workbook(BytesIO(agency.get("/board/workbook").content)).worksheets[0]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert ["部门", "逾期", "本周到期", "本周办结", "2026年3月月度检查"] in rows
    assert ["第002厅", 0, 0, 0, "○ 未到期"] in rows


@pytest.mark.parametrize("name", PAGES_OF)
def test_each_listing_is_a_page_and_a_workbook(agency: Desk, name: str) -> None:
    shown, listing = page(agency, f"/list/{name}"), listing_named(name)
    assert f"<h1>{listing.title}</h1>" in shown
    assert "<table>" in shown or "没有" in shown or "未收到" in shown
    sheet = load_workbook(BytesIO(agency.get(f"/list/{name}/workbook").content)).worksheets[0]
    assert listing.titles[0] in [cell.value for row in sheet.iter_rows() for cell in row]
    assert f"/list/{name}" in page(agency, "/list")


def test_a_listing_is_narrowed_and_a_wrong_filter_is_said(agency: Desk) -> None:
    assert "共1项" in page(agency, "/list/targets?department=D002")
    assert "T001" not in page(agency, "/list/targets?department=D002")
    assert "部门“无名”不在部门名单中" in page(agency, "/list/targets?department=无名")
    assert "共3项" in page(agency, "/list/targets?year=x")


def test_a_listing_shows_a_hundred_rows_a_page(agency: Desk, sql: Sql) -> None:
    agency.acting.take("targets", *({**CLOUD, "编号": f"N{n:03}", "责任部门": "D002"} for n in range(230)))
    first, third = (page(agency, f"/list/targets?department=D002{more}") for more in ("", "&page=3"))
    assert sql.value("SELECT count(*) FROM target") == 233
    assert "共231项" in first
    assert "共231项" in third
    assert (first.count("<tr><td>"), third.count("<tr><td>")) == (100, 31)
    assert '<a href="?department=D002&page=3" aria-current="page">第3页</a>' in third
    assert page(agency, "/list/targets?department=D002&page=4") == third
    assert 'aria-current="page">第1页' in page(agency, "/list/targets?page=x&run=1")
    assert 'href="/list/targets/workbook?department=D002"' in third
    sheet = load_workbook(BytesIO(agency.get("/list/targets/workbook?department=D002").content)).worksheets[0]
    assert sum(str(row[0]).startswith("N") for row in sheet.iter_rows(values_only=True)) == 230


def test_what_no_page_shows_does_not_exist(agency: Desk) -> None:
    assert RATINGS.name in LISTINGS
    assert RATINGS.name not in PAGES_OF
    assert agency.get(f"/list/{RATINGS.name}").status_code == 404


FIGURES = {
    "应办未办": """SELECT count(*) FROM obligation o JOIN department d ON d.id = o.owed_by
        JOIN deadline x ON x.id = o.deadline_id WHERE d.code = 'D002' AND o.state = 'open' AND x.due < '2026-04-06'""",
    "没有人看过的目标": """SELECT count(*) FROM target_department k JOIN department d ON d.id = k.department_id
        WHERE d.code = 'D002' AND k.position = 0""",
    "没有季度自查的季度": "SELECT 1",
}


@pytest.mark.parametrize("fact", FIGURES)
def test_the_head_of_the_agency_opens_a_figure_and_counts_its_rows(agency: Desk, sql: Sql, fact: str) -> None:
    code, name = sql.rows("SELECT code, name FROM department WHERE is_agency")[0]
    agency.acting.take("contacts", {"部门编码": code, "角色": "主要领导", "姓名": "周正", "邮箱": "z@example.org"})
    agency.acting.do("open_account", people=[f"{code}/周正"], code_digest=sha256(b"HEADHEAD23456789").hexdigest())
    head = Desk(agency.acting)
    head.first("HEADHEAD23456789")
    head.at(10, day=6, month=4).sign_in(f"{name}/周正")
    whose = code if "季度" in fact else "D002"  # quarters are the agency's own
    shown = page(head, f"/list/facts?year=2026&department={whose}&fact={fact}")
    row = re.search(rf"<td>{fact}</td>\s*<td[^>]*>(\d+)</td>", shown)
    link = re.search(r'href="(/list/fact-rows[^"]*)"', shown)
    assert row
    assert link
    assert f"共{row[1]}项" in page(head, link[1])
    assert int(row[1]) == sql.value(FIGURES[fact])
