"""An entry of the negative list as a whole: what fits each of its states, its days, and reforms meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import RECHECKED
from tests.models.ledger.reforming import HANDED_OVER, HEIRS, NOT_YOURS, REFORMS, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

HEAD = "SELECT height, hash FROM chain_head"
DUTIES = """
SELECT o.kind, o.round, d.code, o.state, o.late FROM obligation o JOIN department d ON d.id = o.owed_by
WHERE o.kind IN ('remediation', 'feedback') ORDER BY o.round, o.kind DESC
"""
PASSED = "整改时限2026-03-20已过，不能延长。另定时限须经复查或裁定，或凭签批件另定：mubiao act excuse_limit。"
DUE = """
SELECT o.kind, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind IN ('remediation', 'feedback') ORDER BY o.round, o.kind DESC
"""
TOLD = """
SELECT DISTINCT d.code FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = ANY(:kinds) AND n.audience <> 'agency' AND n.created_on >= '2026-03-10'
"""
T001 = {"target": "T001"}
PAPER = {"number": "黔目标办发〔2026〕9号", "dated": "2026-03-05"}
FOUND = {"target": "T001", "finding": "未完成", "found_on": "2026-03-04"}
REASON = {"target": "T001", "reason": "数据有误"}
DO: dict[str, tuple[str, dict[str, Any]]] = {
    "propose": ("propose_entry", {**FOUND, "way": "在线"}),
    "list": ("list_finding", {}),
    "limit": ("set_limit", {**T001, "limit": "2026-03-20"}),
    "extend": ("extend_limit", {**T001, "limit": "2026-04-10", "reason": "雨季停工", **PAPER}),
    "complete": ("declare_completion", {**T001, "completed_on": "2026-03-05", "measures": "已补建"}),
    "undo": ("withdraw_completion", REASON),
    "feed back": ("file_feedback", {**T001, "feedback": "已完成"}),
    "fail": ("recheck", {**T001, **RECHECKED, "passed": False, "found": "仍差8公里", "new_limit": "2026-03-27"}),
    "pass": ("recheck", {**T001, **RECHECKED, "passed": True, "found": "属实"}),
    "appeal": ("lodge_appeal", {**T001, "ground": "另有34公里已完工"}),
    "accept": ("accept_appeal", T001),
    "refuse": ("refuse_appeal", REASON),
    "withdraw": ("withdraw_appeal", REASON),
}
STATES = {
    "proposed": ["propose"],
    "listed": ["list"],
    "remedying": ["list", "limit"],
    "completed": ["list", "limit", "complete"],
    "fed back": ["list", "limit", "complete", "feed back"],
    "in the second round": ["list", "limit", "complete", "feed back", "fail"],
    "made good": ["list", "limit", "complete", "feed back", "pass"],
    "suspended": ["list", "limit", "appeal", "accept"],
}
LISTED = "目标T001已在负面清单中（2026-03-05列入），尚未补欠，不能重复列入。"
NO_LIMIT = "该条目尚未明确整改时限，整改还没有开始。"
NO_APPEAL = "目标T001的条目没有申诉，请先登记部门的申诉（lodge_appeal）。"
LIMITED = "该条目的整改时限已经明确：延长用 extend_limit，已过的另定用 excuse_limit，复查未通过时才另定新的时限。"
NOTHING_TO_UNDO = "尚未申报整改完成，没有可撤回的申报。"
NOT_DECLARED = "尚未申报整改完成，不能反馈。请先申报完成。"
NO_FEEDBACK = "尚未收到整改反馈，不能复查。"
CLOSED = "本轮整改已复查完毕，不能再改。"
TWICE = {"propose": LISTED, "list": LISTED}
UNCONTESTED = {"accept": NO_APPEAL, "refuse": NO_APPEAL, "withdraw": NO_APPEAL}
UNLIMITED = dict.fromkeys(["extend", "complete", "undo", "feed back", "fail", "pass"], NO_LIMIT)
UNDECLARED = {"undo": NOTHING_TO_UNDO, "feed back": NOT_DECLARED, "fail": NO_FEEDBACK, "pass": NO_FEEDBACK}
REFUSED = {
    "proposed": {
        **UNLIMITED,
        **UNCONTESTED,
        "propose": "目标T001已在2026-03-05提出拟列入负面清单，等待现场认定，不能重复提出。",
        "limit": "该条目尚未经现场认定，不能明确整改时限；请先现场核查并签字（sign_off），再认定列入（list_finding）。",
        "appeal": "目标T001的条目拟列入，不需要申诉。",
    },
    "listed": {**TWICE, **UNLIMITED, **UNCONTESTED},
    "remedying": {**TWICE, **UNDECLARED, **UNCONTESTED, "limit": LIMITED},
    "completed": {
        **TWICE,
        **UNCONTESTED,
        "limit": LIMITED,
        "complete": "已申报整改完成；如需更改完成日期，请先撤回申报。",
        "fail": NO_FEEDBACK,
        "pass": NO_FEEDBACK,
        "extend": "本轮整改已申报完成，不能再改整改时限。",
    },
    "fed back": {
        **TWICE,
        **UNCONTESTED,
        "limit": LIMITED,
        "complete": "已申报整改完成并反馈；如需更改，请先撤回申报。",
        "feed back": "整改情况已经反馈，不能重复反馈。",
        "extend": "本轮整改已反馈，不能再改整改时限。",
    },
    "in the second round": {**TWICE, **UNDECLARED, **UNCONTESTED, "limit": LIMITED},
    "made good": {
        **UNCONTESTED,
        **dict.fromkeys(["complete", "undo", "feed back", "fail"], CLOSED),
        "limit": "该条目已补欠，不再设整改时限。",
        "extend": "本轮整改复查通过，不能再改整改时限。",
    },
    "suspended": {
        **TWICE,
        **UNDECLARED,
        "limit": LIMITED,
        "complete": "申诉期间该事项中止，裁定后再办理。",
        "appeal": "对该条目的申诉已受理（2026-03-05提出），不能重复提出。",
        "refuse": "该申诉已经受理，应复核后裁定。",
    },
}


def do(acting: Acting, *steps: str) -> Acting:
    for step in steps:
        name, fields = DO[step]
        if step == "list":
            acting.lists("T001", "未完成", "2026-03-04")
        else:
            acting.do(name, **fields)
    return acting


# What fits each state


@pytest.mark.parametrize("state", STATES)
def test_what_does_not_fit_the_state_of_an_entry_is_refused_and_writes_nothing(
    march: Acting, sql: Sql, state: str
) -> None:
    do(march, *STATES[state])
    fields = {step: DO[step][1] for step in REFUSED[state]}
    if "list" in fields:
        fields["list"] = march.finds("T001", "未完成", "2026-03-04")
    before = sql.rows(HEAD)
    found = {step: march.refused(DO[step][0], **more) for step, more in fields.items()}
    assert found == REFUSED[state]
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize("step", [step for step in DO if step not in {"propose", "list"}])
def test_a_target_that_was_never_listed_has_nothing_to_act_upon(march: Acting, sql: Sql, step: str) -> None:
    before = sql.rows(HEAD)
    assert march.refused(DO[step][0], **DO[step][1]).startswith("目标T001没有列入负面清单。")
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize(
    ("state", "step", "duties"),
    [
        ("remedying", "complete", [("remediation", 1, "discharged"), ("feedback", 1, "open")]),
        ("completed", "feed back", [("remediation", 1, "discharged"), ("feedback", 1, "discharged")]),
        ("completed", "undo", [("remediation", 1, "open"), ("feedback", 1, "void")]),
        ("fed back", "undo", [("remediation", 1, "open"), ("feedback", 1, "void")]),
        ("fed back", "pass", [("remediation", 1, "discharged"), ("feedback", 1, "discharged")]),
        (
            "fed back",
            "fail",
            [("remediation", 1, "discharged"), ("feedback", 1, "discharged"), ("remediation", 2, "open")],
        ),
        ("made good", "list", [("remediation", 1, "discharged"), ("feedback", 1, "discharged")]),
        ("suspended", "withdraw", [("remediation", 1, "open")]),
    ],
)
def test_what_fits_leaves_these_duties(
    march: Acting, sql: Sql, violations: Violations, state: str, step: str, duties: list[tuple[str, int, str]]
) -> None:
    do(march, *STATES[state], step)
    assert [(kind, number, now) for kind, number, _, now, _ in sql.rows(DUTIES)] == duties
    assert violations() == []


def test_ten_rounds_are_ten_pairs_of_duties_and_one_entry(march: Acting, sql: Sql, violations: Violations) -> None:
    do(march, "list", "limit")
    for _ in range(9):
        do(march, "complete", "feed back", "fail")
    do(march, "complete", "feed back", "pass")
    assert sql.rows("SELECT occurrence, state FROM negative_entry") == [(1, "made_good")]
    assert sql.column("SELECT state FROM remediation ORDER BY round") == ["rejected"] * 9 + ["accepted"]
    assert [(kind, number) for kind, number, *_ in sql.rows(DUTIES)] == [
        (kind, number) for number in range(1, 11) for kind in ("remediation", "feedback")
    ]
    assert violations() == []


def test_a_target_listed_three_times_keeps_its_three_entries_apart(march: Acting, sql: Sql) -> None:
    for _ in range(3):
        do(march, "list", "limit", "complete", "feed back", "pass")
    assert sql.rows("SELECT occurrence, state FROM negative_entry ORDER BY 1") == [
        (1, "made_good"),
        (2, "made_good"),
        (3, "made_good"),
    ]
    subjects = sql.column("SELECT subject FROM obligation WHERE kind = 'feedback' ORDER BY subject")
    assert subjects == ["2026/T001/1", "2026/T001/2", "2026/T001/3"]


# The days


@pytest.mark.parametrize(
    ("completed", "declared", "late"),
    [
        ("2026-03-19", "2026-03-19", False),
        ("2026-03-20", "2026-03-20", False),
        ("2026-03-20", "2026-03-24", False),
        ("2026-03-21", "2026-03-21", True),
        ("2026-03-05", "2026-06-30", False),
    ],
)
def test_the_day_of_the_completion_decides_on_the_limit_the_day_before_and_after(
    march: Acting, sql: Sql, completed: str, declared: str, *, late: bool
) -> None:
    do(march, "list", "limit")
    march.on(declared).do("declare_completion", target="T001", completed_on=completed, measures="已补建")
    assert sql.rows(DUTIES)[0] == ("remediation", 1, "D001", "discharged", late)


@pytest.mark.parametrize(
    ("completed", "due"),
    [
        ("2026-03-05", "2026-03-12"),
        ("2026-03-06", "2026-03-13"),
        ("2026-03-07", "2026-03-13"),
        ("2026-03-08", "2026-03-13"),
        ("2026-03-09", "2026-03-16"),
        ("2026-04-30", "2026-05-11"),
        ("2026-09-30", "2026-10-13"),
        ("2026-12-31", "2027-01-08"),
    ],
)
def test_the_feedback_is_due_five_working_days_after_the_completion(
    march: Acting, sql: Sql, completed: str, due: str
) -> None:
    do(march, "list", "limit")
    march.on(completed).do("declare_completion", target="T001", completed_on=completed, measures="已补建")
    assert sql.rows(DUE)[1] == ("feedback", due)


@pytest.mark.parametrize(("day", "late"), [("2026-03-11", False), ("2026-03-12", False), ("2026-03-13", True)])
def test_the_feedback_is_late_from_the_day_after_it_was_due(march: Acting, sql: Sql, day: str, *, late: bool) -> None:
    do(march, *STATES["completed"])
    march.on(day).do("file_feedback", target="T001", feedback="已完成")
    assert sql.rows(DUTIES)[1] == ("feedback", 1, "D001", "discharged", late)


@pytest.mark.parametrize(
    ("found_on", "text"),
    [
        ("2026-03-05", ""),
        ("2026-03-04", ""),
        ("2025-12-31", ""),
        ("2026-03-06", "核查日期2026-03-06在今天（2026-03-05）之后。"),
        ("2027-03-05", "核查日期2027-03-05在今天（2026-03-05）之后。"),
    ],
)
def test_a_finding_is_of_today_or_earlier(march: Acting, sql: Sql, found_on: str, text: str) -> None:
    found = {"target": "T002", "way": "暗访", "finding": "未完成", "found_on": found_on}
    if text:
        assert march.refused("propose_entry", **found) == text
    else:
        march.do("propose_entry", **found)
    assert sql.value("SELECT count(*) FROM negative_entry") == (0 if text else 1)


@pytest.mark.parametrize(
    ("limit", "taken"), [("2026-03-04", False), ("2026-03-05", True), ("2026-03-06", True), ("2026-12-31", True)]
)
def test_a_limit_is_the_day_of_the_listing_or_later(march: Acting, sql: Sql, limit: str, *, taken: bool) -> None:
    do(march, "list")
    if taken:
        march.do("set_limit", target="T001", limit=limit)
        assert sql.rows(DUE) == [("remediation", limit)]
    else:
        text = f"整改时限{limit}不能早于列入日期2026-03-05和今天（2026-03-05）。"
        assert march.refused("set_limit", target="T001", limit=limit) == text


@pytest.mark.parametrize(
    ("day", "limit", "text"),
    [
        ("2026-03-05", "2026-03-19", "现整改时限为2026-03-20，延长后的时限须在其后。"),
        ("2026-03-05", "2026-03-20", "现整改时限为2026-03-20，延长后的时限须在其后。"),
        ("2026-03-05", "2026-03-21", ""),
        ("2026-03-20", "2026-03-23", ""),
        ("2026-03-23", "2026-03-23", PASSED),
        ("2026-03-24", "2026-03-23", PASSED),
    ],
)
def test_an_extended_limit_is_later_than_the_old_one_and_not_past(
    march: Acting, sql: Sql, day: str, limit: str, text: str
) -> None:
    do(march, "list", "limit")
    extension = {"target": "T001", "limit": limit, "reason": "雨季停工", **PAPER}
    if text:
        assert march.on(day).refused("extend_limit", **extension) == text
    else:
        march.on(day).do("extend_limit", **extension)
    assert sql.rows(DUE) == [("remediation", "2026-03-20" if text else limit)]


def test_a_limit_that_is_extended_again_keeps_every_step_on_record(march: Acting, sql: Sql) -> None:
    do(march, "list", "limit")
    march.do("set_policy", key="limit_extensions", value="3次", basis="5号", valid_from="2026-01-01")
    for limit in ("2026-03-27", "2026-04-10", "2026-12-31"):
        march.do("extend_limit", target="T001", limit=limit, reason="雨季停工", **PAPER)
    steps = "SELECT detail ->> 'from', detail ->> 'to' FROM transition WHERE event = 'relimited' ORDER BY id"
    assert sql.rows(steps) == [
        ("2026-03-20", "2026-03-27"),
        ("2026-03-27", "2026-04-10"),
        ("2026-04-10", "2026-12-31"),
    ]
    assert sql.value("SELECT due_version FROM obligation WHERE kind = 'remediation'") == 4


def test_a_remediation_over_the_turn_of_the_year_belongs_to_the_year_of_its_target(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    do(march, "list", "limit")
    march.do("extend_limit", target="T001", limit="2027-01-15", reason="冬季停工", **PAPER)
    january = march.on("2027-01-14")
    completion = {"target": "T001", "completed_on": "2027-01-14", "measures": "已补建"}
    advice = "2026年有这个编号：办理上一年的目标，请写明年度（--year 2026）。"
    assert january.refused("declare_completion", **completion) == f"2027年目标中没有编号“T001”。{advice}"
    assert january.do("declare_completion", **completion, year=2026).counts == {"declared": 1, "late": 0}
    assert sql.rows(DUE) == [("remediation", "2027-01-15"), ("feedback", "2027-01-21")]
    assert violations() == []


# A reform meanwhile


@pytest.mark.parametrize("act", REFORMS)
@pytest.mark.parametrize("state", ["listed", "remedying", "completed", "fed back", "in the second round"])
def test_an_entry_is_finished_by_who_leads_the_target_after_the_reform(
    march: Acting, sql: Sql, state: str, act: str
) -> None:
    do(march, *STATES[state])
    agency = reform(march.on("2026-03-10"), act)
    for step in (*REST[state], "pass"):
        name, fields = DO[step]
        who = agency.office(HEIRS[act]) if step in {"complete", "feed back"} else agency
        who.do(name, **fields)
    assert sql.column("SELECT state FROM negative_entry") == ["made_good"]
    assert sql.column(TOLD, kinds=["listed", "feedback_owed", "rechecked"]) == [HEIRS[act]]


REST = {
    "listed": ["limit", "complete", "feed back"],
    "remedying": ["complete", "feed back"],
    "completed": ["feed back"],
    "fed back": [],
    "in the second round": ["complete", "feed back"],
}


@pytest.mark.parametrize("act", HANDED_OVER)
@pytest.mark.parametrize(
    ("state", "step"), [("remedying", "complete"), ("completed", "feed back"), ("fed back", "undo")]
)
def test_the_former_lead_may_do_nothing_about_it_any_more(
    march: Acting, sql: Sql, state: str, step: str, act: str
) -> None:
    do(march, *STATES[state])
    office = reform(march.on("2026-03-10"), act).office("D001")
    before = sql.rows(HEAD)
    assert office.refused(DO[step][0], **DO[step][1]) == NOT_YOURS
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize("act", REFORMS)
def test_a_limit_extended_after_the_reform_is_told_to_the_lead(march: Acting, sql: Sql, act: str) -> None:
    do(march, *STATES["remedying"])
    do(reform(march.on("2026-03-10"), act), "extend")
    assert sql.column(TOLD, kinds=["relimited"]) == [HEIRS[act]]


@pytest.mark.parametrize("act", REFORMS)
def test_the_next_entry_of_the_target_belongs_to_its_lead_after_the_reform(march: Acting, sql: Sql, act: str) -> None:
    do(march, *STATES["made good"])
    do(reform(march.on("2026-03-10"), act), "list")
    owners = "SELECT d.code FROM negative_entry e JOIN department d ON d.id = e.department_id ORDER BY e.occurrence"
    assert sql.column(owners) == ["D001", HEIRS[act]]
