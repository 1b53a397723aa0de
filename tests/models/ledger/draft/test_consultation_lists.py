"""Lists of drafts: one duty for each department, with a line for each draft; a list without a draft to ask is void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.models.ledger.draft.lists import DUE, agree, bodies, consult, draft, states

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

LISTS = """
SELECT d.code, o.round, o.state, string_agg(r.code, '、' ORDER BY r.code) FROM obligation o
JOIN department d ON d.id = o.department_id JOIN draft_line l ON l.obligation_id = o.id
JOIN target_draft r ON r.id = l.draft_id WHERE o.kind = 'consultation' GROUP BY o.id, d.code, o.round, o.state
ORDER BY o.id
"""


def test_each_department_has_one_list_with_its_drafts(march: Acting, sql: Sql, violations: Violations) -> None:
    for code, lead in (("N3", "D002"), ("N1", "D001"), ("N2", "D001")):
        draft(march, code, lead)
    assert len(consult(march)) == 2
    assert sql.rows(LISTS) == [("D001", 1, "open", "N1、N2"), ("D002", 1, "open", "N3")]
    assert violations() == []


def test_without_drafts_and_with_drafts_of_several_years_the_year_is_asked_for(march: Acting) -> None:
    none = march.refused("consult_drafts", due=DUE)
    assert none == "没有目标草案。拟定：mubiao template drafts 草案.xlsx。"
    draft(march, "N1")
    draft(march, "N2", 年度="2027", 完成时限="2027-06-30")
    several = march.refused("consult_drafts", due=DUE)
    assert several == "2026、2027几个年度都有目标草案，请写明年度（year）。"
    assert march.do("consult_drafts", due=DUE, year=2027).counts["drafts"] == 1


def test_the_departments_are_named_by_code_or_name(march: Acting, sql: Sql) -> None:
    draft(march, "N1", "D001")
    draft(march, "N2", "D002")
    assert "D009" in march.refused("consult_drafts", due=DUE, departments="D009")
    consult(march, departments="第002厅")
    assert states(sql) == {"N1": "drafted", "N2": "consulted"}


def test_a_list_is_void_once_all_of_its_drafts_have_changed(march: Acting, sql: Sql, violations: Violations) -> None:
    draft(march, "N1")
    draft(march, "N2")
    [first] = consult(march)
    draft(march, "N1", 数量="900", 绩效要求="建成900公里")
    assert sql.rows(LISTS) == [("D001", 1, "open", "N1、N2")]
    march.do("withdraw_draft", target="N2", reason="重复")
    assert sql.rows(LISTS) == [("D001", 1, "void", "N1、N2")]
    reason = "SELECT detail ->> 'reason' FROM transition WHERE record = 'obligation' AND to_state = 'void'"
    assert sql.column(reason) == ["草案已撤回"]
    assert march.office("D001").refused(
        "give_opinions", obligation=first, lines=[{"target": "N1", "opinion": "同意"}]
    ) == ("这份清单的意见反馈已作废（草案已修改的，将另行征求意见），不再收取。")
    [second] = consult(march)
    assert sql.rows(LISTS)[1:] == [("D001", 2, "open", "N1")]
    agree(march, second, "N1")
    assert violations() == []


def test_a_change_of_a_draft_that_was_not_consulted_ends_no_list(march: Acting, sql: Sql) -> None:
    bodies(march)
    draft(march, "N1")
    consult(march)
    draft(march, "N2")
    draft(march, "N2", 单位="里")
    assert sql.column("SELECT state FROM obligation WHERE kind = 'consultation'") == ["open"]
