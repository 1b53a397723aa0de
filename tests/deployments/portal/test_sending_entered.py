"""A paper answer of an office is entered by a person of the agency in the form of the duty (A49)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

MARCH = "/duty/2"
PDF = b"%PDF-1.4 signed"
TOLD = {"about.by": "D002/李明", "about.source": "纸质", "about.source_note": "黔建函〔2026〕3号"}
BLOCK = "SELECT actor, role, known, entered_by, source FROM block WHERE act = 'take_answer'"


def enter(desk: Desk, files: object = None, progress: str = "60", **about: str) -> str:
    """Enter the answer for T003, and send it twice; returns the page that comes."""
    given = {**desk.form(MARCH), "T003.progress": progress, "do": "send", **about}
    desk.post(MARCH, files, **given)
    return desk.follow(desk.post(MARCH, files, **given))


def test_the_form_of_the_duty_asks_for_person_and_source(agency: Desk) -> None:
    shown = agency.page(MARCH)
    assert "代部门录入" in shown
    assert "有变动" not in shown
    assert 'name="T003.progress"' in shown
    assert 'name="about.by" value="D002/目标办"' in shown
    for name in ("about.source", "about.source_note", "about.received", "about.page"):
        assert f'name="{name}"' in shown
    assert agency.get(f"{MARCH}/workbook").content[:2] == b"PK"


def test_a_paper_answer_is_claimed_with_the_account_as_operator(agency: Desk, sql: Sql) -> None:
    agency.acting.report("D001", "2026-03", "T001", "T002")
    given = {**TOLD, "about.received": "2026-03-04"}
    shown = enter(agency, [("about.page", ("回函.pdf", PDF, "application/pdf"))], **given)
    assert "已收到。“第002厅”2026-03已填报1项" in shown
    [(actor, role, known, entered, source)] = sql.rows(BLOCK)
    assert (actor, role, known, entered) == ("第002厅 李明", "office", "claimed", "王文（网页账号2）")
    assert {name: source[name] for name in ("means", "note", "received")} == {
        "means": "paper",
        "note": "黔建函〔2026〕3号",
        "received": "2026-03-04",
    }
    assert len(source["page"]) == len("0" * 64)
    read = sql.rows("SELECT known, received_on::text, received_at, file FROM answer")
    assert read == [("claimed", "2026-03-04", None, "管理机构代录")]
    assert sql.rows("SELECT count(*) FROM page_draft") == [(0,)]
    told = "SELECT audience, occasion, payload #>> '{lines,0,by}' FROM notice WHERE kind = 'entered'"
    assert sql.rows(told) == [("office", "2026-03-05", "王文")]
    assert "（经办人代录）：“第002厅”2026-03已填报1项" in agency.page(MARCH)


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"about.by": ""}, '<a href="#about.by">“由谁办理”必填。'),
        ({"about.source": ""}, '<a href="#about.source">“来源”必填。'),
        ({"about.by": "D001/目标办"}, '<a href="#about.by">“D001/目标办”不是这项工作的部门：应为D002/姓名。'),
        ({"about.by": "D002/无名"}, "没有找到“D002/无名”"),
        ({"about.received": "三月三十"}, '<a href="#about.received">“收到日期”'),
        ({"about.received": "2026-03-04", "about.source_note": ""}, "来源须可以核对"),
        ({"progress": "很多"}, '<a href="#T003.progress">进度（%）“很多”应在0到100之间'),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_taken(
    agency: Desk, sql: Sql, about: dict[str, str], words: str
) -> None:
    shown = enter(agency, **{**TOLD, **about})
    assert words in shown
    assert 'value="60"' in shown or "很多" in shown
    assert sql.rows(BLOCK) == []


def test_a_page_that_is_no_page_is_refused_at_its_field(agency: Desk, sql: Sql) -> None:
    given = {**agency.form(MARCH), "T003.progress": "60", "do": "send", **TOLD}
    files = [("about.page", ("回函.txt", b"no paper", "text/plain"))]
    shown = agency.follow(agency.post(MARCH, files, **given))
    assert "不是图片、PDF或OFD" in shown
    assert sql.rows(BLOCK) == []


def test_what_the_agency_types_is_its_own_draft(agency: Desk, signed_in_office: Desk, sql: Sql) -> None:
    agency.post(MARCH, **{**agency.form(MARCH), "T003.progress": "45", "do": "save", **TOLD})
    assert 'value="45"' in agency.page(MARCH)
    assert 'value="45"' not in signed_in_office.page(MARCH)
    assert "有暂存" not in signed_in_office.page("/")
    agency.acting.do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉密")
    assert sql.column("SELECT content ->> 'T003.progress' FROM page_draft") == [None]


def test_a_duty_of_the_agency_has_no_form(agency: Desk, sql: Sql) -> None:
    agency.acting.on("2026-03-05").lists("T003")
    own = sql.value("SELECT o.id FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.is_agency LIMIT 1")
    assert agency.get(f"/duty/{own}").status_code == 404
