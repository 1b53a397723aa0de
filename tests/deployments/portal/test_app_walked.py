"""People walk through the page in a real browser; it says nothing on its console and asks no other host."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from tests.acting import SEEN_THERE
from tests.deployments.browser import browser
from tests.deployments.portal.conftest import CODE, PASSWORD, Desk
from tests.deployments.portal.site import Walk, walked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Photograph, Sql

pytestmark = pytest.mark.process

MARCH = "/duty/2"
SEND, SAVE = 'button[value="send"]:not(.first)', 'button[value="save"]'


@pytest.fixture
def walk(desk: Desk, tmp_path: Path) -> Iterator[Walk]:
    with walked(desk, tmp_path / "browser") as person:
        yield person


def answer_a_month(walk: Walk, sql: Sql) -> None:
    """By the address of the duty to the slip, a wrong number, its correction, and the receipt."""
    walk.at(MARCH)
    assert walk.place == "/in"
    walk.page.click('a[href*="/first"]')
    walk.first()
    assert walk.place == MARCH
    faulty = walk.send(SEND, **{"T003.progress": "很多", "T003.remark": "正在建设"})
    assert "没有提交，1处须改正" in faulty
    assert "进度（%）“很多”应在0到100之间" in faulty
    assert sql.value("SELECT count(*) FROM report") == 0
    taken = walk.send(SEND, **{"T003.progress": "60"})
    assert "已收到。“第002厅”2026-03已填报1项" in taken
    assert sql.rows("SELECT progress, remark FROM report_line WHERE progress IS NOT NULL") == [(60, "正在建设")]
    assert "未办0项" in walk.at("/")


def test_an_office_answers_a_month_on_a_telephone(walk: Walk, sql: Sql) -> None:
    answer_a_month(walk, sql)


@pytest.mark.exhaustive
def test_an_office_answers_a_month_without_script(walk: Walk, sql: Sql) -> None:
    walk.page.without_script()
    answer_a_month(walk, sql)


SECOND = "BCDE2345EFGH6789"


def give_account(desk: Desk, code: str, role: str, person: str) -> str:
    """An account with an unused slip; returns its code."""
    slip = f"{person}2345EFGH6789".encode().hex().upper()[:16].replace("0", "A").replace("1", "B")
    desk.acting.take("contacts", {"部门编码": code, "角色": role, "姓名": person, "邮箱": "x@example.org"})
    desk.acting.do("open_account", people=[f"{code}/{person}"], code_digest=sha256(slip.encode()).hexdigest())
    return slip


@pytest.mark.exhaustive
def test_an_entry_is_contested_with_a_photograph_remedied_and_fed_back(
    walk: Walk, sql: Sql, photograph: Photograph
) -> None:
    may = walk.site.desk.acting.on("2026-03-05")
    may.lists("T003")
    may.do("set_limit", target="T003", limit="2026-06-30")
    walk.at("/first")
    walk.first()
    walk.page.click('.duties a[href*="/duty/"]:not([href$="/2"])')
    walk.page.choose("evidence", photograph("现场.jpg", 3))
    assert "没有提交" in walk.send(SEND, ground="另有34公里已完工", completed_on="2026年13月")
    assert "现场.jpg（" in walk.page.text()
    assert "已对“目标T003”提出申诉" in walk.send(SEND, completed_on="")
    assert sql.column("SELECT file_name FROM exhibit WHERE record = 'appeal'") == ["现场.jpg"]
    may.on("2026-03-09").do("refuse_appeal", target="T003", reason="与认定无关")
    walk.site.desk.at(10, day=10)
    walk.at("/")
    assert walk.place == "/in"
    walk.sign_in()
    walk.page.click('.duties a[href*="/duty/"]:not([href$="/2"])')
    assert "已申报完成" in walk.send(SEND, measures="增加两个施工班组", completed_on="2026-03-09")
    walk.at("/")
    walk.page.click('.duties a[href*="/duty/"]:not([href$="/2"])')
    assert "已收到" in walk.send(SEND, feedback="全部完工，已通车")
    assert sql.column("SELECT state FROM obligation WHERE kind IN ('remediation', 'feedback')") == ["discharged"] * 2


@pytest.mark.exhaustive
def test_two_people_edit_one_report_and_neither_overwrites_the_other(walk: Walk, sql: Sql, tmp_path: Path) -> None:
    slip = give_account(walk.site.desk, "D002", "目标办主任", "周立")
    with browser(tmp_path / "another") as page:
        other = Walk(walk.site, page)
        for each, code in ((walk, CODE), (other, slip)):
            each.at(f"/first?next={MARCH}")
            each.first(code)
        other.send(SAVE, **{"T003.progress": "50"})
        said = walk.send(SAVE, **{"T003.progress": "45"})
        assert "周立也于10:00作了暂存，您的内容另行保存，没有采用" in said
        assert walk.page.run("document.activeElement.id") == "faults"
        assert sql.value("SELECT content ->> 'T003.progress' FROM page_draft WHERE account_id IS NULL") == "50"
        assert "已收到" in walk.send(SEND)
        late = other.send(SEND, **{"T003.progress": "55"})
        assert "暂存已经提交或者删除，您的内容另行保存，没有提交" in late
        assert page.run("document.getElementsByName('T003.progress')[0].value") == "55"
    assert sql.column("SELECT progress FROM report_line WHERE progress IS NOT NULL") == [45]


@pytest.mark.exhaustive
def test_a_session_that_ends_while_one_types_loses_nothing(walk: Walk, sql: Sql) -> None:
    walk.at(f"/first?next={MARCH}")
    walk.first()
    walk.page.fill("T003.progress", "45")
    walk.page.wait_until("document.getElementById('saved').textContent.startsWith('已暂存')")
    walk.site.desk.at(10, 40)
    walk.page.fill("T003.remark", "正在建设")
    walk.page.wait_until("document.getElementById('saved').textContent == '没有暂存，请勿关闭网页'")
    walk.page.click(SEND)
    assert walk.place == "/in"
    kept = sql.rows("SELECT account_id IS NULL, content ->> 'T003.remark' FROM page_draft ORDER BY 1")
    assert kept == [(False, "正在建设"), (True, None)]
    walk.sign_in()
    assert walk.place == MARCH
    assert "已收到" in walk.send(SEND)
    assert sql.rows("SELECT progress, remark FROM report_line WHERE progress IS NOT NULL") == [(45, "正在建设")]


@pytest.mark.exhaustive
def test_what_changes_between_opening_and_sending_is_said(walk: Walk, sql: Sql) -> None:
    walk.at(f"/first?next={MARCH}")
    walk.first()
    acting = walk.site.desk.acting
    office = acting.office("D002")
    why: dict[str, Any] = {"ground": "不可抗力", "reason": "洪涝停工", "evidence": [str(SEEN_THERE)]}
    office.do("request_adjustment", target="T003", deadline="2026-11-30", unit="座", **why)
    for who, name in (("head", "钱七"), ("leader", "孙八")):
        consent = {"consented_on": "2026-03-05", "number": "签1号", "consented_by": name}
        office.do(f"consent_{who}", target="T003", **consent)
    office.do("file_adjustment", target="T003")
    assert "已收到" in walk.send(SEND, **{"T003.progress": "45"})  # the check keeps the requirement that it asked about
    acting.lists("T003")
    acting.do("set_limit", target="T003", limit="2026-06-30")
    walk.at("/")
    walk.page.click('.duties a[href*="/duty/"]:not([href$="/2"])')
    acting.do(
        "extend_limit",
        target="T003",
        limit="2026-07-31",
        reason="汛期停工",
        number="黔目标〔2026〕9号",
        dated="2026-03-05",
    )
    said = walk.send(SEND, measures="增加两个施工班组", completed_on="2026-03-05")
    assert "打开网页以后本事项有变动，已换成最新的内容，请核对后再提交一次" in said
    assert walk.page.run("document.getElementsByName('measures')[0].value") == "增加两个施工班组"
    assert "已申报完成" in walk.send(SEND)
    assert sql.column("SELECT state FROM obligation WHERE kind = 'remediation'") == ["discharged"]


@pytest.mark.exhaustive
def test_what_is_not_ones_own_is_not_there_and_sessions_end_at_once(walk: Walk, sql: Sql, tmp_path: Path) -> None:
    walk.at("/first")
    walk.first()
    assert "没有这个网页" in walk.at("/duty/1")
    with browser(tmp_path / "another") as page:
        other = Walk(walk.site, page)
        other.at("/in")
        for _ in range(5):
            assert "姓名或者口令有误" in other.send(name="第002厅/李明", password="wrong-2026")  # noqa: S106
        other.send(name="第002厅/李明", password=PASSWORD)
        assert other.place == "/"
        walk.at("/")
        walk.page.click('button[name="everywhere"]')
        other.at("/")
        assert other.place == "/in"
        other.sign_in()
        sql("UPDATE contact SET valid_to = '2026-03-04' WHERE name = '李明'")
        other.at("/")
        assert other.place == "/in"
        assert "您今天不是任何部门的联系人" in other.sign_in()
        assert page.complaints == []
