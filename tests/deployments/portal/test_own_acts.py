"""本单位: an office requests, files and withdraws what is its own at the page, in its own name, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from deployments.portal.act_trying import MARKED
from deployments.portal.own_acts import OF_OFFICES
from models.ledger.answer.objecting import object_to_entered
from models.ledger.target.adjustment import request_adjustment, withdraw_adjustment
from tests.deployments.portal.test_visit_several_roles import person

if TYPE_CHECKING:
    from models.ledger.acts import Act
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

OBJECT = object_to_entered.name
REQUEST, WITHDRAW = request_adjustment.name, withdraw_adjustment.name
ASKED = {
    "target": "T003",
    "year": "2026",
    "ground": "重大政策",
    "reason": "上级文件调整",
    "requirement": "建成三处",
}
PAPER = {"evidence": ("文件.pdf", b"%PDF-1.7 x", "application/pdf")}
TOLD = "SELECT act, role, known, actor FROM block WHERE act LIKE '%adjustment' ORDER BY act_id"


def test_an_office_requests_an_adjustment_and_withdraws_it_in_its_own_name(signed_in: Desk, sql: Sql) -> None:
    assert f'<a href="/act/{REQUEST}">申请目标调整</a>' in signed_in.page("/unit/D002")
    assert "由谁办理" not in signed_in.page(f"/act/{REQUEST}")
    assert "没有办理" in signed_in.act(REQUEST, PAPER, **{**ASKED, "reason": ""})
    assert "已办理" in signed_in.act(REQUEST, PAPER, **ASKED)
    assert "已办理" in signed_in.act(WITHDRAW, target="T003", reason="上级文件撤销")
    assert sql.rows(TOLD) == [(name, "office", "signed", "第002厅 李明") for name in (REQUEST, WITHDRAW)]
    assert sql.value("SELECT count(*) FROM page_draft") == 0


def said_of(office: Desk, target: str) -> list[str]:
    """What the form says is wrong, without the number that was typed."""
    shown = office.act(REQUEST, PAPER, **{**ASKED, "target": target}).replace(target, "?")
    return re.findall(r'<p class="fault" id="target-fault">(.*?)</p>', shown)


def test_what_is_of_another_office_is_refused_and_what_is_the_agencys_is_not_there(signed_in: Desk, sql: Sql) -> None:
    assert said_of(signed_in, "T001") == said_of(signed_in, "T999") == ["本单位牵头的目标中没有“?”，请核对编号和年度。"]
    assert sql.rows(TOLD) == []
    shown = signed_in.act(WITHDRAW, target="T003", reason="无") + signed_in.act(
        "withdraw_innovation", project="2026-9", reason="无"
    )
    assert "没有申请过调整" in shown
    assert not [word for word in ("mubiao", f"（{REQUEST}）", " --") if word in shown]
    for place in ("/act/set_limit", "/act/return_adjustment", "/act/call_innovation", "/act"):
        assert signed_in.get(place).status_code == 404


def test_a_marked_target_of_another_office_is_as_one_that_never_was(signed_in: Desk) -> None:
    signed_in.acting.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉密")
    assert said_of(signed_in, "T001") == said_of(signed_in, "T999") != []
    told = [signed_in.act(WITHDRAW, target="T003", reason=number) for number in ("T001", "T999")]
    assert MARKED not in told[0] + told[1]


def test_a_marked_target_is_not_adjusted_at_the_page(signed_in: Desk, sql: Sql) -> None:
    signed_in.acting.do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉密")
    assert "标有密级" in signed_in.act(REQUEST, PAPER, **ASKED)
    assert sql.rows(TOLD) == []
    assert sql.value("SELECT count(*) FROM page_draft WHERE content::text LIKE '%T003%'") == 0


@pytest.mark.parametrize("act", OF_OFFICES, ids=lambda act: act.name)
def test_a_person_of_the_agency_has_the_form_of_the_agency(agency: Desk, act: Act[Any]) -> None:
    assert "由谁办理" in agency.page(f"/act/{act.name}")


def test_a_person_of_two_offices_acts_for_that_of_the_target(desk: Desk, sql: Sql) -> None:
    many = person(desk, "何平", ("D001", "联络员"), ("D002", "联络员"))
    assert "已办理" in many.act(REQUEST, PAPER, **ASKED)
    assert sql.rows(TOLD) == [(REQUEST, "office", "signed", "第002厅 何平")]


def test_a_person_of_two_offices_applies_and_withdraws_for_that_of_the_project(desk: Desk, sql: Sql) -> None:
    many, acting = person(desk, "何平", ("D001", "联络员"), ("D002", "联络员")), desk.acting
    acting.take("departments", {"编码": "D002", "名称": "第002厅", "管理类别": "直接管理"})
    paper = {"number": "黔目标办〔2026〕4号", "dated": "2026-03-04"}
    days = {"opens_on": "2026-03-05", "closes_on": "2026-03-30"}
    acting.on("2026-03-05").do("call_innovation", year=2026, **days, **paper, evidence="tests/conftest.py")
    project = {"year": "2026", "department": "第002厅", "project": "一次办", "content": "就近", **paper}
    assert "已办理" in many.act("apply_innovation", PAPER, **project)
    assert "已办理" in many.act("withdraw_innovation", project="2026-1", reason="明年再报")
    told = "SELECT act, actor FROM block WHERE act LIKE '%y_innovation' OR act = 'withdraw_innovation' ORDER BY act_id"
    assert sql.rows(told) == [(name, "第002厅 何平") for name in ("apply_innovation", "withdraw_innovation")]


def test_an_office_objects_at_the_page_to_what_was_entered_in_its_name(signed_in: Desk, sql: Sql) -> None:
    assert "没有告知过" in signed_in.act(OBJECT, department="D002", words="不是我厅填报的")
    office = signed_in.acting.office("D002")
    clerk = replace(office, actor=replace(office.actor, entered_by="王文"))
    clerk.report("D002", "2026-03", "T003")
    assert f'<a href="/act/{OBJECT}?department=D002">对代为办理提出异议</a>' in signed_in.page("/unit/D002")
    assert "已办理" in signed_in.act(OBJECT, department="D002", words="不是我厅填报的")
    mail = "SELECT state, said, known, person FROM received_mail"
    assert sql.rows(mail) == [("waiting", "objection", "signed", "李明")]
