"""同意: the head of the department, then the supervising leader, each on a day and by a document (6.1.7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.acts import Actor, Role
from models.ledger.target.consent import awaited_consents

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

KEPT = """
SELECT state, head_on::text, head_by, head_number, leader_on::text, leader_by, leader_number FROM adjustment
"""
PROOF = """
SELECT b.business_date::text, b.actor, t.detail FROM transition t JOIN block b USING (act_id)
WHERE t.event = :event ORDER BY t.id
"""
HEAD = {"consented_on": "2026-04-03", "number": "厅签〔2026〕8号"}
LEADER = {"consented_on": "2026-04-07", "number": "省签〔2026〕31号"}


def consent(acting: Acting, who: str, **fields: Any) -> str:
    return acting.do(f"consent_{who}", target="T009", **fields).words


def refused(acting: Acting, who: str, **fields: Any) -> str:
    return acting.refused(f"consent_{who}", target="T009", **fields)


def leader(acting: Acting, code: str) -> Acting:
    """The leader in charge of a department, as the entry names him."""
    return replace(acting, actor=Actor("赵立", Role.LEADER, acting.head(code).actor.department))


def test_a_consent_entered_for_the_head_stands_on_a_document_or_a_signed_page(asked: Acting, sql: Sql) -> None:
    assert "须写明同意日期" in refused(asked.head("D001"), "head", consented_on="2026-04-03")
    actor = replace(asked.head("D001").actor, paper=SignedPaper(page="ab" * 32))
    text = consent(replace(asked, actor=actor), "head", consented_on="2026-04-03")
    assert text == "已登记主要领导D001厅长对“农村公路”第1次调整的同意（2026-04-03）。"
    assert sql.rows(KEPT)[0][:4] == ("head_consented", "2026-04-03", "D001厅长", "")


def test_the_office_enters_both_consents_and_the_holder_of_the_role_is_named(
    asked: Acting, sql: Sql, violations: Violations
) -> None:
    office = asked.on("2026-04-08").office("D001")
    consent(office, "head", **HEAD)
    text = consent(office, "leader", **LEADER)
    assert text == "已登记分管省领导赵立对“农村公路”第1次调整的同意（2026-04-07，省签〔2026〕31号）。"
    both = ("2026-04-03", "王建国", "厅签〔2026〕8号", "2026-04-07", "赵立", "省签〔2026〕31号")
    assert sql.rows(KEPT) == [("leader_consented", *both)]
    assert violations() == []


def test_a_month_later_the_ledger_proves_who_consented_when_and_who_entered_it(consented: Acting, sql: Sql) -> None:
    assert consented.day.month == 4
    head, leader = (
        {"by": by, "on": text["consented_on"], "number": text["number"]}
        for by, text in (("王建国", HEAD), ("赵立", LEADER))
    )
    assert sql.rows(PROOF, event="consent_head") == [("2026-04-03", "D001目标办", head)]
    assert sql.rows(PROOF, event="consent_leader") == [("2026-04-07", "D001目标办", leader)]


def test_the_leader_may_consent_on_the_same_day(asked: Acting, sql: Sql) -> None:
    same = {"consented_on": "2026-04-03", "number": "签1号"}
    consent(asked.head("D001"), "head", **same)
    consent(leader(asked, "D001"), "leader", **same)
    assert sql.rows(KEPT)[0] == ("leader_consented", "2026-04-03", "D001厅长", "签1号", "2026-04-03", "赵立", "签1号")


@pytest.mark.parametrize("fields", [{}, {"consented_on": "2026-04-03"}, {"number": "厅签〔2026〕8号"}])
def test_a_consent_entered_for_another_needs_day_and_document(asked: Acting, fields: dict[str, str]) -> None:
    words = "登记主要领导的同意，须写明同意日期（--consented-on）和文号（--number），或附签字页（--page）。"
    for acting in (asked, asked.office("D001")):
        assert refused(acting, "head", **fields) == words


def test_a_head_who_says_another_day_names_the_document(asked: Acting) -> None:
    assert "须写明" in refused(asked.on("2026-04-06").head("D001"), "head", consented_on="2026-04-03")


@pytest.mark.parametrize(
    ("who", "fields", "complaint"),
    [
        ("head", HEAD | {"consented_on": "2026-04-09"}, "同意日期2026-04-09在今天（2026-04-08）之后，请核对。"),
        ("head", HEAD | {"consented_on": "2026-02-26"}, "同意日期2026-02-26早于现行要求生效的日期2026-02-27，"),
        ("head", HEAD | {"consented_on": "4月3日"}, "“同意日期”不是有效日期"),
        ("head", HEAD | {"target": "T001"}, "目标T001没有申请过调整"),
        ("leader", LEADER, "须先经部门主要领导同意，再报分管省领导同意。"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(asked: Acting, who: str, fields: dict[str, str], complaint: str) -> None:
    office = asked.on("2026-04-08").office("D001")
    assert complaint in office.refused(f"consent_{who}", **{"target": "T009", **fields})


def test_the_leader_does_not_consent_before_the_head(asked: Acting) -> None:
    consent(asked.on("2026-04-08"), "head", **HEAD)
    text = refused(asked.on("2026-04-08"), "leader", **LEADER | {"consented_on": "2026-04-02"})
    assert text == "分管省领导同意日期2026-04-02早于主要领导同意日期2026-04-03，应先经主要领导同意，请核对。"


@pytest.mark.parametrize("who", ["head", "leader"])
def test_consents_in_another_role_or_for_another_department_are_refused(asked: Acting, who: str) -> None:
    stranger = asked.head("D002") if who == "head" else leader(asked, "D002")
    assert "只能办理本部门的事项" in refused(stranger, who)
    other = leader(asked, "D001") if who == "head" else asked.head("D001")
    assert "不能执行" in refused(other, who)


def test_the_consenting_person_is_required_if_no_or_several_holders_are_known(asked: Acting, sql: Sql) -> None:
    asked.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "钱进"})
    text = refused(asked, "head", **HEAD)
    assert text == "“第001厅”2026-04-03的主要领导有2人（王建国、钱进），请写明同意人（consented_by）。"
    sql("DELETE FROM contact")
    assert "的主要领导没有登记，请写明同意人" in refused(asked, "head", **HEAD)
    consent(asked, "head", **HEAD, consented_by="孙丽（代厅长）")
    assert sql.rows(KEPT)[0][2] == "孙丽（代厅长）"


def test_6_1_7_two_consents_are_those_of_two_people(asked: Acting, sql: Sql) -> None:
    consent(asked.head("D001"), "head", consented_on="2026-04-03", number="签1号")
    same = {"consented_on": "2026-04-03", "number": "签1号"}
    for name in ("D001厅长", "D001 厅长", "D001厅长（0213）", "D001厅长（厅长）"):
        assert refused(asked, "leader", **same, consented_by=name) == (
            f"“{name}”已作为主要领导同意，分管省领导的同意须由另一人作出（6.1.7）；"
            "确是同名的两人，分管省领导的姓名后写工号或电话后四位，如王文（0213），先在联系人表中这样登记。"
        )
    assert sql.value("SELECT state FROM adjustment") == "head_consented"


def test_6_1_7_a_leader_with_the_name_of_the_head_consents_under_a_number(asked: Acting, sql: Sql) -> None:
    consent(asked.head("D001"), "head", consented_on="2026-04-03", number="签1号")
    asked.take("contacts", {"部门编码": "D001", "角色": "分管省领导", "姓名": "D001厅长（0213）"})
    consent(asked, "leader", consented_on="2026-04-03", number="签1号", consented_by="D001厅长（0213）")
    assert sql.rows(KEPT)[0][0] == "leader_consented"


def test_6_1_7_who_holds_another_role_consents_to_nothing(asked: Acting, sql: Sql) -> None:
    asked.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "周涛"})
    assert refused(asked, "head", **HEAD, consented_by="周 涛") == (
        "“周 涛”2026-04-03是“第001厅”的联络员，不是主要领导，不能作出同意。"
    )
    assert "赵立”2026-04-03是“第001厅”的分管省领导，不是主要领导" in refused(asked, "head", **HEAD, consented_by="赵立")
    asked.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "周涛"})
    consent(asked, "head", **HEAD, consented_by="周涛")
    assert sql.rows(KEPT)[0][2] == "周涛"


def test_only_the_holder_of_the_role_on_that_day_counts(asked: Acting, sql: Sql) -> None:
    sql("UPDATE contact SET valid_to = '2026-04-02' WHERE role = 'head'")
    assert "没有登记" in refused(asked, "head", **HEAD)
    sql("UPDATE contact SET valid_from = '2026-04-04', valid_to = NULL WHERE role = 'head'")
    assert "没有登记" in refused(asked, "head", **HEAD)


def test_a_consent_is_given_once(asked: Acting) -> None:
    consent(asked, "head", **HEAD)
    assert "主要领导的同意已经登记" in refused(asked, "head", **HEAD)


def test_after_a_return_the_head_and_then_the_leader_may_consent_again(filed: Acting, sql: Sql) -> None:
    filed.do("return_adjustment", target="T009", reason="主要领导签批日期有误")
    second = {"consented_on": "2026-04-06", "number": "厅签〔2026〕9号"}
    consent(filed.on("2026-04-16"), "head", **second)
    assert sql.rows(KEPT) == [("head_consented", "2026-04-06", "王建国", "厅签〔2026〕9号", None, "", "")]
    assert "尚未经分管省领导同意" in filed.refused("file_adjustment", target="T009")
    consent(filed.on("2026-04-16"), "leader", **LEADER)
    assert len(sql.rows(PROOF, event="consent_head")) == 2


@pytest.mark.parametrize("name", ["周丹", "周 丹", "第001厅 周丹"])
def test_who_receives_the_messages_of_the_head_does_not_consent(asked: Acting, sql: Sql, name: str) -> None:
    days = {"first_day": "2026-04-03", "last_day": "2026-04-03"}
    named = {"department": "D001", "person": "王建国", "representative": "周丹", "email": "zd@example.org"}
    asked.on("2026-04-03").do("appoint_representative", **named, **days)
    words = refused(asked.on("2026-04-03").office("D001"), "head", **HEAD, consented_by=name)
    assert words == f"“{name}”2026-04-03受“王建国”委托代收通知，不能代主要领导作出同意。"
    consent(asked.on("2026-04-03").office("D001"), "head", **HEAD)
    assert sql.rows(KEPT)[0][2] == "王建国"


def awaited(sql: Sql, role: Role, code: str = "D001") -> list[tuple[Any, ...]]:
    """What waits for who has this role in a department: title, words, whether it is marked."""
    number = sql.value("SELECT id FROM department WHERE code = :code", code=code)
    with begin() as session:
        return [each[4:] for each in awaited_consents(session, role, [number])]


def test_an_adjustment_waits_for_the_head_then_for_the_leader(asked: Acting, sql: Sql) -> None:
    words = "重大政策，省政府调减年度任务。数量由1000改为860。"
    title = "“农村公路”第1次调整"
    assert awaited(sql, Role.HEAD) == [(title, words, False)]
    assert awaited(sql, Role.LEADER) == awaited(sql, Role.HEAD, "D002") == []
    consent(asked.on("2026-04-08").office("D001"), "head", **HEAD)
    assert (awaited(sql, Role.HEAD), awaited(sql, Role.LEADER)) == ([], [(title, words, False)])


def test_of_a_marked_target_the_pointer_of_what_waits_is_shown_only(asked: Acting, sql: Sql) -> None:
    asked.do("mark_secret", target="T009", year=2026, marking="工作秘密", reason="涉密")
    [(title, words, marked)] = awaited(sql, Role.HEAD)
    assert ("农村公路" in title, words, marked) == (False, "", True)
