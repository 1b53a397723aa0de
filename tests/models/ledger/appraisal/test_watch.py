"""年度考评进展: each day's state is kept once, and the agency is told what is missing and what changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.appraisal.watch import show_appraisal, watch_appraisal
from models.ledger.score.sheets import score_sheets
from models.rules.errors import Unavailable
from tests.mails import in_transaction
from tests.models.ledger.appraisal.year import (
    APPROVAL,
    BASIS,
    by,
    objects,
    states,
)
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations

WATCH = watch_appraisal.name
TOLD = "SELECT occasion FROM notice WHERE kind = 'appraisal_day' ORDER BY id"
PAYLOAD = "SELECT payload FROM notice WHERE kind = 'appraisal_day' ORDER BY id DESC LIMIT 1"
KEPT = "SELECT year, day::text, departments, done FROM appraisal_day ORDER BY year, day"
SECOND: dict[str, Any] = {"number": "黔目标办〔2027〕8号", "dated": "2027-01-12", "evidence": str(PAPER)}


def watch(acting: Acting, day: str) -> Summary:
    """Watch the years on a day; the table that is kept current has the same rows, before and after."""
    before = in_transaction(show_appraisal, date.fromisoformat(day))
    told = acting.on(day).system.do(WATCH)
    assert told.data.get("table", []) in ([], before)
    assert in_transaction(show_appraisal, date.fromisoformat(day)) in (before, [])
    return told


def rows(summary: Summary, kind: str) -> list[str]:
    return [row["内容"] for row in summary.data.get("table", ()) if row["类别"] == kind]


def revalue(acting: Acting, value: str = "90") -> None:
    """Give D001 another value of 二级考评."""
    of_year: dict[str, Any] = {"department": "D001", "year": 2026, "reason": "复核更正"}
    by(acting, "王文").do("record_second_level", value=value, **of_year, **SECOND)


def approve(acting: Acting) -> None:
    """Both departments say nothing, and the sheets are approved on 8 March."""
    acting.on("2027-03-08").system.do("record_silence")
    acting.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)


def test_before_11_january_nothing_is_said(march: Acting, sql: Sql) -> None:
    told = watch(march, "2027-01-10")
    assert (told.words, told.counts["notices"]) == ("", 0)
    assert sql.rows(KEPT) == []


def test_a_year_that_ended_before_go_live_is_not_asked_about(rated: Acting, sql: Sql) -> None:
    assert watch(rated, "2027-01-21").words != ""
    sql("UPDATE jurisdiction SET go_live = '2027-01-01' WHERE id = 2")
    assert watch(rated, "2027-01-22").words == ""


@pytest.mark.parametrize("first", ["2027-01-12", "2027-06-01"])
def test_a_year_that_was_over_before_the_first_run_here_is_not_asked_about(
    march: Acting, sql: Sql, first: str, violations: Violations
) -> None:
    """An older ledger that is upgraded: its last year was appraised on paper."""
    for day in (first, "2027-12-31"):
        assert watch(march, day).words == ""
    assert sql.rows(KEPT) == sql.rows(TOLD) == []
    assert violations() == []


def test_a_year_that_is_appraised_here_is_asked_about_whenever_it_first_runs(rated: Acting, sql: Sql) -> None:
    assert watch(rated, "2027-06-01").words.startswith("2026年考评")
    assert sql.column(TOLD) == ["2027-06-01"]


def test_the_year_after_the_first_run_is_asked_about(appraising: Acting, sql: Sql) -> None:
    assert watch(appraising, "2027-06-01").words == ""
    sql("UPDATE target SET year = 2027")
    assert watch(appraising, "2028-01-11").words.startswith("2027年考评")


def test_the_agency_is_not_told_where_no_setting_of_the_appraisal_is_in_force_on_the_last_day(
    march: Acting, sql: Sql
) -> None:
    march.do("set_policy", key="objection_days", value="5", basis=BASIS, valid_from="2027-01-01")
    assert watch(march, "2027-01-11").words == ""
    assert sql.rows(KEPT) == sql.rows(TOLD) == []
    with begin() as session:  # `scores` prints the list all the same
        assert all(each.open for each in score_sheets(session, 2026, date(2027, 1, 11)))


def test_an_installation_without_targets_of_the_year_says_nothing(march: Acting, sql: Sql) -> None:
    sql("UPDATE target SET year = 2027")
    assert watch(march, "2027-01-11").words == ""
    assert sql.rows(KEPT) == []


def test_without_departments_of_the_year_nothing_is_done(march: Acting, sql: Sql) -> None:
    sql("UPDATE department SET valid_from = '2027-01-01' WHERE NOT is_agency")
    assert watch(march, "2027-01-11").words == ""
    assert sql.rows(KEPT) == []


def test_on_the_first_day_everything_that_is_missing_is_told_with_who_has_to_do_it(
    appraising: Acting, sql: Sql, violations: Violations
) -> None:
    told = watch(appraising, "2027-01-11")
    due = rows(told, "待办")
    assert "管理机构：考评截止日未设定（set_policy --key appraisal_cut_off）" in due
    assert any("二级考评" in each and each.endswith("（第001厅、第002厅）") for each in due)
    assert "第001厅、第002厅：目标未申报完成也未列入负面清单（file_year_end_check）" in due
    assert (rows(told, "变化"), told.counts["notices"]) == ([], 1)
    assert told.words == f"2026年考评：2个部门得分未齐，待办{len(due)}项。"
    assert len(sql.value(PAYLOAD)["lines"]) == min(len(due), 20)
    assert violations() == []


def test_who_has_not_rated_is_named_while_a_department_has_too_few_ratings(rated: Acting) -> None:
    reason = {"reason": "评价表有误", "evidence": str(PAPER)}
    by(rated, "王文").do("withdraw_leader_ratings", rated_by="张平", year=2026, **reason)
    assert "省领导张平：没有交回评价" in rows(watch(rated, "2027-03-01"), "待办")
    ratings = [{"department": code, "mark": "91"} for code in ("D001", "D002")]
    sheet: dict[str, Any] = {"rated_by": "张平", "year": 2026, "ratings": ratings, "rated_on": "2027-03-01"}
    by(rated, "王文").do("enter_leader_ratings", **sheet, evidence=str(PAPER))
    told = watch(rated, "2027-03-02")
    assert "省领导张平：评价已录入，待另一人核对" in rows(told, "待办")
    assert "已了结：省领导张平：没有交回评价" in rows(told, "变化")


def test_what_changed_is_told_by_department_and_line_and_only_that_is_kept(rated: Acting, sql: Sql) -> None:
    watch(rated, "2027-03-01")
    revalue(rated)
    told = watch(rated, "2027-03-02")
    assert rows(told, "变化") == ["第001厅：二级考评2.40→2.70；合计（不含省领导评价）91.40→91.70"]
    [_, (_, _, departments, _)] = sql.rows(KEPT)
    assert list(departments) == ["D001"]
    assert sql.value(PAYLOAD)["lines"] == []


def test_a_setting_that_was_made_is_no_longer_missing(appraising: Acting) -> None:
    watch(appraising, "2027-01-11")
    appraising.on("2027-01-11").do("set_policy", key="leader_least", value="3", basis=BASIS, valid_from="2026-12-31")
    changes = rows(watch(appraising, "2027-01-12"), "变化")
    assert "已了结：管理机构：省领导评价的最少人数未设定（set_policy --key leader_least）" in changes


def test_a_day_without_change_is_kept_and_not_told(rated: Acting, sql: Sql) -> None:
    watch(rated, "2027-03-01")
    told = watch(rated, "2027-03-02")
    assert (told.counts["notices"], told.counts["changed"]) == (0, 0)
    assert [row[2] for row in sql.rows(KEPT)][1] == {}
    assert sql.column(TOLD) == ["2027-03-01"]


def test_everything_is_told_again_on_the_first_run_of_the_next_week(rated: Acting, sql: Sql) -> None:
    for day in ("2027-03-01", "2027-03-02", "2027-03-05", "2027-03-09", "2027-03-10"):
        watch(rated, day)
    assert sql.column(TOLD) == ["2027-03-01", "2027-03-09"]


def test_after_missed_days_the_change_since_the_last_kept_day_is_told(rated: Acting) -> None:
    watch(rated, "2027-03-01")
    revalue(rated)
    assert watch(rated, "2027-03-05").counts["changed"] == 1
    assert watch(rated, "2027-03-06").counts["changed"] == 0


def test_a_second_run_of_a_day_and_a_run_for_a_day_before_change_nothing(rated: Acting, sql: Sql) -> None:
    watch(rated, "2027-03-02")
    revalue(rated)
    before = sql.rows(KEPT)
    for day in ("2027-03-02", "2027-03-01"):
        told = watch(rated, day)
        assert (told.words, told.counts["notices"]) == ("2026年考评2027-03-02的进展此前已登记，未作改动。", 0)
    assert sql.rows(KEPT) == before
    assert watch(rated, "2027-03-03").counts["changed"] == 1


def test_two_runs_at_once_keep_one_day(rated: Acting, sql: Sql, together: Together) -> None:
    done = together(*[lambda session: rated.system.within(session, WATCH)] * 2)
    assert sorted(each.counts["notices"] for each in done) == [0, 1]
    assert len(sql.rows(KEPT)) == 1


def test_the_database_keeps_no_second_row_of_a_day(rated: Acting, sql: Sql) -> None:
    watch(rated, "2027-03-01")
    columns = "jurisdiction_id, year, day, departments, matters, lacking, done"
    with pytest.raises(Unavailable, match="另一操作刚刚写入了同一记录"):
        sql(f"INSERT INTO appraisal_day ({columns}) SELECT {columns} FROM appraisal_day")  # noqa: S608 - own names


def test_a_department_that_has_no_score_any_more_is_told_once(rated: Acting, sql: Sql) -> None:
    watch(rated, "2027-03-01")
    sql("UPDATE department SET valid_to = '2026-11-30' WHERE code = 'D002'")
    assert "D002：不再有得分" in rows(watch(rated, "2027-03-02"), "变化")
    assert rows(watch(rated, "2027-03-03"), "变化") == []


def test_whole_scores_wait_for_the_draft_and_the_run_drafts_nothing(rated: Acting, sql: Sql) -> None:
    assert rows(watch(rated, "2027-03-01"), "待办") == ["管理机构：2026年得分已齐，待拟定得分表（draft_appraisal）"]
    assert states(sql) == []


def test_an_unanswered_sheet_is_the_departments_until_its_day(draft: Acting) -> None:
    due = rows(watch(draft, "2027-03-02"), "待办")
    assert due == ["第001厅、第002厅：得分表待核对，2027-03-05前没有意见的按未提异议办理"]


def test_a_sheet_that_the_ledger_gives_otherwise_is_named_and_no_version_is_made(draft: Acting, sql: Sql) -> None:
    watch(draft, "2027-03-02")
    revalue(draft)
    told = watch(draft, "2027-03-03")
    assert any("由管理机构决定是否重新拟定（draft_appraisal）（第001厅）" in each for each in rows(told, "待办"))
    assert "得分表：待部门核对→待部门核对，台账已有变化" in rows(told, "变化")[0]
    assert states(sql) == [("D001", 1, "drafted"), ("D002", 1, "drafted")]


def test_an_objection_waits_for_its_answer_and_an_accepted_one_for_another_person(draft: Acting, sql: Sql) -> None:
    objects(draft, sql, second_level="漏计")
    assert "管理机构：异议待答复（answer_score_objection）（第001厅）" in rows(watch(draft, "2027-03-03"), "待办")
    answer: dict[str, Any] = {"component": "二级考评", "answer": "属实", "accepted": True}
    draft.on("2027-03-04").do("answer_score_objection", department="D001", year=2026, **answer)
    told = watch(draft, "2027-03-04")
    assert "管理机构：异议已采纳，待另一人重算（recompute_sheet）（第001厅）" in rows(told, "待办")
    assert rows(told, "变化") == ["第001厅：得分表：异议待答复→异议已采纳，待重算"]


def test_a_department_that_came_after_the_draft_needs_a_sheet(draft: Acting, departments: Any) -> None:
    departments(1)
    assert any("没有得分表，须重新拟定（第003厅）" in each for each in rows(watch(draft, "2027-03-02"), "待办"))


def test_an_open_duty_is_reminded_by_the_sweep_and_ends_as_silence(draft: Acting, sql: Sql) -> None:
    draft.on("2027-03-04").system.do("remind")
    asked = "SELECT count(*) FROM notice n JOIN obligation o ON o.id = n.obligation_id WHERE n.kind = 'reminder'"
    assert sql.value(f"{asked} AND o.kind = 'appraisal_objection'") >= 2
    draft.on("2027-03-08").system.do("record_silence")
    told = watch(draft, "2027-03-08")
    assert rows(told, "待办") == ["管理机构：2026年得分表已核对完毕，待登记审定（approve_appraisal）"]
    assert {state for _, _, state in states(sql)} == {"silent"}


def test_when_all_sheets_are_approved_it_is_said_once(draft: Acting, sql: Sql, violations: Violations) -> None:
    watch(draft, "2027-03-05")
    approve(draft)
    told = watch(draft, "2027-03-09")
    assert told.words == "2026年2个部门的得分表已全部审定，年度考评到此结束。"
    assert sql.value(PAYLOAD)["done"] is True
    for day in ("2027-03-09", "2027-03-10", "2027-03-15"):
        again = watch(draft, day)
        assert (again.words, again.counts["notices"]) == ("", 0)
    assert sql.column(TOLD) == ["2027-03-05", "2027-03-09"]
    assert violations() == []


def test_a_year_that_is_not_approved_is_watched_as_well_as_the_next_one(rated: Acting, sql: Sql) -> None:
    watch(rated, "2027-03-01")
    sql("UPDATE target SET year = 2027 WHERE code = 'T003'")
    watch(rated, "2028-01-11")
    assert [(row[0], row[1]) for row in sql.rows(KEPT)] == [
        (2026, "2027-03-01"),
        (2026, "2028-01-11"),
        (2027, "2028-01-11"),
    ]


def test_classes_that_are_missing_and_ties_wait_for_the_agency(rated: Acting) -> None:
    for key, value in (("unit_classes", "甲类"), ("grade_quotas", "一等奖50%、其余二等奖")):
        rated.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-12-31")
    assert any("没有登记单位类别" in each for each in rows(watch(rated, "2027-03-01"), "待办"))
    for code in ("D001", "D002"):
        rated.do("classify_unit", department=code, year=2026, unit_class="甲类", **SECOND)
    told = watch(rated, "2027-03-02")
    assert not any("单位类别" in each for each in rows(told, "待办"))


def test_only_the_agency_and_the_system_may_run_it(rated: Acting) -> None:
    assert "不能执行“年度考评进展”" in rated.office("D001").refused(WATCH)
