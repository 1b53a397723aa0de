"""本人签字: a head reads a result and consents with his own hand; others cannot."""

from __future__ import annotations

import html
from hashlib import sha256
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from deployments.portal.hand import GONE
from deployments.portal.hash_queue import OF_NEW
from models.database import begin
from models.intake.source import describe_author
from models.ledger.target.history import why_target
from tests.deployments.portal.conftest import FROM_HERE, PASSWORD, SITE, Desk, confirmed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql

SIGNED = {"account": "网页账号2", "by_hand": "网页账号2（管理机构经办人开通，管理机构经办人登记回执）"}
READ = "SELECT read_by, read_on::text FROM acknowledgement"


def read(desk: Desk, password: str = PASSWORD, obligation: str = "2-1") -> str:
    answer = desk.post("/head", obligation=obligation, password=password)
    return html.unescape(answer.text) if answer.status_code != 303 else desk.follow(answer)


def test_a_head_reads_a_result_with_his_password(head: Desk, sql: Sql) -> None:
    page = html.unescape(confirmed(head).get("/head").text)
    assert "2026年3月月度检查" in page
    assert "第002厅，2026年3月5日报送" in page
    assert "平均进度50.0%" in page
    page = read(head)
    assert "已登记本人已阅" in page
    assert "没有待阅的结果" in page
    assert sql.rows(READ) == [("第002厅 王强", "2026-03-10")]
    block = "SELECT actor, role, known, source FROM block WHERE act = 'record_read'"
    assert sql.rows(block) == [("第002厅 王强", "head", "signed", SIGNED)]


def test_a_wrong_password_records_nothing_and_after_ten_one_waits_an_hour(head: Desk, sql: Sql) -> None:
    confirmed(head)
    for _ in range(10):
        assert "口令有误，没有办理" in read(head, "wrong-2026")
    assert "口令错的次数已到上限（一小时10次，一天50次），请一小时后再试" in read(head)
    assert sql.rows(READ) == []


def test_strangers_who_fail_at_the_same_address_do_not_hold_up_a_hand(head: Desk, sql: Sql) -> None:
    confirmed(head)
    stranger = Desk(head.acting)
    for _ in range(11):
        told = stranger.sign_in("第002厅/王强", "wrong-2026")
    assert told.status_code == 429

    async def sign_while_others_sign_in() -> int:
        data = {"obligation": "2-1", "password": PASSWORD, "token": head.token}
        transport = httpx.ASGITransport(head.client.app)
        async with OF_NEW, httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            client.cookies = head.client.cookies
            with anyio.fail_after(10):
                return (await client.post("/head", data=data, headers=FROM_HERE)).status_code

    assert anyio.run(sign_while_others_sign_in) == 303
    assert sql.rows(READ) == [("第002厅 王强", "2026-03-10")]


def test_without_the_signed_receipt_of_the_slip_he_does_not_act_by_hand(head: Desk, sql: Sql) -> None:
    assert "须管理机构先登记您签字的开通单回执" in head.get("/head").text
    assert "没有这个网页" in read(head)
    assert sql.rows(READ) == []


def test_a_new_slip_needs_a_new_receipt(head: Desk, sql: Sql) -> None:
    confirmed(head)
    head.acting.on("2026-03-10").do(
        "make_slip", person="D002/王强", code_digest=sha256(b"NEWA2345NEWA6789").hexdigest()
    )
    head.first("NEWA2345NEWA6789")
    head.get("/head")
    assert "没有这个网页" in read(head)
    assert sql.rows(READ) == []


def test_a_result_of_another_department_does_not_exist(head: Desk) -> None:
    head.acting.report("D001", "2026-03", "T001", "T002")
    confirmed(head)
    other, none = (read(head, obligation=number) for number in ("1-1", "9-1"))
    assert GONE in other
    assert other == none


def test_a_result_that_changed_since_he_saw_it_is_not_read(head: Desk, sql: Sql) -> None:
    confirmed(head)
    head.acting.report("D002", "2026-03", "T003", name="amend_report", progress=70)
    assert GONE in read(head)
    assert sql.rows(READ) == []
    assert "已登记本人已阅" in read(head, obligation="2-2")
    assert sql.column("SELECT version FROM acknowledgement") == [2]


LEADER_CODE = "LEAD2345LEAD6789"
CONSENTED = "SELECT state, head_by, leader_by FROM adjustment"


@pytest.fixture
def asked(head: Desk, tmp_path: Path) -> Desk:
    """D002 asks for another day of T003; its leader in charge has an account too, whose slip is signed."""
    (paper := tmp_path / "文件.pdf").write_bytes(b"%PDF-1.4")
    asked = {"target": "T003", "ground": "重大政策", "reason": "工期顺延", "deadline": "2026-11-30"}
    head.acting.office("D002").do("request_adjustment", **asked, evidence=str(paper))
    head.acting.take("contacts", {"部门编码": "D002", "角色": "分管省领导", "姓名": "赵立"})
    head.acting.do("open_account", people=["D002/赵立"], code_digest=sha256(LEADER_CODE.encode()).hexdigest())
    Desk(head.acting).first(LEADER_CODE)
    head.acting.on("2026-03-10").do("confirm_slip", person="D002/赵立")
    return confirmed(head)


def consent(desk: Desk, role: str, password: str = PASSWORD) -> str:
    answer = desk.post("/head", consent=f"{role}-1", password=password)
    return html.unescape(answer.text) if answer.status_code != 303 else desk.follow(answer)


def as_leader(desk: Desk) -> Desk:
    other = Desk(desk.acting)
    other.sign_in("第002厅/赵立")
    other.get("/head")
    return other


def test_head_and_leader_consent_with_their_passwords_one_after_the_other(asked: Desk, sql: Sql) -> None:
    leader = as_leader(asked)
    page = html.unescape(asked.get("/head").text)
    assert "第1次调整" in page
    assert "重大政策，工期顺延。完成时限由" in page
    assert "没有待同意的调整" in leader.get("/head").text
    assert GONE in consent(leader, "leader")
    assert "口令有误" in consent(asked, "head", "wrong-2026")
    assert "已登记本人已阅或者同意" in consent(asked, "head")
    assert GONE in consent(asked, "leader")
    assert "已登记本人已阅或者同意" in consent(leader, "leader")
    assert sql.rows(CONSENTED) == [("leader_consented", "第002厅 王强", "第002厅 赵立")]
    assert sql.column("SELECT source FROM block WHERE act = 'consent_head'") == [SIGNED]
    told = asked.acting  # the proof names who opened the account and who confirmed its slip
    with begin() as session:
        moves = why_target(session, "T003", told.day.year)["adjustments"][0]["history"]
    assert describe_author(moves[1]).endswith("登记回执），本人以口令确认")


def test_a_representative_of_the_head_has_nothing_to_consent_to(asked: Desk, sql: Sql) -> None:
    given = {"department": "D002", "person": "王强", "representative": "李明", "email": "ming@example.org"}
    asked.acting.on("2026-03-10").office("D002").do(
        "appoint_representative", **given, first_day="2026-03-11", last_day="2026-03-20"
    )
    other = Desk(asked.acting).at(10, day=12)
    other.first()
    other.get("/head")
    assert "没有这个网页" in consent(other, "head")
    assert sql.rows(CONSENTED)[0][0] == "requested"


def test_a_form_of_an_ended_session_comes_back_to_its_own_person_to_be_signed(head: Desk, sql: Sql) -> None:
    confirmed(head)
    before = head.token
    head.sign_in("第002厅/王强")
    page = head.follow(head.post("/head", token=before, obligation="2-1", password=PASSWORD))
    assert "原来的登录已经退出，刚才的已阅或者同意没有登记" in page
    assert (sql.rows(READ), 'value="2-1"' in page) == ([], True)
    assert "已登记本人已阅" in read(head)
    gone = head.post("/head", token=before, obligation="2-1", password=PASSWORD)
    assert (gone.status_code, "网页已过期" in gone.text) == (403, True)
