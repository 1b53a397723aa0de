"""One entry of the negative list from its listing to its recheck, all of it at the page, without a typed command."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tests.acting import CHECKED
from tests.deployments.portal.conftest import Desk

if TYPE_CHECKING:
    from tests.conftest import Sql

OTHER = "TEAM2345TEAM6789"
PHOTO = [("evidence", ("现场.txt", b"seen on site", "text/plain"))]
SEEN = {"target": "T003", "methods": "实地查看", "conclusion": "未按质按量完成"}
PLAN = {**CHECKED, "kind": "专项核查", "begins_on": "2026-03-05", "ends_on": "2026-03-20"}
DONE_BY = "SELECT DISTINCT entered_by FROM block WHERE at > '2026-03-05 10:00+08' AND role = 'agency' ORDER BY 1"


def do(desk: Desk, name: str, files: object = None, /, **fields: str) -> None:
    """Do an act at the page, which says that it is done."""
    shown = desk.act(name, files, **fields)
    assert "已办理。" in shown, shown.partition("<h1>")[2].partition("<form")[0]


def colleague(desk: Desk) -> Desk:
    """李天 of the agency is signed in too."""
    desk.acting.take("contacts", {"部门编码": "AGENCY", "角色": "目标办主任", "姓名": "李天", "邮箱": "t@example.org"})
    desk.acting.do("open_account", people=["AGENCY/李天"], code_digest=sha256(OTHER.encode()).hexdigest())
    second = Desk(desk.acting)
    assert second.first(OTHER).status_code == 303
    return second


def inspect(desk: Desk, number: str, leader: str, member: str, day: str) -> None:
    """Plan an inspection of T003 and record what these two found."""
    for name in (leader, member):
        do(desk, "register_inspector", name=name)
    do(desk, "draft_inspection", title=f"核查{number}", **PLAN)
    do(desk, "appoint_team", inspection=number, leader=leader, members=member)
    do(desk, "issue_plan", inspection=number, document_number=f"黔目标办〔2026〕{number[-1]}号")
    if number == "2026-2":
        do(desk, "assign_reinspection", target="T003", inspection=number)
    found = {"found": "完成86公里", "found_on": day, "found_by": f"{leader}、{member}"}
    do(desk, "record_finding", PHOTO, inspection=number, **SEEN, **found)


def paper(number: int, day: str) -> dict[str, str]:
    return {"about.paper": f"黔目标核签〔2026〕{number}号", "about.paper_date": day}


def next_day(desk: Desk, day: int, name: str) -> Desk:
    desk.at(10, day=day).sign_in(name)
    return desk


def duty(sql: Sql, kind: str) -> str:
    """The page of the open duty of this kind."""
    number = sql.value(f"SELECT id FROM obligation WHERE kind = '{kind}' AND state = 'open'")  # noqa: S608 - a constant
    return f"/duty/{number}"


def answer(desk: Desk, path: str, **cells: str) -> None:
    given = {**desk.form(path), "do": "send", **cells}
    assert "已收到。" in desk.follow(desk.post(path, **given))


def test_an_entry_is_listed_contested_remedied_and_rechecked_without_a_command(agency: Desk, sql: Sql) -> None:
    office, second = Desk(agency.acting), colleague(agency)
    office.first()
    inspect(agency, "2026-1", "王文", "郑玲", "2026-03-05")
    do(agency, "list_finding", inspection="2026-1", target="T003", leader="王文", **paper(1, "2026-03-05"))
    do(agency, "set_limit", target="T003", limit="2026-03-31")
    answer(office, duty(sql, "remediation"), ground="另有34公里已完工")
    do(agency, "accept_appeal", target="T003")
    next_day(second, 6, "AGENCY/李天")
    inspect(second, "2026-2", "李天", "韩丽", "2026-03-06")
    do(second, "sign_off", inspection="2026-2", leader="李天", **paper(2, "2026-03-06"))
    do(second, "rule_appeal", target="T003", ruling="维持", reason="复核结果与原认定一致")
    next_day(office, 9, "第002厅/李明")
    answer(office, duty(sql, "remediation"), measures="增加两个班组", completed_on="2026-03-09")
    answer(office, duty(sql, "feedback"), feedback="全部完工")
    next_day(agency, 10, "AGENCY/王文")
    found = {"found": "现场属实", "rechecked_by": "王文、郑玲", "signed_by": "王文", **paper(3, "2026-03-10")}
    do(agency, "recheck", PHOTO, target="T003", passed="是", **found)
    assert sql.column("SELECT state FROM negative_entry") == ["made_good"]
    assert sql.column("SELECT state FROM appeal") == ["ruled"]
    assert sql.column(DONE_BY) == ["李天（网页账号3）", "王文（网页账号2）"]
