"""A quarter of external control over the published departments and targets: from the plan to the frozen list (6.2).

Everything is done by acts; the sessions of these tests only read. Each deviation occurs once: a late completion and a
late feedback, a second failure, an appeal won and one lost, a tie found after the draw, a department merged while its
entry is open.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.file_store.folder import Folder
from models.ledger.chain.verify import verify
from models.ledger.evidence.store import configure_store
from models.ledger.inspection.error_rate import rate_of
from models.ledger.inspection.scope import drawn_targets
from models.ledger.negative_list.snapshot import lines_of
from models.records import Inspection
from models.rules.sampling import draw, read_population, seed_of
from models.statements import run
from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Acting, Databases, Sql

PUBLISHED = Path(str(files("deployments") / "data" / "demo"))
ROSTER = ("王文", "李天", "郑玲", "韩丽", "伍友", "陈枚")
PLAN = {
    "kind": "季度核查",
    "period": "2026Q3",
    "purpose": "核实第三季度目标完成情况",
    "content": "对照目标绩效要求核实数量和质量",
    "forms": "在线核查、实地核查",
    "methods": "查阅资料、实地查看",
    "standard": "目标绩效要求",
    "ends_on": "2026-10-30",
    "requirements": "逐项核实，留存印证材料",
}
FOUND: dict[str, Any] = {
    "declared_complete": "是",
    "declared_reason": "书面申报",
    "methods": "实地查看",
    "found_by": "王文、郑玲",
    "evidence": [str(SEEN_THERE)],
}
NUMBER = "05,07,12,18,23,31+02"
LEAD = """
SELECT d.code FROM target t JOIN target_department x ON x.target_id = t.id AND x.position = 0
JOIN department d ON d.id = x.department_id WHERE t.code = :code
"""
ENTRIES = "SELECT t.code, e.occurrence, e.state FROM negative_entry e JOIN target t ON t.id = e.target_id ORDER BY e.id"
DUTIES = """
SELECT o.kind, o.state, o.late, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.subject = :subject ORDER BY o.round, o.kind
"""
WITHOUT_NOTICE = """
SELECT t.code FROM negative_entry e JOIN target t ON t.id = e.target_id WHERE e.state <> 'proposed' AND NOT EXISTS (
    SELECT 1 FROM notice n WHERE n.kind = 'listed' AND n.audience = 'head'
        AND n.subject LIKE '%' || concat_ws('/', t.year, t.code, e.occurrence) || '%')
"""
CLOSED_WITHOUT_CAUSE = """
SELECT e.id FROM negative_entry e WHERE e.state IN ('made_good', 'withdrawn')
    AND NOT EXISTS (SELECT 1 FROM remediation r WHERE r.entry_id = e.id AND r.state = 'accepted')
    AND NOT EXISTS (SELECT 1 FROM appeal a WHERE a.entry_id = e.id AND a.ruling = 'withdrawn')
"""
RUNNING_WHILE_SUSPENDED = """
SELECT o.id FROM obligation o JOIN target t ON o.subject LIKE concat_ws('/', t.year, t.code) || '/%'
    JOIN negative_entry e ON e.target_id = t.id JOIN appeal a ON a.entry_id = e.id AND a.state = 'accepted'
WHERE o.state = 'open' AND o.kind IN ('remediation', 'feedback')
"""


@dataclass(frozen=True)
class Quarter:
    """The result of the quarter: the actor, the drawn targets, and five failed targets of five departments."""

    agency: Acting
    drawn: list[str]
    failed: list[str]
    folder: Path

    @property
    def late(self) -> str:
        return self.failed[0]

    @property
    def again(self) -> str:
        return self.failed[1]

    @property
    def won(self) -> str:
        return self.failed[2]

    @property
    def lost(self) -> str:
        return self.failed[3]

    @property
    def merged(self) -> str:
        return self.failed[4]


def published(kind: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lead(target: str) -> str:
    with begin() as session:
        return str(run(session, LEAD, code=target).scalar_one())


def arrange(agency: Acting) -> list[str]:
    """Import the sheets, issue the plan with its team, and draw with a number unknown before; returns what is drawn."""
    for kind in ("departments", "contacts", "targets"):
        agency.on("2026-02-27").take(kind, *published(kind))
    october = agency.on("2026-10-08")
    for name in ROSTER:
        october.do("register_inspector", name=name)
    size: dict[str, Any] = {"share": "20%", "at_least": 1, "key_projects_certain": True}
    number = {"number_kind": "双色球", "number_name": "双色球第2026117期", "known_on": "2026-10-10"}
    october.do("draft_inspection", title="第三季度核查", **PLAN)
    october.do("commit_sample", subject="2026-1", year=2026, by="department", secret="5e" * 32, **size, **number)
    drawing = agency.on("2026-10-10")
    drawing.do("draw_sample", subject="2026-1", number=NUMBER)
    drawing.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    drawing.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    with begin() as session:
        return [target.partition("/")[2] for target in drawn_targets(session, session.get_one(Inspection, 1))]


def inspect(agency: Acting, drawn: list[str]) -> list[str]:
    """A tie after the draw replaces a member; all drawn targets are inspected, five of five departments fail."""
    leads = {target: lead(target) for target in drawn}
    failed = list({lead: target for target, lead in reversed(leads.items())}.values())[:5]
    tie = {"inspector": "李天", "department": leads[failed[0]], "reason": "抽取后发现亲属在该部门任职"}
    assert agency.on("2026-10-12").do("declare_tie", **tie).data["inspections"] == ["2026-1"]
    swap = {"inspection": "2026-1", "member": "李天", "successor": "郑玲", "reason": "回避"}
    agency.on("2026-10-12").do("replace_member", **swap)
    visits = agency.on("2026-10-20")
    for target in drawn:
        found = "未完成绩效要求" if target in failed else "已完成绩效要求"
        conclusion = "未按质按量完成" if target in failed else "符合目标要求"
        data: dict[str, Any] = {"found": found, "conclusion": conclusion, "found_on": "2026-10-20", **FOUND}
        visits.do("record_finding", inspection="2026-1", target=target, **data)
    agency.on("2026-10-22").do("sign_off", inspection="2026-1", leader="王文", limit="2026-11-20")
    agency.on("2026-10-23").do("conclude_inspection", inspection="2026-1")
    return failed


def reinspect(agency: Acting, number: str, target: str, conclusion: str) -> None:
    """The re-inspection of a contested target, by inspectors who were not there before."""
    day = agency.on("2026-11-02")
    day.do("draft_inspection", title="申诉复核", **PLAN | {"kind": "专项核查", "ends_on": "2026-11-30"})
    day.do("appoint_team", inspection=number, leader="韩丽", members="伍友")
    day.do("issue_plan", inspection=number, document_number=f"黔目标办〔2026〕{number}号")
    day.do("assign_reinspection", target=target, inspection=number)
    later = agency.on("2026-11-04")
    data = {"conclusion": conclusion, "found": "现场复核", "found_on": "2026-11-04", **FOUND, "found_by": "韩丽、伍友"}
    later.do("record_finding", inspection=number, target=target, **data)
    later.do("sign_off", inspection=number, leader="韩丽", limit="2026-11-20")


def appeal(quarter: Quarter) -> None:
    for number, (target, conclusion, ruling) in enumerate(
        [(quarter.won, "符合目标要求", "撤销"), (quarter.lost, "未按质按量完成", "维持")], start=2
    ):
        quarter.agency.on("2026-10-29").do("lodge_appeal", target=target, ground="核查时尚有部分未计入")
        quarter.agency.on("2026-11-02").do("accept_appeal", target=target)
        reinspect(quarter.agency, f"2026-{number}", target, conclusion)
        quarter.agency.on("2026-11-06").do("rule_appeal", target=target, ruling=ruling, reason="据复核结果")


def remedy(quarter: Quarter) -> None:
    agency = quarter.agency
    agency.on("2026-11-24").do("declare_completion", target=quarter.late, completed_on="2026-11-24", measures="补建")
    agency.on("2026-12-02").do("file_feedback", target=quarter.late, feedback="已完成")
    agency.on("2026-12-04").rechecks(quarter.late)
    agency.on("2026-11-10").do("declare_completion", target=quarter.again, completed_on="2026-11-10", measures="补建")
    agency.on("2026-11-12").do("file_feedback", target=quarter.again, feedback="已完成")
    agency.on("2026-11-13").rechecks(quarter.again)
    agency.on("2026-12-08").lists(quarter.again, "又未达要求", "2026-12-07")
    agency.on("2026-12-08").do("set_limit", target=quarter.again, limit="2026-12-25")


@pytest.fixture(scope="module")
def story(databases: Databases, anyone: Acting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    """The quarter after all its acts; its files are in a separate folder."""
    with databases.fresh("founded"):
        folder = tmp_path_factory.mktemp("evidence")
        configure_store(folder, 1)
        drawn = arrange(anyone)
        quarter = Quarter(anyone, drawn, inspect(anyone, drawn), folder)
        appeal(quarter)
        anyone.on("2026-11-11").do("freeze_negative_list", period="2026Q3")
        old, new = (lead(target) for target in (quarter.merged, quarter.late))
        reform = {"effective_on": "2026-11-16", "basis": "黔机编〔2026〕12号"}
        anyone.on("2026-11-16").do("merge_department", department=old, successor=new, **reform)
        remedy(quarter)
        anyone.on("2027-01-11").do("freeze_negative_list", period="2026Q4")
        yield quarter


def test_it_is_about_real_departments_and_targets(story: Quarter, sql: Sql) -> None:
    assert sql.value("SELECT count(*) FROM department WHERE NOT is_agency") >= 40
    assert sql.value("SELECT count(*) FROM target") >= 80
    keys = sql.column("SELECT code FROM target WHERE key_project")
    assert set(keys) <= set(story.drawn)


def test_the_draw_can_be_repeated_from_what_was_published(story: Quarter, sql: Sql) -> None:
    story.agency.on("2026-11-16").do("reveal_sample", subject="2026-1")
    query = "SELECT population, secret, commitment_hash, drawn FROM sample"
    population, secret, committed, stored = sql.rows(query)[0]
    again = draw(seed_of(secret, NUMBER, committed), read_population(population))
    assert stored == [[stratum, ids] for stratum, ids in again.items()]


def test_the_error_rate_follows_from_the_signed_findings_and_the_appeal_that_was_won(story: Quarter) -> None:
    with begin() as session:
        overall = rate_of(session, session.get_one(Inspection, 1))
    tally = overall.total.tally
    assert (tally.sample, tally.failing) == (len(story.drawn), len(story.failed) - 1)
    assert overall.total.low <= tally.failing <= overall.total.high


def test_every_entry_has_its_final_state(story: Quarter, sql: Sql) -> None:
    states = {(code, occurrence): state for code, occurrence, state in sql.rows(ENTRIES)}
    assert states == {
        (story.late, 1): "made_good",
        (story.again, 1): "made_good",
        (story.again, 2): "remedying",
        (story.won, 1): "withdrawn",
        (story.lost, 1): "remedying",
        (story.merged, 1): "remedying",
    }


def test_completion_and_feedback_too_late_are_each_a_breach(story: Quarter, sql: Sql) -> None:
    assert sql.rows(DUTIES, subject=f"2026/{story.late}/1") == [
        ("feedback", "discharged", True, "2026-12-01"),
        ("recheck_owed", "discharged", False, "2026-12-16"),
        ("remediation", "discharged", True, "2026-11-20"),
    ]


def test_an_appeal_that_was_lost_moved_the_limit_by_the_days_it_ran(story: Quarter, sql: Sql) -> None:
    # 2 to 6 November: five working days
    assert sql.rows(DUTIES, subject=f"2026/{story.lost}/1") == [("remediation", "open", None, "2026-11-27")]
    assert sql.rows(DUTIES, subject=f"2026/{story.won}/1") == [("remediation", "void", None, "2026-11-20")]


def test_a_merged_departments_entry_is_owed_by_its_successor_with_the_same_limit(story: Quarter, sql: Sql) -> None:
    owed = (
        "SELECT w.code, w.valid_to FROM obligation o JOIN department w ON w.id = o.owed_by WHERE o.subject = :subject"
    )
    assert sql.rows(owed, subject=f"2026/{story.merged}/1") == [(lead(story.late), None)]
    assert sql.rows(DUTIES, subject=f"2026/{story.merged}/1") == [("remediation", "open", None, "2026-11-20")]


def test_the_member_with_a_tie_has_no_finding_and_stays_on_record(story: Quarter, sql: Sql) -> None:
    assert sql.column("SELECT count(*) FROM finding WHERE found_by @> '[\"李天\"]'") == [0]
    left = "SELECT m.left_why FROM team_member m JOIN inspector p ON p.id = m.inspector_id WHERE p.name = '李天'"
    assert (len(story.drawn) > len(story.failed), sql.column(left)) == (True, ["回避"])


def test_the_first_list_stays_as_it_was_frozen_and_the_second_shows_what_moved(story: Quarter) -> None:
    with begin() as session:
        first, second = (
            {line["target_code"]: line for line in lines_of(session, period) if line["occurrence"] == 1}
            for period in ("2026Q3", "2026Q4")
        )
    assert {code: line["state"] for code, line in first.items()} == dict.fromkeys(
        (story.late, story.again, story.lost, story.merged), "remedying"
    ) | {story.won: "withdrawn"}
    assert {code: (line["before"], line["state"]) for code, line in second.items()} == {
        story.late: ("remedying", "made_good"),
        story.again: ("remedying", "made_good"),
        story.lost: ("remedying", "remedying"),
        story.merged: ("remedying", "remedying"),
    }


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("query", [WITHOUT_NOTICE, CLOSED_WITHOUT_CAUSE, RUNNING_WHILE_SUSPENDED])
def test_every_head_is_notified_every_closed_entry_has_a_cause_and_suspended_clocks_stop(sql: Sql, query: str) -> None:
    assert sql.rows(query) == []


def test_the_ledger_verifies(story: Quarter) -> None:
    with begin() as session:
        assert verify(session, Folder(story.folder))[1] == []
