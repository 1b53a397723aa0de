"""Acts side by side: two at once have one effect, and acts that do not concern each other may come in any order."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.acts import Summary
from models.ledger.nouns import NOUNS
from models.ledger.registry.bodies import register_body, register_division
from models.rules.errors import MubiaoError
from tests.conftest import SEEN_THERE, Acting, Sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from tests.conftest import Databases, Together

T001, T009 = {"target": "T001"}, {"target": "T009"}
DONE = {"completed_on": "2026-09-22", "measures": "已补建"}
ISSUE = {"inspection": "2026-1", "document_number": "黔目标办〔2026〕20号"}
REASON = {"reason": "已核对清楚"}
FOUND = {"target": "T002", "finding": "未完成", "found_on": "2026-03-04"}
CONSENT = {"target": "T009", "consented_on": "2026-04-03", "number": "厅签〔2026〕8号", "consented_by": "王建国"}
GROUP = {"name": "领导小组", "kind": "领导小组"}
STANDING = {"credit_code": "91520100MA6DL0000X", "qualification": "工程咨询甲级", "independence": "无隶属关系"}
FINDING = {
    "inspection": "2026-1", "target": "T001", "found_on": "2026-09-15", "found_by": "王文、李天", "methods": "实地查看",
    "declared_complete": "是", "declared_reason": "书面申报", "found": "完成86公里", "conclusion": "未按质按量完成",
    "evidence": [str(SEEN_THERE)],
}  # fmt: skip

# Who acts on what, the same twice at once, and what there is one of afterwards.
ONCE: list[tuple[str, str, dict[str, Any], str]] = [
    ("failed", "list_finding", {**T001, "inspection": "2026-1", "leader": "王文"}, "negative_entry"),
    ("march", "propose_entry", {**FOUND, "way": "在线"}, "negative_entry"),
    ("march", "waive", {"obligation": 1, **REASON}, "transition WHERE event = 'waive'"),
    ("march", "mark_secret", {**T001, "marking": "工作秘密", **REASON}, "secrecy"),
    ("march", "register_inspector", {"name": "王文"}, "inspector"),
    ("march", "register_third_party", {"name": "中鼎评估公司", **STANDING}, "third_party"),
    ("march", register_body.name, GROUP, "body"),
    ("march", register_division.name, {"department": "D001", "name": "办公室"}, "division"),
    ("march", "appoint_liaison", {"department": "D001", "name": "王五"}, "contact"),
    ("march", "rename_department", {"department": "D001", "name": "第一局", "effective_on": "2026-03-05",
        "basis": "12号"}, "reform"),
    ("march", "pause_cycle", {"cycle": "monthly_check", **REASON}, "pause"),
    ("contested", "accept_appeal", T001, "transition WHERE event = 'accept'"),
    ("contested", "refuse_appeal", {**T001, **REASON}, "transition WHERE event = 'refuse'"),
    ("contested", "withdraw_appeal", {**T001, **REASON}, "transition WHERE record = 'appeal' AND event = 'withdraw'"),
    ("march", "transfer_targets", {"department": "D001", "successor": "D002", "targets": "T001",
        "effective_on": "2026-03-05", "basis": "12号"}, "reform"),
    ("contested", "declare_completion", T001 | DONE, "obligation WHERE kind = 'feedback'"),
    ("reinspected", "rule_appeal", {**T001, "ruling": "维持", **REASON}, "transition WHERE event = 'rule'"),
    ("asked", "consent_head", CONSENT, "transition WHERE event = 'consent_head'"),
    ("asked", "withdraw_adjustment", {**T009, **REASON}, "adjustment WHERE state = 'withdrawn'"),
    ("consented", "file_adjustment", T009, "target_version WHERE cause = 'adjusted'"),
    ("filed", "return_adjustment", {**T009, **REASON}, "target_version WHERE cause = 'restored'"),
    ("drafted", "issue_plan", ISSUE, "transition WHERE event = 'issue'"),
    ("issued", "record_finding", FINDING, "finding"),
    ("issued", "cancel_inspection", {"inspection": "2026-1", **REASON}, "transition WHERE event = 'cancel'"),
    ("cloud", "delegate_upload", {"target": "K001"}, "cloud_delegation"),
    ("warned", "clear_warning", {"target": "K001", "period": "2026-03", **REASON}, "transition WHERE event = 'clear'"),
    ("warned", "confirm_warning", {"target": "K001", "period": "2026-03"}, "transition WHERE event = 'confirm'"),
    ("shared", "exchange_reviewer", {"period": "2026Q1", "reviewer": "李四", "successor": "张三"},
        "transition WHERE event = 'exchanged'"),
    ("shared", "close_online_review", {"period": "2026Q1", **REASON},
        "transition WHERE record = 'obligation' AND event = 'discharge' AND record_key LIKE 'online_review%'"),
]  # fmt: skip
# Two different acts at once, of which the second no longer fits once the first is done, and the states that may follow.
EITHER: list[tuple[str, dict[str, dict[str, Any]], str, set[str]]] = [
    ("contested", {"accept_appeal": T001, "refuse_appeal": {**T001, **REASON}}, "appeal", {"accepted", "refused"}),
    ("contested", {"refuse_appeal": {**T001, **REASON}, "withdraw_appeal": {**T001, **REASON}}, "appeal",
        {"refused", "withdrawn"}),
    ("consented", {"file_adjustment": T009, "withdraw_adjustment": {**T009, **REASON}}, "adjustment",
        {"filed", "withdrawn"}),
    ("warned", {"clear_warning": {"target": "K001", "period": "2026-03", **REASON},
        "confirm_warning": {"target": "K001", "period": "2026-03"}}, "cloud_upload", {"cleared", "confirmed"}),
]  # fmt: skip
LINES = {"D001": ["T001", "T002"], "D002": ["T003"]}


def work(acting: Acting, name: str, fields: dict[str, Any]) -> Callable[[Session], Summary]:
    return lambda session: acting.within(session, name, **fields)


@pytest.mark.exhaustive(4)
@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize(
    ("state", "name", "fields", "what"), ONCE, ids=lambda each: each if isinstance(each, str) else ""
)
def test_the_same_act_twice_at_once_has_one_effect(
    request: pytest.FixtureRequest,
    together: Together,
    sql: Sql,
    state: str,
    name: str,
    fields: dict[str, Any],
    what: str,
) -> None:
    acting: Acting = request.getfixturevalue(state)
    results = together(*[work(acting, name, fields)] * 2)
    assert any(isinstance(each, Summary) for each in results)
    assert all(isinstance(each, Summary | MubiaoError) for each in results)
    assert sql.value(f"SELECT count(*) FROM {what}") == 1  # noqa: S608 - from the table above
    heights = sql.column("SELECT height FROM block ORDER BY height")
    assert heights == list(range(1, len(heights) + 1))


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize(("state", "acts", "noun", "ends"), EITHER)
def test_of_two_acts_that_exclude_each_other_one_is_done(
    request: pytest.FixtureRequest,
    together: Together,
    sql: Sql,
    state: str,
    acts: dict[str, dict[str, Any]],
    noun: str,
    ends: set[str],
) -> None:
    acting: Acting = request.getfixturevalue(state)
    results = together(*[work(acting, name, text) for name, text in acts.items()])
    assert sorted(isinstance(each, Summary) for each in results) == [False, True]
    assert set(sql.column(f"SELECT state FROM {noun}")) <= ends  # noqa: S608 - from the table above


def test_a_plan_that_is_issued_and_cancelled_at_once_ends_cancelled(
    drafted: Acting, together: Together, sql: Sql
) -> None:
    issue = work(drafted, "issue_plan", ISSUE)
    results = together(issue, work(drafted, "cancel_inspection", {"inspection": "2026-1", **REASON}))
    assert isinstance(results[1], Summary)
    assert sql.column("SELECT state FROM inspection") == ["cancelled"]


# Orders


SEPARATE: list[tuple[str, dict[str, Any]]] = [
    *(
        (
            "submit_report",
            {"department": code, "period": "2026-03", "lines": [{"target": t, "progress": 50} for t in ts]},
        )
        for code, ts in LINES.items()
    ),
    *(("appoint_liaison", {"department": code, "name": "王五"}) for code in LINES),
    *(("propose_entry", {**FOUND, "target": code, "way": "在线"}) for code in ("T001", "T002", "T003")),
    *(("register_inspector", {"name": name}) for name in ("王文", "李天")),
    ("register_third_party", {"name": "中鼎评估公司", **STANDING}),
    (register_body.name, GROUP),
    (register_division.name, {"department": "D001", "name": "办公室"}),
    ("pause_cycle", {"cycle": "self_check", **REASON}),
    ("set_policy", {"key": "appeal_lodging_days", "value": 5, "basis": "5号"}),
    ("record_opinion", {"department": "D001", "content": "班车少", "channel": "信访"}),
    ("draft_inspection", {"kind": "专项核查", "title": "抽查"}),
    ("rename_department", {"department": "D002", "name": "第二局", "effective_on": "2026-03-05", "basis": "12号"}),
    ("mark_secret", {"target": "T002", "marking": "内部", "reason": "涉及未公开规划"}),
]


def state_of_all() -> dict[str, list[tuple[Any, ...]]]:
    """Returns the digest of every record by its natural key, and every notice without its row ids."""
    sql = Sql()
    digests = {noun: sorted(sql.rows(f"SELECT key, digest FROM ({spec.digests}) q")) for noun, spec in NOUNS.items()}  # noqa: S608 - constants
    query = "SELECT n.kind, n.audience, d.code, n.subject, n.occasion, n.payload::text FROM notice n"
    return {**digests, "notice": sorted(sql.rows(f"{query} JOIN department d ON d.id = n.department_id"))}


def done(databases: Databases, acts: list[tuple[str, dict[str, Any]]]) -> dict[str, list[tuple[Any, ...]]]:
    with databases.reset("march"):
        for name, fields in acts:
            Acting().on("2026-03-05").do(name, **fields)
        return state_of_all()


@pytest.mark.parametrize("seed", range(2))
def test_acts_that_do_not_concern_each_other_leave_the_same_state_in_any_order(databases: Databases, seed: int) -> None:
    mixed = Random(seed).sample(SEPARATE, len(SEPARATE))  # noqa: S311 - an order, no secret
    assert mixed != SEPARATE
    assert done(databases, mixed) == done(databases, SEPARATE)


@pytest.mark.parametrize(
    "cycles",
    [
        [("self_check", "2026Q1"), ("quarterly_meeting", "2026Q1"), ("monthly_check", "2026-04")],
        [("mid_year_review", "2026H1"), ("quarterly_meeting", "2026Q2")],
        [("year_end_check", "2026"), ("monthly_check", "2026-12"), ("monthly_check", "2026-11")],
        [("covert_visit", "2026Q2"), ("public_opinion", "2026Q2"), ("quality_report", "2026Q2")],
    ],
)
def test_cycles_may_be_opened_in_any_order(databases: Databases, cycles: list[tuple[str, str]]) -> None:
    opening = [("open_cycle", {"cycle": cycle, "period": period}) for cycle, period in cycles]
    states = []
    for order in (opening, opening[::-1]):
        with databases.reset("march"):
            for name, fields in order:
                Acting().on("2026-12-31").do(name, **fields)
            states.append(state_of_all())
    assert len(states[0]["obligation"]) > len(cycles) + 1
    assert states[0] == states[1]


def test_each_of_them_changes_the_state(march: Acting) -> None:
    states = [state_of_all()]
    for name, fields in SEPARATE:
        march.do(name, **fields)
        states.append(state_of_all())
    same = [name for (name, _), before, after in zip(SEPARATE, states, states[1:], strict=False) if before == after]
    assert same == []
