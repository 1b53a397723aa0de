"""现场复核通知: open year-end checks follow it, later ones open with it, a new notice replaces it (A29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Make, Sql, Statements, Together, Violations

FIRST, SECOND = "黔目标办〔2026〕31号", "黔目标办〔2026〕35号"
CHECKS = """
SELECT d.code, x.due::text, o.due_version, x.rule, x.source FROM obligation o
    JOIN department d ON d.id = o.department_id JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'year_end_check' ORDER BY d.code
"""
TOLD = "SELECT kind, subject, payload FROM notice WHERE kind LIKE '%year_end%' ORDER BY id"
MOVES = """
SELECT event, detail FROM transition WHERE record = 'obligation' AND record_key LIKE 'year_end_check|2026|D001%'
ORDER BY id
"""
HOLIDAY = {
    "date": "2027-01-04",
    "kind": "放假",
    "name": "元旦",
    "notice_title": "国务院办公厅关于调整2027年元旦放假安排的通知",
    "notice_number": "国办发明电〔2026〕12号",
    "notice_date": "2026-12-02",
}


def register(acting: Acting, number: str = FIRST, due: str | None = "2027-01-05", **more: Any) -> Summary:
    fields: dict[str, Any] = {"year": 2026, "number": number, "requirements": "现场备齐原件", "due": due}
    return acting.do("register_year_end_notice", **fields | more)


def refused(acting: Acting, number: str = FIRST, **more: Any) -> str:
    fields = {"year": 2026, "number": number, "requirements": "现场备齐原件", "due": "2027-01-05"} | more
    return acting.refused("register_year_end_notice", **fields)


@pytest.fixture
def december(march: Acting) -> Acting:
    """The year-end check is open for D001 and D002, due 10 January; today is 7 December."""
    march.on("2026-12-01").open("year_end_check", "2026")
    return march.on("2026-12-07")


def test_the_open_checks_move_to_the_date_of_the_notice_as_a_new_due_version(
    december: Acting, sql: Sql, violations: Violations
) -> None:
    summary = register(december)
    assert summary.counts == {"registered": 1, "moved": 2, "notices": 2}
    assert summary.words == (
        f"已登记2026年现场复核通知（{FIRST}），完成期限2027-01-05。2个部门在办的年终检查按此办理，通知2个部门。"
    )
    moved = ("2027-01-05", 2, "year_end_notice", FIRST)
    assert sql.rows(CHECKS) == [("D001", *moved), ("D002", *moved)]
    assert violations() == []


def test_the_proof_names_the_notice_and_what_it_requires(december: Acting, sql: Sql) -> None:
    register(december)
    proof = sql.value("SELECT proof FROM deadline WHERE rule = 'year_end_notice'")
    assert proof["notice"] == {"number": FIRST, "requirements": "现场备齐原件"}
    assert (proof["basis"], proof["choice"], proof["n"], proof["anchor"]) == (
        "《目标管控》6.1.4", "A29", 0, "2027-01-05",
    )  # fmt: skip
    assert proof["words"] == f"按现场复核通知（{FIRST}），1月5日前，逢休息日不顺延"


def test_the_history_shows_the_moved_date_and_the_reason(december: Acting, sql: Sql) -> None:
    register(december)
    reason = f"现场复核通知（{FIRST}）：现场备齐原件"
    assert sql.rows(MOVES)[-1] == ("moved", {"from": "2027-01-10", "to": "2027-01-05", "reason": reason})


def test_each_office_is_notified_once(december: Acting, sql: Sql) -> None:
    register(december)
    register(december.on("2026-12-08"))
    found = {"number": FIRST, "requirements": "现场备齐原件", "from": "2027-01-10"}
    assert sql.rows(TOLD)[2:] == [
        ("year_end_notice", "year_end_check|2026|D001||0", found),
        ("year_end_notice", "year_end_check|2026|D002||0", found),
    ]


def test_a_notice_without_a_date_keeps_the_due_date_and_its_reminders(december: Acting, sql: Sql) -> None:
    assert register(december, due=None).data["due"] == "2027-01-10"
    stored = ("2027-01-10", 1, "year_end_notice", FIRST)
    assert sql.rows(CHECKS) == [("D001", *stored), ("D002", *stored)]
    assert sql.rows(MOVES)[-1] == ("noticed", {"reason": f"现场复核通知（{FIRST}）：现场备齐原件"})
    assert [payload["from"] for kind, _, payload in sql.rows(TOLD) if kind == "year_end_notice"] == ["", ""]


def test_the_same_notice_again_changes_nothing(december: Acting, sql: Sql) -> None:
    register(december)
    before = sql.rows("SELECT hash FROM chain_head")
    again = register(december.on("2026-12-09"))
    assert again.words == f"现场复核通知（{FIRST}）此前已登记，未作改动。"
    assert again.counts == {"registered": 0, "moved": 0, "notices": 0}
    assert sql.rows("SELECT hash FROM chain_head") == before


@pytest.mark.parametrize(("due", "version"), [("2026-12-31", 3), ("2027-01-10", 3), ("2027-01-05", 2)])
def test_a_second_notice_replaces_the_first_and_may_be_earlier_or_later(
    december: Acting, sql: Sql, violations: Violations, due: str, version: int
) -> None:
    register(december)
    register(december.on("2026-12-14"), SECOND, due)
    assert {row[1:] for row in sql.rows(CHECKS)} == {(due, version, "year_end_notice", SECOND)}
    assert [kind for kind, _, _ in sql.rows(TOLD)].count("year_end_notice") == 4
    assert violations() == []


def test_a_check_that_is_done_keeps_its_date_and_hears_nothing(
    december: Acting, store: Path, tmp_path: Path, sql: Sql
) -> None:
    assert not store.exists()
    (tmp_path / "验收.pdf").write_text("验收合格")
    evidence = [{"target": code, "file": str(tmp_path / "验收.pdf")} for code in ("T001", "T002")]
    december.report("D001", "2026", "T001", "T002", name="file_year_end_check", progress=100, evidence=evidence)
    assert register(december).counts == {"registered": 1, "moved": 1, "notices": 1}
    assert sql.rows(CHECKS)[0] == ("D001", "2027-01-10", 1, "january_10", "")


def test_before_the_checks_open_the_notice_is_remembered_and_they_open_under_it(march: Acting, sql: Sql) -> None:
    assert register(march.on("2026-11-02")).words.endswith("年终检查2026-12-01开启时适用。")
    opened = march.on("2026-12-01").open("year_end_check", "2026")
    assert (opened.data["due"], opened.counts["opened"]) == ("2027-01-05", 2)
    assert {row[1:] for row in sql.rows(CHECKS)} == {("2027-01-05", 1, "year_end_notice", FIRST)}
    found = {"number": FIRST, "requirements": "现场备齐原件"}
    assert [(kind, payload) for kind, _, payload in sql.rows(TOLD)] == [("opened_year_end_check", found)] * 2


def test_the_reconciler_opens_under_it_too(march: Acting, sql: Sql) -> None:
    register(march.on("2026-11-02"))
    march.on("2026-12-03").system.do("reconcile")
    assert {row[1:] for row in sql.rows(CHECKS)} == {("2027-01-05", 1, "year_end_notice", FIRST)}


@pytest.mark.parametrize(("day", "joined"), [("2027-01-05", True), ("2027-01-06", False)])
def test_a_department_that_joins_late_owes_by_the_notice_while_its_date_lies_ahead(
    december: Acting, departments: Make, targets: Make, sql: Sql, day: str, *, joined: bool
) -> None:
    register(december)
    departments()
    targets("D003")
    december.on(day).system.do("reconcile")
    late = [("D003", "2027-01-05", 1, "year_end_notice", FIRST)] if joined else []
    assert [row for row in sql.rows(CHECKS) if row[0] == "D003"] == late


def test_another_years_check_is_not_touched(december: Acting, sql: Sql) -> None:
    register(december)
    december.on("2027-12-01").take(
        "targets",
        {"编号": "T101", "年度": "2027", "目标名称": "甲", "责任部门": "D001", "下达日期": "2027-03-01"},
    )
    december.on("2027-12-01").open("year_end_check", "2027")
    assert ("D001", "2028-01-10", 1, "january_10", "") in sql.rows(CHECKS)


def test_a_changed_calendar_leaves_the_date_of_the_notice(december: Acting, sql: Sql, violations: Violations) -> None:
    register(december)
    assert december.on("2026-12-08").take("calendar", HOLIDAY).counts["moved"] == 0
    assert {row[1:] for row in sql.rows(CHECKS)} == {("2027-01-05", 2, "year_end_notice", FIRST)}
    assert violations() == []


def test_a_changed_calendar_that_renews_the_proof_keeps_the_notice_in_it(
    december: Acting, sql: Sql, violations: Violations
) -> None:
    """The last working day before 10 January becomes the 7th."""
    register(december, due=None)
    december.on("2026-12-08").take("calendar", HOLIDAY | {"date": "2027-01-08"})
    assert {row[1:] for row in sql.rows(CHECKS)} == {("2027-01-10", 1, "year_end_notice", FIRST)}
    target, proof = sql.rows("SELECT target::text, proof FROM deadline ORDER BY id DESC LIMIT 1")[0]
    assert (target, proof["notice"]["number"]) == ("2027-01-07", FIRST)
    assert proof["words"].startswith(f"按现场复核通知（{FIRST}）")
    assert register(december.on("2026-12-09"), due=None).counts["registered"] == 0
    assert violations() == []


def test_a_check_put_under_another_notice_of_the_same_date_is_named(
    december: Acting, sql: Sql, violations: Violations
) -> None:
    register(december)
    register(december, SECOND)
    sql("UPDATE obligation SET deadline_id = (SELECT id FROM deadline WHERE source = :old) WHERE id = 3", old=FIRST)
    assert violations() == ["应办事项 year_end_check|2026|D001||0：被更改，与台账不符。"]


def test_the_reminders_count_back_from_the_new_date(december: Acting, sql: Sql) -> None:
    register(december, due="2026-12-10")
    december.on("2026-12-07").system.do("remind")
    occasions = sql.column("SELECT DISTINCT occasion FROM notice WHERE kind = 'reminder' AND subject LIKE 'year_end%'")
    assert occasions == ["2|T-3"]


@pytest.mark.parametrize(("due", "again"), [("2027-01-10", False), ("2027-01-09", True)])
def test_reminders_are_repeated_only_if_the_due_date_changes(
    december: Acting, sql: Sql, due: str, *, again: bool
) -> None:
    january = december.on("2027-01-08")
    january.system.do("remind")
    register(january, due=due)
    before = sql.value("SELECT count(*) FROM notice WHERE kind = 'reminder' AND subject LIKE 'year_end%'")
    january.system.do("remind")
    after = sql.value("SELECT count(*) FROM notice WHERE kind = 'reminder' AND subject LIKE 'year_end%'")
    assert (after > before) is again


def test_a_year_that_ends_after_go_live_has_its_notice_whenever_it_began(december: Acting, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET go_live = '2026-12-05' WHERE id = 2")
    assert register(december.on("2026-12-07")).counts["registered"] == 1


@pytest.mark.parametrize(
    ("day", "fields", "why"),
    [
        ("2026-12-07", {"due": "2027-01-11"}, "完成期限2027-01-11晚于2027-01-10。《目标管控》6.1.4"),
        ("2026-12-07", {"due": "2026-12-06"}, "完成期限2026-12-06已过（今天是2026-12-07）"),
        ("2027-01-11", {"due": None}, "完成期限2027-01-10已过"),
        ("2026-11-02", {"due": "2026-11-30"}, "早于年终检查的开启日期2026-12-01"),
        ("2026-11-02", {"year": 2025, "due": None}, "2025年早于启用日期2026-01-01，没有年终检查"),
        ("2026-11-02", {"year": 2027, "due": None}, "2027年尚未开始"),
        ("2026-11-02", {"year": 99999}, "期间“99999”无法识别"),
        ("2026-11-02", {"number": " "}, "“文号”不能为空"),
        ("2026-11-02", {"requirements": ""}, "“复核要求”不能为空"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(
    march: Acting, sql: Sql, day: str, fields: dict[str, Any], why: str
) -> None:
    assert why in refused(march.on(day), **fields)
    assert sql.value("SELECT count(*) FROM year_end_notice") == 0


@pytest.mark.parametrize("due", ["2026-12-07", "2027-01-10"])
def test_today_and_10_january_are_still_taken(december: Acting, due: str) -> None:
    assert register(december, due=due).data["due"] == due


def test_other_content_under_the_same_number_is_refused_with_the_stored_one(december: Acting) -> None:
    register(december)
    text = refused(december, requirements="另附照片")
    assert text == (
        f"现场复核通知（{FIRST}）已登记，完成期限2027-01-05，要求：现场备齐原件。内容有变的，请登记新文号的通知。"
    )
    assert "已登记，完成期限2027-01-05" in refused(december, due="2027-01-06")


def test_a_notice_that_was_replaced_does_not_come_back(december: Acting) -> None:
    register(december)
    register(december, SECOND, "2026-12-31")
    assert refused(december) == f"现场复核通知（{FIRST}）已由（{SECOND}）取代；如需再改，请登记新文号的通知。"


def test_only_the_agency_registers_it(december: Acting) -> None:
    assert "不能执行“登记现场复核通知”" in refused(december.office("D001"))
    assert "不能执行“登记现场复核通知”" in refused(december.system)


def test_opening_and_registering_at_once_leave_every_check_under_the_notice(
    march: Acting, together: Together, sql: Sql, violations: Violations
) -> None:
    day = march.on("2026-12-01")
    fields: dict[str, Any] = {"year": 2026, "number": FIRST, "requirements": "现场备齐原件", "due": "2027-01-05"}
    together(
        lambda session: day.within(session, "register_year_end_notice", **fields),
        lambda session: day.system.within(session, "open_cycle", cycle="year_end_check", period="2026"),
    )
    assert {(row[1], row[4]) for row in sql.rows(CHECKS)} == {("2027-01-05", FIRST)}
    assert len(sql.rows(CHECKS)) == 2
    assert violations() == []


def test_registering_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {
        "open": lambda acting, _sql: acting.on("2026-12-01").open("year_end_check", "2026"),
        "register": lambda acting, _sql: register(acting.on("2026-12-07")),
    }
    assert statements(10, works) == statements(2000, works)


# A check that is waived


NUMBER = "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D002' AND o.kind = "
TOLD_OF = "SELECT payload FROM notice WHERE kind = 'year_end_notice' AND subject LIKE '%|D002|%' ORDER BY id"


@pytest.fixture
def waived(december: Acting, sql: Sql) -> Acting:
    december.do("waive", obligation=sql.value(f"{NUMBER}'year_end_check'"), reason="机构改革")
    return december


def taken_back(acting: Acting, sql: Sql) -> Mapping[str, Any]:
    number = sql.value(f"{NUMBER}'year_end_check'")
    return acting.do("withdraw_waiver", obligation=number, reason="填错事项编号").data


def test_a_waived_check_follows_the_notice_when_its_waiver_is_taken_back(
    waived: Acting, sql: Sql, violations: Violations
) -> None:
    summary = register(waived)
    assert summary.counts == {"registered": 1, "moved": 1, "notices": 1}
    assert summary.words.endswith("通知1个部门。1个部门的年终检查已豁免，撤回豁免时按此办理。")
    assert sql.rows(TOLD_OF) == []
    assert taken_back(waived, sql)["due"] == "2027-01-05"
    moved = ("2027-01-05", 2, "year_end_notice", FIRST)
    assert sql.rows(CHECKS) == [("D001", *moved), ("D002", *moved)]
    assert sql.rows(TOLD_OF) == [({"number": FIRST, "requirements": "现场备齐原件", "from": "2027-01-10"},)]
    assert violations() == []


def test_with_every_check_waived_the_answer_names_no_check_that_moves(waived: Acting, sql: Sql) -> None:
    waived.do("waive", obligation=sql.value(f"{NUMBER.replace('D002', 'D001')}'year_end_check'"), reason="机构改革")
    summary = register(waived)
    assert summary.counts == {"registered": 1, "moved": 0, "notices": 0}
    assert summary.words.endswith("完成期限2027-01-05。2个部门的年终检查已豁免，撤回豁免时按此办理。")


def test_only_the_notice_in_force_is_told_when_a_waiver_is_taken_back(waived: Acting, sql: Sql) -> None:
    register(waived)
    register(waived, SECOND, "2027-01-05")
    taken_back(waived, sql)
    assert sql.rows(TOLD_OF) == [({"number": SECOND, "requirements": "现场备齐原件", "from": "2027-01-10"},)]


def test_a_waiver_stays_if_the_day_of_the_notice_is_over(waived: Acting, sql: Sql) -> None:
    register(waived)
    number = sql.value(f"{NUMBER}'year_end_check'")
    refusal = waived.on("2027-01-06").refused("withdraw_waiver", obligation=number, reason="填错事项编号")
    assert refusal.endswith("的期限2027-01-05已过，豁免时尚未逾期，不能撤回豁免：撤回会使其无故逾期。")


def test_a_notice_of_before_the_waiver_is_not_told_twice(december: Acting, sql: Sql) -> None:
    register(december)
    december.do("waive", obligation=sql.value(f"{NUMBER}'year_end_check'"), reason="机构改革")
    taken_back(december, sql)
    assert len(sql.rows(TOLD_OF)) == 1
