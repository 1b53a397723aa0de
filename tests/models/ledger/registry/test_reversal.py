"""A merger or a renaming entered by mistake is withdrawn on record while nothing was done under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

FORM = {"effective_on": "2026-03-10", "basis": "黔机编〔2026〕12号"}
NAMES = "SELECT code, name, short_name, valid_to::text FROM department WHERE NOT is_agency ORDER BY code"
DEBTORS = """SELECT o.kind, d.code, w.code, o.state FROM obligation o JOIN department d ON d.id = o.department_id
JOIN department w ON w.id = o.owed_by ORDER BY o.kind, d.code, o.id"""
RESPONSIBLE = """SELECT t.code, x.position, d.code, x.since::text FROM target_department x
JOIN target t ON t.id = x.target_id JOIN department d ON d.id = x.department_id ORDER BY t.code, x.position"""
ADDRESSES = "SELECT email, wecom_robot FROM office f JOIN department d ON d.id = f.department_id WHERE d.code = 'D001'"
PEOPLE = "SELECT name, valid_to::text FROM contact ORDER BY name"
KINDS = "SELECT kind, withdrawn_on::text, withdrawn_why FROM reform ORDER BY id"
TOLD = """SELECT d.code, n.audience, n.payload ->> 'what' FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = 'reform_withdrawn' ORDER BY n.id"""


@pytest.fixture
@story
def third(march: Acting) -> Acting:
    """`march`, with D003; D001 has an address and two people, the first has left; today is 10 March."""
    march.take(
        "departments",
        {"编码": "D003", "名称": "第003厅"},
        {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.gov.cn", "简称": "一厅"},
    )
    people = {"部门编码": "D001", "角色": "联络员"}
    march.take("contacts", people | {"姓名": "李明"}, people | {"姓名": "周涛", "失效日期": "2026-02-01"})
    return march.on("2026-03-10")


@pytest.fixture
def page(policy: str) -> dict[str, Any]:
    return {"department": "D001", "reason": "文件尚未印发", "evidence": policy}


def state(sql: Sql) -> list[Any]:
    return [sql.rows(query) for query in (NAMES, DEBTORS, RESPONSIBLE, ADDRESSES, PEOPLE)]


def test_a_withdrawn_renaming_restores_both_names(
    third: Acting, page: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    before = state(sql)
    third.do("rename_department", department="D001", name="第一局", **FORM)
    assert third.do("withdraw_rename", **page).words == (
        "“第一局”的更名已撤回，恢复原名“第001厅”，更名和撤回都保留在台账中。"
    )
    assert state(sql) == before
    assert sql.rows(KINDS) == [("withdrawn_rename", "2026-03-10", "文件尚未印发")]
    assert sql.rows(TOLD) == [("D001", audience, "“第001厅”更名为“第一局”") for audience in ("office", "head")]
    assert violations() == []


def test_a_withdrawn_merger_gives_everything_back(
    third: Acting, page: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    third.lists("T001", "进度滞后", "2026-03-10")
    third.do("set_limit", target="T001", limit="2026-03-27")
    before = state(sql)
    third.do("merge_department", department="D001", successor="D003", **FORM)
    assert state(sql) != before
    done = third.do("withdraw_merger", **page)
    assert done.words == "“第001厅”并入“第003厅”已撤回：2项未办结事项、2项目标退还“第001厅”，期限不变。"
    assert state(sql) == before
    assert [row[0] for row in sql.rows(TOLD)] == ["D001", "D001", "D003", "D003"]
    assert sql.column("SELECT DISTINCT cancelled FROM notice WHERE kind = 'taken_over'") == ["合并已撤回"]
    assert violations() == []
    third.do("merge_department", department="D001", successor="D002", **FORM)  # the one that was meant
    assert violations() == []


def test_the_same_reform_is_not_entered_again(third: Acting, page: dict[str, Any]) -> None:
    third.do("merge_department", department="D001", successor="D003", **FORM)
    third.do("withdraw_merger", **page)
    again = third.refused("merge_department", department="D001", successor="D003", **FORM)
    assert again == "“第001厅”同一日期、同一依据的合并已撤回，请核对生效日期和依据文件。"


@pytest.mark.parametrize("what", ["rename", "merger"])
def test_without_a_reform_there_is_nothing_to_withdraw(third: Acting, page: dict[str, Any], what: str) -> None:
    assert "没有可撤回的内容" in third.refused(f"withdraw_{what}", **page)


def test_nothing_is_withdrawn_after_something_was_done_under_it(third: Acting, page: dict[str, Any]) -> None:
    third.do("merge_department", department="D001", successor="D003", **FORM)
    third.office("D003").report("D001", "2026-03", "T001", "T002")
    assert third.refused("withdraw_merger", **page) == (
        "合并登记以后，2026-03-10已办理“填报检查情况”，不能再撤回；确需改回的，请另行办理机构改革。"
    )


def test_a_merger_under_which_a_sample_was_drawn_stays(third: Acting, page: dict[str, Any]) -> None:
    third.do("merge_department", department="D001", successor="D002", **FORM)
    third.do("draft_inspection", kind="季度核查", title="第一季度核查", departments="D001", standard="绩效要求")
    third.do("commit_sample", subject="2026-1", year=2026, take=1, secret="ab" * 32)
    assert third.refused("withdraw_merger", **page) == (
        "合并登记以后，2026-03-10已办理“承诺抽样”，不能再撤回；确需改回的，请另行办理机构改革。"
    )


def test_of_two_renamings_only_the_newest_is_withdrawn(third: Acting, page: dict[str, Any], sql: Sql) -> None:
    third.do("rename_department", department="D001", name="第一局", **FORM)
    later = third.on("2026-03-12")
    later.do(
        "rename_department", department="D001", name="第一委", effective_on="2026-03-12", basis="黔机编〔2026〕13号"
    )
    later.do("withdraw_rename", **page)
    assert sql.value("SELECT name FROM department WHERE code = 'D001'") == "第一局"
    assert "部门更名" in later.refused("withdraw_rename", **page)


def test_a_changed_withdrawal_is_found(third: Acting, page: dict[str, Any], sql: Sql, violations: Violations) -> None:
    third.do("rename_department", department="D001", name="第一局", **FORM)
    third.do("withdraw_rename", **page)
    sql("UPDATE reform SET withdrawn_why = ''")
    assert len(violations()) == 1
    assert violations()[0].startswith("机构改革 D001|withdrawn_rename|2026-03-10")
