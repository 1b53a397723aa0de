"""在线复核: conclusions per target, proposals of undone targets, the end of a quarter (7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations

REVIEWS = """
SELECT t.code, r.serial, r.reviewer, r.outcome, r.report_version, r.progress, r.status, jsonb_array_length(r.evidence)
FROM review r JOIN target t ON t.id = r.target_id ORDER BY t.code, r.serial
"""
DUTIES = """
SELECT o.kind, o.subject, o.state, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind IN ('online_review', 'onsite_confirmation') ORDER BY o.id
"""
TRUE = ("T001", "T002")


def review_input(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"period": "2026Q1", "reviewer": "张三", "lines": list(lines), **more}


def line(target: str, outcome: str = "完成属实", note: str = "", **more: Any) -> dict[str, Any]:
    return {"target": target, "outcome": outcome, "note": note, **more}


def review(acting: Acting, *lines: dict[str, Any], **more: Any) -> Summary:
    return acting.do("record_online_review", **review_input(*lines, **more))


@pytest.fixture
def one_reviewer(surveyed: Acting) -> Acting:
    """张三 reviews everything; today is 20 April."""
    surveyed.do("assign_reviews", period="2026Q1", reviewers="张三")
    return surveyed.on("2026-04-20")


def test_7_2_a_review_stores_the_reviewed_declaration(one_reviewer: Acting, sql: Sql, violations: Violations) -> None:
    done = review(one_reviewer, *map(line, TRUE), line("T003", "材料不足", "未报自查"))
    words = "2026年第一季度在线复核：登记3项（完成属实2项、材料不足1项）；全部复核完毕，本季度在线复核办结。"
    assert done.words == words
    assert done.counts == {"new": 3, "changed": 0, "same": 0, "proposed": 0, "left": 0}
    assert sql.rows(REVIEWS) == [
        ("T001", 1, "张三", "confirmed", 1, 100, "done", 1),
        ("T002", 1, "张三", "confirmed", 1, 50, "", 0),
        ("T003", 1, "张三", "lacking", 0, None, "", 0),
    ]
    hashes = sql.column("SELECT sha256 FROM evidence")
    assert (
        sql.value("SELECT evidence FROM review r JOIN target t ON t.id = r.target_id WHERE t.code = 'T001'") == hashes
    )
    assert violations() == []


@pytest.mark.usefixtures("undone")
def test_an_undone_target_is_proposed_and_opens_the_duty_to_check_on_site(sql: Sql) -> None:
    origin = "SELECT e.state, e.finding, o.way, o.proposed_on::text FROM negative_entry e"
    rows = sql.rows(f"{origin} JOIN entry_origin o ON o.entry_id = e.id")
    assert rows == [("proposed", "验收报告未盖章，仅完成86公里", "online", "2026-04-20")]
    assert sql.rows(DUTIES) == [
        ("online_review", "", "open", "2026-04-29"),
        ("onsite_confirmation", "2026/T001/1", "open", "2026-05-13"),
    ]
    assert sql.value("SELECT entry_id FROM review") == sql.value("SELECT id FROM negative_entry")
    assert sql.value("SELECT count(*) FROM notice WHERE department_id = 2 AND created_on = '2026-04-20'") == 0


def test_the_number_of_unreviewed_lines_is_reported(shared: Acting) -> None:
    done = review(shared, line("T001", "未完成", "未开工"))
    words = "2026年第一季度在线复核：登记1项（未完成1项）；拟列入负面清单1项，待现场认定；还有2项待复核。"
    assert done.words == words


def test_a_repeat_changes_nothing(undone: Acting, sql: Sql) -> None:
    done = review(undone.on("2026-04-21"), line("T001", "未完成", "验收报告未盖章，仅完成86公里"))
    assert done.words == "2026年第一季度在线复核：没有新的登记，未变1项；还有2项待复核。"
    assert (len(sql.rows(REVIEWS)), len(sql.rows(DUTIES))) == (1, 2)


def test_a_correction_is_a_separate_review_and_both_are_stored(undone: Acting, sql: Sql) -> None:
    done = review(undone, line("T001"))
    words = "登记1项（完成属实1项）；此前据此拟列入的1项仍待现场认定；还有2项待复核。"
    assert done.words == f"2026年第一季度在线复核：{words}"
    assert done.counts["changed"] == 1
    assert [row[1:4] for row in sql.rows(REVIEWS)] == [(1, "张三", "undone"), (2, "张三", "confirmed")]
    assert sql.column("SELECT event FROM transition WHERE record = 'review' ORDER BY id") == ["reviewed", "corrected"]
    assert sql.value("SELECT state FROM negative_entry") == "proposed"


def test_another_day_is_a_correction_too(undone: Acting, sql: Sql) -> None:
    again = line("T001", "未完成", "验收报告未盖章，仅完成86公里")
    assert review(undone, again, reviewed_on="2026-04-20").counts["same"] == 1
    assert review(undone, again, reviewed_on="2026-04-17").counts["changed"] == 1
    assert sql.column("SELECT reviewed_on::text FROM review ORDER BY id") == ["2026-04-20", "2026-04-17"]
    assert len(sql.rows(DUTIES)) == 2


def test_a_listed_target_is_not_proposed_again(shared: Acting, sql: Sql) -> None:
    shared.lists("T001", "现场核查未完工", "2026-04-17")
    assert review(shared, line("T001", "未完成", "未完工")).counts["proposed"] == 0
    assert sql.value("SELECT entry_id FROM review") == sql.value("SELECT id FROM negative_entry")
    assert len(sql.rows(DUTIES)) == 1


def test_an_entry_proposed_in_another_way_is_checked_on_site_once(shared: Acting, sql: Sql) -> None:
    shared.do("propose_entry", target="T001", way="暗访", finding="未开工", found_on="2026-04-17")
    assert review(shared, line("T001", "未完成", "未完工")).counts["proposed"] == 0
    assert sql.rows(DUTIES)[1:] == [("onsite_confirmation", "2026/T001/1", "open", "2026-08-07")]


def test_a_target_with_a_closed_entry_is_proposed_again(undone: Acting, sql: Sql) -> None:
    sql("UPDATE negative_entry SET state = 'dismissed'")
    review(undone, line("T001", "未完成", "仍未盖章"))
    assert sql.rows("SELECT occurrence, state FROM negative_entry ORDER BY 1") == [(1, "dismissed"), (2, "proposed")]


def test_an_open_duty_to_check_on_site_is_not_opened_twice(undone: Acting, sql: Sql) -> None:
    undone.on("2026-07-01").open("self_check", "2026Q2")
    undone.on("2026-07-15").open("online_review", "2026Q2")
    undone.on("2026-07-16").do("assign_reviews", period="2026Q2", reviewers="张三")
    undone.on("2026-07-16").do(
        "record_online_review", **review_input(line("T001", "未完成", "未变")) | {"period": "2026Q2"}
    )
    owed = [row for row in sql.rows(DUTIES) if row[0] == "onsite_confirmation"]
    assert owed == [("onsite_confirmation", "2026/T001/1", "open", "2026-05-13")]


def test_a_line_assigned_to_another_reviewer_is_refused(shared: Acting, sql: Sql) -> None:
    refusal = "目标T002（分派给李四，尚未复核）不能由张三复核。更换复核人：exchange_reviewer。"
    assert shared.refused("record_online_review", **review_input(line("T001"), line("T002"))) == refusal
    assert sql.rows(REVIEWS) == []
    shared.do("exchange_reviewer", period="2026Q1", reviewer="李四", successor="张三")
    assert review(shared, line("T001"), line("T002")).counts["new"] == 2


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"lines": [line("T009")]}, "目标T009不在2026年第一季度应复核的目标中。"),
        ({"lines": [line("T001"), line("T001")]}, "目标T001重复，请只保留一项。"),
        ({"lines": [line("T001", "未完成")]}, "目标T001：未完成须写明复核说明。"),
        ({"lines": [line("T003")]}, "目标T003：未报自查，没有可以属实的内容，请填未完成或材料不足。"),
        (
            {"lines": [line("T001", mark="0123456789ab")]},
            "目标T001：填报或印证材料在导出后有变化，请重新导出，复核后再登记。",
        ),
        ({"reviewed_on": "2026-04-21"}, "复核日期2026-04-21在今天（2026-04-20）之后，请核对。"),
        ({"reviewed_on": "2026-03-31"}, "复核日期2026-03-31应在2026年第一季度结束（2026-03-31）之后。"),
        ({"period": "2026Q2"}, "2026年第二季度尚未结束（2026-06-30），不能复核。"),
    ],
)
def test_an_invalid_conclusion_is_refused(shared: Acting, sql: Sql, change: dict[str, Any], refusal: str) -> None:
    assert shared.refused("record_online_review", **review_input(line("T002")) | change) == refusal
    assert sql.rows(REVIEWS) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"lines": [line("T001", "基本完成")]}, "“基本完成”不在可选范围内，可填：完成属实、未完成、材料不足"),
        ({"reviewer": " "}, "复核人"),
        ({"lines": []}, "复核内容"),
    ],
)
def test_an_unknown_outcome_and_an_empty_reviewer_are_refused(
    shared: Acting, change: dict[str, Any], complaint: str
) -> None:
    refusal = shared.refused("record_online_review", **review_input(line("T001")) | change)
    assert refusal.startswith("“登记在线复核”未执行：")
    assert complaint in refusal


def test_who_records_the_same_at_once_records_it_once(shared: Acting, sql: Sql, together: Together) -> None:
    given = review_input(line("T001", "未完成", "未开工"))
    done = together(*[lambda session: shared.within(session, "record_online_review", **given)] * 3)
    assert sorted(each.counts["new"] for each in done) == [0, 0, 1]
    assert (len(sql.rows(REVIEWS)), len(sql.rows(DUTIES))) == (1, 2)


# The end of a quarter


@pytest.mark.parametrize(
    ("today", "reviewed_on", "late"),
    [("2026-04-29", None, False), ("2026-04-30", None, True), ("2026-04-30", "2026-04-29", False)],
)
def test_a27_the_day_of_the_last_review_decides_whether_the_quarter_was_late(
    one_reviewer: Acting, sql: Sql, today: str, reviewed_on: str | None, *, late: bool
) -> None:
    lines = [*map(line, TRUE), line("T003", "材料不足", "未报")]
    done = review(one_reviewer.on(today), *lines, reviewed_on=reviewed_on)
    assert done.words.endswith("办结（逾期）。" if late else "办结。")
    owed = sql.rows("SELECT state, counted_on::text, late FROM obligation WHERE kind = 'online_review'")
    assert owed == [("discharged", reviewed_on or today, late)]


def test_after_the_end_a_review_can_still_be_corrected(one_reviewer: Acting) -> None:
    review(one_reviewer, *map(line, TRUE), line("T003", "材料不足", "未报"))
    assert review(one_reviewer.on("2026-05-06"), line("T002", "材料不足", "缺照片")).words == (
        "2026年第一季度在线复核：登记1项（材料不足1项）。"
    )


def test_unreviewed_lines_without_a_reason_are_named(undone: Acting, sql: Sql) -> None:
    refusal = undone.refused("close_online_review", period="2026Q1")
    assert refusal == "2026年第一季度在线复核还有2项没有复核或没有定：T002、T003。确不复核的，请写明原因（reason）。"
    assert sql.rows(DUTIES)[0][2] == "open"


def test_with_a_reason_a_quarter_is_closed_and_the_reason_is_in_its_history(undone: Acting, sql: Sql) -> None:
    done = undone.on("2026-04-30").do("close_online_review", period="2026Q1", reason="部门合并，下季度一并复核")
    assert done.words == "2026年第一季度在线复核已办结（逾期），2项未复核：T002、T003。"
    assert done.counts == {"closed": 1, "left": 2, "late": 1}
    detail = sql.value(
        "SELECT detail FROM transition WHERE record = 'obligation' AND event = 'discharge' AND "
        "record_key LIKE 'online_review%'"
    )
    assert (detail["reason"], detail["left"]) == ("部门合并，下季度一并复核", ["T002", "T003"])
    again = undone.do("close_online_review", period="2026Q1")
    assert (again.words, again.counts) == ("2026年第一季度在线复核此前已办结，未作改动。", {"closed": 0})


def test_a_quarter_without_lines_is_closed_explicitly(surveyed: Acting, sql: Sql) -> None:
    for number in sql.column("SELECT id FROM obligation WHERE kind = 'self_check' AND state = 'open'"):
        surveyed.do("waive", obligation=number, reason="新设部门")
    sql("UPDATE obligation SET state = 'void' WHERE kind = 'self_check' AND state = 'discharged'")
    assert surveyed.do("close_online_review", period="2026Q1").words == "2026年第一季度在线复核已办结。"


def test_many_unreviewed_lines_are_abbreviated(surveyed: Acting, sql: Sql) -> None:
    copied = """INSERT INTO target (jurisdiction_id, code, year, name, requirement, source_document, key_project, unit,
        parent_code, parent_name, parent_unit, division, paper_number, version, issued_on)
        SELECT jurisdiction_id, 'X' || n, year, name, requirement, source_document, key_project, unit, parent_code,
        parent_name, parent_unit, division, paper_number, version, issued_on
        FROM target, generate_series(100, 130) n WHERE id = 1"""
    sql(copied)
    sql("""INSERT INTO report_line (obligation_id, version, target_id, target_version, remark)
        SELECT o.id, 0, t.id, 1, '' FROM target t, obligation o
        WHERE t.code LIKE 'X%' AND o.id = (SELECT min(id) FROM obligation WHERE kind = 'self_check')""")
    refusal = surveyed.refused("close_online_review", period="2026Q1")
    assert "还有34项没有复核" in refusal
    assert "X117等。" in refusal


def test_a_merged_department_is_shown_as_its_successor(shared: Acting, sql: Sql, store: Path) -> None:
    reform = {"effective_on": "2026-04-20", "basis": "黔机编〔2026〕12号"}
    shared.do("merge_department", department="D001", successor="D002", **reform)
    review(shared, line("T001", "未完成", "未完工"))
    assert store.exists()
    assert sql.value("SELECT d.code FROM negative_entry e JOIN department d ON d.id = e.department_id") == "D002"
