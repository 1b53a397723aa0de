"""部门 and 本单位: what a department owes, its targets and the rest, for reading, and nothing about another one."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from tests.deployments.portal.conftest import Desk

if TYPE_CHECKING:
    from tests.conftest import Sql


def test_an_office_sees_its_own_page_with_its_targets_and_people(signed_in: Desk) -> None:
    page = signed_in.follow(signed_in.get("/unit"))
    assert "<h1>第002厅</h1>" in page
    assert "2026年3月月度检查" in page
    assert "T003" in page
    assert '<th scope="col">绩效要求</th><th scope="col">权重</th>' in page
    assert "2026年3月31日到期" in page
    assert "ming@example.org" in page
    assert "T001" not in page
    assert "还没有已审定的得分" in page


def test_of_a_marked_target_nothing_is_shown(signed_in: Desk, sql: Sql) -> None:
    sql("UPDATE target SET name = '绝密工程' WHERE code = 'T003'")
    signed_in.acting.do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉密")
    for path in ("/unit/D002", "/unit/D002/target/2026/T003", "/", "/duty/2"):
        assert "绝密工程" not in signed_in.get(path).text


def test_an_entry_that_has_ended_is_shown_too(signed_in: Desk, sql: Sql) -> None:
    signed_in.acting.lists("T003", "未达目标要求", str(signed_in.acting.day))
    sql("UPDATE negative_entry SET state = 'made_good'")
    shown = signed_in.page("/unit/D002")
    assert "<td>2026/T003/1</td>" in shown
    assert "没有负面清单条目" not in shown


def test_the_agency_sees_every_department_and_may_choose(agency: Desk) -> None:
    page = agency.get("/unit").text
    assert ('href="/unit/D001"' in page, 'href="/unit/D002"' in page) == (True, True)
    assert "T001" in agency.get("/unit/D001").text
    assert agency.get("/unit/D001/target/2026/T001").status_code == 200


def test_a_change_of_the_liaison_is_a_form_of_the_page(signed_in: Desk, sql: Sql) -> None:
    assert 'href="/matter/people%7C%7CD002%7C%7C0"' in signed_in.get("/unit/D002").text
    place = "/matter/people||D002||0"
    wrong = {**signed_in.form(place), "name": "陈静", "do": "send"}
    page = signed_in.follow(signed_in.post(place, **wrong))
    assert "没有提交，1处须改正" in page
    assert 'value="陈静"' in page
    given = {**signed_in.form(place), "name": "陈静", "email": "jing@example.org", "do": "send"}
    for _ in range(2):
        page = signed_in.follow(signed_in.post(place, **given))
        assert "已收到" in page
    assert sql.rows("SELECT name, email FROM contact WHERE role = 'liaison' ORDER BY id")[1:] == [
        ("陈静", "jing@example.org")
    ]
    assert sql.column("SELECT known FROM block WHERE act = 'take_answer'") == ["signed"]


def test_a_form_without_a_duty_is_kept_late_too(signed_in: Desk, sql: Sql) -> None:
    place = "/matter/people||D002||0"
    given = {**signed_in.form(place), "name": "陈静", "do": "send"}
    assert signed_in.at(10, 40).post(place, **given).headers["location"].startswith("/in?next=/matter/people")
    assert sql.column("SELECT content ->> 'name' FROM page_draft") == ["陈静"]


@pytest.mark.parametrize(
    "path", ["D001", "D009", "D002/target/2026/T001", "D002/target/2026/T999", "D001/target/2026/T001"]
)
def test_what_is_another_departments_does_not_exist(signed_in: Desk, path: str) -> None:
    never, other = signed_in.get("/duty/999"), signed_in.get(f"/unit/{path}")
    assert (never.status_code, never.content) == (other.status_code, other.content)


def test_a_target_is_shown_with_its_versions_as_why_says_them(signed_in: Desk) -> None:
    assert 'href="/unit/D002/target/2026/T003"' in signed_in.get("/unit/D002").text
    page = html.unescape(signed_in.get("/unit/D002/target/2026/T003").text)
    assert "历次要求：" in page
    assert "现行要求（第1版）" in page
