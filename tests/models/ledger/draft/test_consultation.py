"""绩效沟通: offices are asked, a changed draft is asked again, and each objection is answered (1-2.22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.models.ledger.draft.lists import DUE, agree, bodies, consult, consulted_list, draft, states, submit

if TYPE_CHECKING:
    from tests.conftest import Acting, Meanwhile, Sql, Violations

ANSWER: dict[str, Any] = {"target": "N1", "accepted": False, "answer": "任务已定，用地由省统筹"}
OWED = """
SELECT d.code, o.period, CAST(e.due AS text) FROM obligation o JOIN department d ON d.id = o.owed_by
JOIN deadline e ON e.id = o.deadline_id WHERE o.kind = 'consultation' ORDER BY d.code
"""
TOLD = "SELECT payload FROM notice WHERE kind = 'objection_answered' ORDER BY id"


def test_offices_are_asked_for_their_opinion_until_a_day(march: Acting, sql: Sql, violations: Violations) -> None:
    draft(march, "N1", "D001")
    draft(march, "N2", "D002")
    done = march.do("consult_drafts", due=DUE)
    assert done.words == "已就2项2026年目标草案向2个部门征求意见，2026-03-13前反馈。"
    assert sql.rows(OWED) == [("D001", "2026", DUE), ("D002", "2026", DUE)]
    assert states(sql) == {"N1": "consulted", "N2": "consulted"}
    told = sql.column("SELECT audience FROM notice WHERE kind = 'opened_consultation'")
    assert told == ["office", "office"]
    assert violations() == []


def test_a_day_that_is_too_early_is_refused(march: Acting, sql: Sql) -> None:
    draft(march, "N1")
    early = march.refused("consult_drafts", due="2026-03-11")
    assert early == "反馈意见的日期2026-03-11太早，部门须有不少于5个工作日，最早2026-03-12。"
    assert states(sql) == {"N1": "drafted"}


def test_what_was_consulted_is_not_asked_again(march: Acting, sql: Sql) -> None:
    draft(march, "N1")
    consult(march)
    before = sql.value("SELECT hash FROM chain_head")
    again = march.refused("consult_drafts", due=DUE)
    assert again == "没有待沟通的2026年目标草案：已拟定的都已沟通。查看：mubiao drafts --year 2026。"
    assert sql.value("SELECT hash FROM chain_head") == before


def test_an_office_is_not_asked_twice_at_once(march: Acting, sql: Sql, meanwhile: Meanwhile) -> None:
    draft(march, "N1", "D001")
    draft(march, "N2", "D002")
    meanwhile("SELECT id, state FROM target_draft", lambda: consult(march, departments="D001"))
    assert march.do("consult_drafts", due=DUE).words == "已就1项2026年目标草案向1个部门征求意见，2026-03-13前反馈。"
    assert sql.rows(OWED) == [("D001", "2026", DUE), ("D002", "2026", DUE)]


def test_of_two_consultations_at_once_one_finds_nothing_to_ask(march: Acting, sql: Sql, meanwhile: Meanwhile) -> None:
    draft(march, "N1")
    meanwhile("SELECT id, state FROM target_draft", lambda: consult(march))
    assert march.refused("consult_drafts", due=DUE).startswith("没有待沟通的2026年目标草案")
    assert sql.rows(OWED) == [("D001", "2026", DUE)]


def test_what_changed_is_consulted_again(march: Acting, sql: Sql, violations: Violations) -> None:
    codes, _ = consulted_list(march)
    draft(march, "N2", 绩效要求="建成900公里", 数量="900")
    assert states(sql)["N2"] == "drafted"
    [second] = consult(march)
    assert sql.column("SELECT round FROM obligation WHERE kind = 'consultation' ORDER BY id") == [1, 2]
    agree(march, second, "N2")
    assert submit(march) == "2026-1"
    assert set(states(sql).values()) == {"submitted"}
    assert len(codes) == 7
    assert violations() == []


def test_an_objection_is_answered_and_the_office_is_told(march: Acting, sql: Sql, violations: Violations) -> None:
    consulted_list(march, N1="改为900公里")
    done = march.do("answer_objection", **ANSWER)
    assert done.words == "对目标N1“农村公路N1”的异议未采纳，已答复。"
    [told] = sql.column(TOLD)
    assert (told["code"], told["reason"], told["proposal"]) == ("N1", "用地不足", "改为900公里")
    assert (told["accepted"], told["answer"]) == (False, ANSWER["answer"])
    assert sql.rows("SELECT accepted, decided_on::text FROM draft_line WHERE opinion = 'objected'") == [
        (False, "2026-03-05")
    ]
    assert violations() == []


def test_the_same_answer_changes_nothing_and_another_one_is_told_again(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    consulted_list(march, N1="改为900公里")
    march.do("answer_objection", **ANSWER)
    again = march.do("answer_objection", **ANSWER)
    assert (again.words, again.counts) == ("对目标N1的异议此前已如此答复（2026-03-05），未作改动。", {"answered": 0})
    other = march.do("answer_objection", **ANSWER | {"accepted": True, "answer": "同意调减"})
    assert other.words == "对目标N1“农村公路N1”的异议已采纳，已答复。请修改草案后再沟通。"
    assert [told["accepted"] for told in sql.column(TOLD)] == [False, True]
    assert violations() == []


def test_only_an_objection_is_answered(march: Acting) -> None:
    consulted_list(march)
    assert march.refused("answer_objection", **ANSWER) == "部门没有对目标草案N1提出异议。"
    draft(march, "N8")
    assert march.refused("answer_objection", **ANSWER | {"target": "N8"}) == "部门没有对目标草案N8提出异议。"


def test_an_objection_to_a_draft_that_changed_is_not_answered_any_more(march: Acting) -> None:
    consulted_list(march, N1="改为900公里")
    draft(march, "N1", 数量="900", 绩效要求="建成900公里", 目标来源="脱贫攻坚目标")
    assert march.refused("answer_objection", **ANSWER) == "目标草案N1已拟定，异议不再单独答复。"


def test_the_successor_of_a_merged_office_is_told(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    draft(march, "N1", "D002")
    [number] = consult(march)
    agree(march, number, office="D002", N1="改为900公里")
    march.do("merge_department", department="D002", successor="D001", effective_on="2026-03-05", basis="12号")
    march.on("2026-03-06").do("answer_objection", **ANSWER)
    told = "SELECT d.code FROM notice n JOIN department d ON d.id = n.department_id WHERE n.kind = 'objection_answered'"
    assert sql.column(told) == ["D001"]
    assert violations() == []
