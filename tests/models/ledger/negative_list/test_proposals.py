"""拟列入负面清单: proposed entries wait for the finding on site (7.2, 7.4, A20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.negative_list.register import list_entries
from tests.conftest import counting
from tests.models.ledger.target.dates import VERDICT, attach, made, report
from tests.models.ledger.target.trees import leaf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Make, Sql, Violations
    from tests.models.ledger.conftest import Conform


PROPOSAL = {"target": "T001", "way": "在线", "finding": "上传材料显示未完成", "found_on": "2026-09-08"}


def test_a_proposal_waits_for_the_finding_on_the_spot(roster: Acting, sql: Sql) -> None:
    words = roster.do("propose_entry", **PROPOSAL).words
    assert words == "已提出将“目标T001”（第001厅）列入负面清单，待现场认定。"
    assert sql.rows("SELECT state, finding FROM negative_entry") == [("proposed", "上传材料显示未完成")]
    assert sql.rows("SELECT way, proposed_on::text FROM entry_origin") == [("online", "2026-09-10")]
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'remediation'") == 0


def test_a_proposed_entry_opens_no_remediation(roster: Acting) -> None:
    roster.do("propose_entry", **PROPOSAL)
    assert (
        roster.refused("set_limit", target="T001", limit="2026-10-20")
        == "该条目尚未经现场认定，不能明确整改时限；请先现场核查并签字（sign_off），再认定列入（list_finding）。"
    )


def test_a_second_proposal_is_refused(roster: Acting) -> None:
    roster.do("propose_entry", **PROPOSAL)
    text = roster.refused("propose_entry", **PROPOSAL)
    assert text == "目标T001已在2026-09-10提出拟列入负面清单，等待现场认定，不能重复提出。"


def test_a_listed_target_is_not_proposed(roster: Acting) -> None:
    roster.lists("T001", "进度滞后", "2026-09-08")
    assert roster.refused("propose_entry", **PROPOSAL).startswith("目标T001已在负面清单中")


def test_the_agency_may_confirm_a_proposal_by_listing_it(roster: Acting, sql: Sql) -> None:
    roster.do("propose_entry", **PROPOSAL)
    roster.on("2026-09-12").lists("T001", "现场认定未完成", "2026-09-12")
    rows = sql.rows("SELECT occurrence, state, finding, listed_on::text FROM negative_entry")
    assert rows == [(1, "listed", "现场认定未完成", "2026-09-12")]


# 指定现场认定


@pytest.fixture
def proposed(issued: Acting) -> Acting:
    """T001 is proposed for the list; the plan of 2026-1 is issued."""
    issued.do("propose_entry", **PROPOSAL)
    return issued


def test_7_2_an_inspection_is_named_that_looks_on_site(proposed: Acting, sql: Sql, violations: Violations) -> None:
    fields = {"target": "T001", "inspection": "2026-1"}
    words = "“目标T001”拟列入负面清单，由核查2026-1到现场认定。"
    assert proposed.do("assign_confirmation", **fields).words == words
    assert proposed.do("assign_confirmation", **fields).counts == {"assigned": 0}
    assert sql.rows("SELECT inspection_id, assigned_on::text FROM confirmation") == [(1, "2026-09-15")]
    assert violations() == []


def test_another_inspection_takes_its_place(proposed: Acting, plan: dict[str, str], sql: Sql) -> None:
    proposed.do("assign_confirmation", target="T001", inspection="2026-1")
    proposed.do("draft_inspection", kind="专项核查", title="现场认定", **plan)
    proposed.on("2026-09-16").do("assign_confirmation", target="T001", inspection="2026-2")
    assert sql.rows("SELECT inspection_id, assigned_on::text FROM confirmation") == [(2, "2026-09-16")]


def test_an_inspection_is_assigned_to_proposed_entries_only(issued: Acting) -> None:
    fields = {"target": "T001", "inspection": "2026-1"}
    assert issued.refused("assign_confirmation", **fields).startswith("目标T001没有列入负面清单。")
    issued.lists("T001", "进度滞后", "2026-09-08")
    assert issued.refused("assign_confirmation", **fields) == "目标T001的条目已列入，拟列入的才指定现场认定。"


def test_an_inspection_that_is_over_or_goes_elsewhere_is_not_named(
    proposed: Acting, plan: dict[str, str], conform: Conform
) -> None:
    conform(proposed, "2026-1", "T002")
    proposed.do("conclude_inspection", inspection="2026-1", coverage="专项", reason="只查公路")
    proposed.do("draft_inspection", kind="专项核查", title="另一核查", departments="D002", **plan)
    refusals = [proposed.refused("assign_confirmation", target="T001", inspection=key) for key in ("2026-1", "2026-2")]
    assert refusals == [
        "核查2026-1已结束，不能指定它到现场认定。",
        "目标T001由“第001厅”牵头，不在核查2026-2的受核查部门中。",
    ]


ACT = "propose_missed_dates"
ENTRIES = """
SELECT t.code, e.occurrence, d.code, e.state, e.finding, e.found_on::text FROM negative_entry e
    JOIN target t ON t.id = e.target_id JOIN department d ON d.id = e.department_id ORDER BY e.id
"""
CHECKS = "SELECT subject, period, state FROM obligation WHERE kind = 'onsite_confirmation' ORDER BY id"
FINDING = "完成时限2026年6月30日，截至2026年7月1日未申报已完成并附印证材料"
NONE = {"proposed": 0}


@pytest.fixture
def missed(due: Acting) -> Acting:
    """The date of T009 has passed; today is 1 July."""
    return due.on("2026-07-01")


@pytest.fixture
def proposed_of_missed_dates(missed: Acting) -> Acting:
    missed.system.do(ACT)
    return missed


def declared(acting: Acting, folder: Path) -> None:
    """Declare T009 complete in the report of June, with evidence."""
    report(acting, "2026-06")
    attach(acting, "2026-06", made(folder))


def test_the_sweep_after_the_day_proposes_it_and_opens_the_check_on_site(
    missed: Acting, sql: Sql, violations: Violations
) -> None:
    assert missed.on("2026-06-30").system.do(ACT).counts == NONE
    summary = missed.system.do(ACT)
    assert summary.words == "到期未完成的目标1项，拟列入负面清单，待现场认定。"
    assert sql.rows(ENTRIES) == [("T009", 1, "D001", "proposed", FINDING, "2026-07-01")]
    assert sql.rows("SELECT way, detail FROM entry_origin") == [("own_date", {"missed": ["2026/T009|2026-06-30"]})]
    assert sql.rows(CHECKS) == [("2026/T009/1", "2026Q3", "open")]
    assert sql.value("SELECT count(*) FROM notice WHERE kind LIKE 'listed%'") == 0
    assert missed.on("2026-07-02").system.do(ACT).counts == NONE
    assert violations() == []


def test_several_leaves_of_a_target_are_one_proposal(dated: Acting, sql: Sql) -> None:
    rows = [leaf(code, target="T009", 完成时限=day) for code, day in (("1", "2026-06-26"), ("2", "2026-06-30"))]
    dated.take("indicators", *rows)
    dated.system.do("open_target_dates")
    dated.on("2026-07-01").system.do(ACT)
    assert sql.column("SELECT finding FROM negative_entry") == [
        f"指标1{FINDING}；指标2{FINDING}".replace("30", "26", 1)
    ]


def test_what_is_declared_or_waived_is_not_proposed(due: Acting, sql: Sql, tmp_path: Path) -> None:
    declared(due.on("2026-06-30"), tmp_path)
    assert due.on("2026-07-01").system.do(ACT).counts == NONE
    sql("UPDATE obligation SET state = 'waived' WHERE kind = 'target_due'")
    assert due.on("2026-07-01").system.do(ACT).counts == NONE


def test_a_target_with_an_open_entry_or_proposal_is_skipped(missed: Acting, sql: Sql) -> None:
    earlier = missed.on("2026-06-22")
    earlier.do("propose_entry", target="T009", way="在线", finding="上传材料显示未完成", found_on="2026-06-22")
    assert missed.system.do(ACT).counts == NONE
    sql("UPDATE negative_entry SET state = 'remedying'")
    assert missed.system.do(ACT).counts == NONE


def test_a_target_made_good_before_the_day_is_proposed_and_one_made_good_after_it_is_not(
    missed: Acting, sql: Sql
) -> None:
    listed = missed.on("2026-06-22")
    listed.lists("T009")
    listed.do("set_limit", target="T009", limit="2026-06-25")
    office = missed.on("2026-06-24").office("D001")
    office.do("declare_completion", target="T009", completed_on="2026-06-24", measures="已补建")
    office.do("file_feedback", target="T009", feedback="已补建")
    missed.on("2026-06-26").rechecks("T009")
    sql("UPDATE remediation SET rechecked_on = '2026-07-02'")
    assert missed.on("2026-07-03").system.do(ACT).counts == NONE
    sql("UPDATE remediation SET rechecked_on = '2026-06-26'")
    assert missed.on("2026-07-03").system.do(ACT).counts == {"proposed": 1}
    assert [(each[1], each[3]) for each in sql.rows(ENTRIES)] == [(1, "made_good"), (2, "proposed")]


def test_a_dismissed_proposal_of_this_date_is_not_made_again(proposed_of_missed_dates: Acting, sql: Sql) -> None:
    sql("UPDATE negative_entry SET state = 'dismissed'")
    assert proposed_of_missed_dates.on("2026-07-10").system.do(ACT).counts == NONE
    sql("UPDATE entry_origin SET detail = '{}'")
    assert proposed_of_missed_dates.on("2026-07-10").system.do(ACT).counts == {"proposed": 1}


def test_a_later_declaration_is_late_and_stands_on_the_proposal(
    proposed_of_missed_dates: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    declared(proposed_of_missed_dates.on("2026-07-03"), tmp_path)
    assert sql.rows(VERDICT) == [("discharged", "2026-07-03", True)]
    assert [each[3] for each in sql.rows(ENTRIES)] == ["proposed"]
    with begin() as session:
        (entry,) = list_entries(session, proposed_of_missed_dates.day)
    assert str(entry["declared_on"]) == "2026-07-03"
    events = sql.rows("SELECT event, detail FROM transition WHERE record = 'entry_origin' ORDER BY id")
    assert events == [("proposed", {}), ("declared", {"declared_on": "2026-07-03"})]
    assert violations() == []


def test_a_signed_finding_on_site_lists_it(proposed_of_missed_dates: Acting, sql: Sql, violations: Violations) -> None:
    proposed_of_missed_dates.on("2026-07-08").lists("T009", "路基未完成")
    assert [each[3:5] for each in sql.rows(ENTRIES)] == [("listed", "路基未完成")]
    assert [each[2] for each in sql.rows(CHECKS)] == ["discharged"]
    assert violations() == []


def test_it_is_proposed_for_the_department_that_leads_it_now(missed: Acting, sql: Sql) -> None:
    basis: dict[str, Any] = {"effective_on": "2026-07-01", "basis": "黔编发〔2026〕1号"}
    missed.do("transfer_targets", department="D001", successor="D002", targets=["T009"], **basis)
    missed.system.do(ACT)
    assert [each[2] for each in sql.rows(ENTRIES)] == ["D002"]


def test_the_statements_do_not_grow_with_the_targets(march: Acting, targets: Make) -> None:
    march.system.do("open_target_dates")
    counts = []
    for day, n, after in (("2026-06-15", 1, "2026-07-02"), ("2026-07-02", 20, "2026-07-16")):
        march.on(day)
        targets("D001", n, 完成时限="2026-07-01" if n == 1 else "2026-07-15")
        march.on("2026-06-18" if n == 1 else day).system.do("open_target_dates")
        with counting() as total:
            assert march.on(after).system.do(ACT).counts == {"proposed": n}
        counts.append(total[0])
    assert counts[1] <= counts[0]
