"""A person with several roles or departments acts in the one that the item asks for (3-4.6)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.deployments.portal.conftest import PASSWORD, Desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql

CODE = "MANY2345MANY6789"
ACTORS = "SELECT actor, role FROM block WHERE known = 'signed' ORDER BY act_id"
TWELVE = [f"D0{number:02}" for number in range(1, 13)]


def person(desk: Desk, name: str, *places: tuple[str, str]) -> Desk:
    """A person with these roles, by department, has one account, is signed in, and acts by hand from 10 March on."""
    mail = {"姓名": name, "邮箱": "many@example.org"}
    desk.acting.take("contacts", *({"部门编码": code, "角色": role, **mail} for code, role in places))
    digest = sha256(CODE.encode()).hexdigest()
    desk.acting.do("open_account", people=[f"{code}/{name}" for code, _ in places], code_digest=digest)
    many = Desk(desk.acting).at(10)
    assert many.first(CODE).status_code == 303
    code = places[0][0]
    many.acting.on("2026-03-10").do("confirm_slip", person=f"{code}/{name}")
    return many


def back(many: Desk, name: str) -> Desk:
    """He signs in again on 10 March."""
    many.at(10, day=10).sign_in(name)
    many.get("/head")
    return many


def answer(many: Desk, duty: int, *codes: str) -> str:
    cells = {f"{code}.progress": "60" for code in codes}
    return many.follow(many.post(f"/duty/{duty}", **{**many.form(f"/duty/{duty}"), **cells, "do": "send"}))


def test_the_liaison_of_one_who_is_head_of_another_acts_in_each_as_what_he_is_there(desk: Desk, sql: Sql) -> None:
    many = person(desk, "何平", ("D001", "联络员"), ("D002", "主要领导"))
    desk.acting.report("D002", "2026-03", "T003")
    page = back(many, "第001厅/何平").page("/")
    assert ("第001厅" in page, 'href="/duty/1"' in page, 'href="/duty/2"' in page) == (True, True, False)
    assert many.get("/duty/2").status_code == many.get("/matter/people||D002||0").status_code == 404
    assert "已收到" in answer(many, 1, "T001", "T002")
    assert "第002厅，2026年3月5日报送" in many.page("/head")
    assert many.post("/head", obligation="1-1", password=PASSWORD).status_code == 404
    assert many.post("/head", obligation="2-1", password=PASSWORD).status_code == 303
    assert sql.rows(ACTORS)[-2:] == [("第001厅 何平", "office"), ("第002厅 何平", "head")]


def test_the_liaison_of_two_answers_each_duty_for_the_one_that_owes_it(desk: Desk, sql: Sql) -> None:
    many = back(person(desk, "何平", ("D001", "联络员"), ("D002", "目标办主任")), "第001厅/何平")
    page = many.page("/")
    assert ('href="/duty/1"' in page, 'href="/duty/2"' in page) == (True, True)
    assert "已收到" in answer(many, 2, "T003")
    assert "已收到" in answer(many, 1, "T001", "T002")
    place = "/matter/people||D002||0"
    change = {"name": "陈静", "email": "jing@example.org", "do": "send"}
    assert "已收到" in many.follow(many.post(place, **{**many.form(place), **change}))
    offices = ["第002厅 何平", "第001厅 何平", "第002厅 何平"]
    assert sql.rows(ACTORS)[-3:] == [(office, "office") for office in offices]
    appointed = "SELECT d.code FROM contact c JOIN department d ON d.id = c.department_id WHERE c.name = '陈静'"
    assert sql.column(appointed) == ["D002"]


@pytest.fixture
def twelve(desk: Desk, tmp_path: Path) -> Desk:
    """Twelve departments; D001 and D002 ask for another day of a target, and their heads have consented."""
    acting = desk.acting
    acting.take("departments", *({"编码": code, "名称": f"第{code[1:]}厅"} for code in TWELVE))
    (paper := tmp_path / "文件.pdf").write_bytes(b"%PDF-1.4")
    for code, target in (("D001", "T001"), ("D002", "T003")):
        asked = {"target": target, "ground": "重大政策", "reason": "工期顺延", "deadline": "2026-11-30"}
        acting.office(code).do("request_adjustment", **asked, evidence=str(paper))
        acting.do("consent_head", target=target, consented_on="2026-03-05", number=f"签{code}", consented_by="王强")
    return desk


def test_a_leader_in_charge_of_twelve_consents_for_the_one_that_asks(twelve: Desk, sql: Sql) -> None:
    many = person(twelve, "赵立", *((code, "分管省领导") for code in TWELVE))
    page = back(many, "第012厅/赵立").page("/head")
    assert [f"第{code[1:]}厅，目标" in page for code in TWELVE] == [True, True, *[False] * 10]
    waiting = sql.rows("SELECT a.id, t.code FROM adjustment a JOIN target t ON t.id = a.target_id")
    [second] = [number for number, target in waiting if target == "T003"]
    assert many.post("/head", consent=f"leader-{second}", password=PASSWORD).status_code == 303
    assert sql.rows(ACTORS)[-1:] == [("第002厅 赵立", "leader")]
    assert sql.rows("SELECT state FROM adjustment ORDER BY leader_by <> ''")[0] == ("head_consented",)
    many.acting.on("2026-03-10").take(
        "contacts", {"部门编码": "D001", "角色": "分管省领导", "姓名": "赵立", "失效日期": "2026-03-09"}
    )
    assert "第001厅，目标" not in many.page("/head")
    [first] = [number for number, target in waiting if target == "T001"]
    assert many.post("/head", consent=f"leader-{first}", password=PASSWORD).status_code == 404
