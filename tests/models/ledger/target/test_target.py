"""An adjustment as a whole: what fits each of its states, and reforms while it is under way (6.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.reforming import HANDED_OVER, HEIRS, NOT_YOURS, REFORMS, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

HEAD = "SELECT height, hash FROM chain_head"
CONSENT = {"target": "T009", "consented_on": "2026-04-03", "number": "厅签〔2026〕8号", "consented_by": "王建国"}
REASON = {"target": "T009", "reason": "材料不全"}
STATE = "SELECT state FROM adjustment"
TOLD = """
SELECT DISTINCT d.code, n.audience FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = :kind AND n.audience <> 'agency' ORDER BY 2
"""
DO: dict[str, tuple[str, dict[str, Any]]] = {
    "request": (
        "request_adjustment",
        {"ground": "重大政策", "reason": "再次调减", "quantity": "800", "note": "再次调减"},
    ),
    "head": ("consent_head", CONSENT),
    "leader": ("consent_leader", CONSENT | {"consented_by": "赵立"}),
    "file": ("file_adjustment", {"target": "T009"}),
    "return": ("return_adjustment", REASON),
    "withdraw": ("withdraw_adjustment", REASON),
}
STATES = {
    "requested": [],
    "head_consented": ["head"],
    "leader_consented": ["head", "leader"],
    "filed": ["head", "leader", "file"],
    "returned": ["head", "leader", "file", "return"],
    "withdrawn": ["withdraw"],
}
HEAD_KNOWN = "主要领导的同意已经登记；登记有误的，请撤回后重新申请。"
NOT_FILED = "该调整尚未报备案，没有可退回的内容。"
IN_FORCE = "该调整已经备案，不再登记同意。"
GONE = "该调整已经撤回；仍需调整的，请重新申请。"
UNDER_WAY = "目标T009的第1次调整正在办理（{}），报备案或撤回后才能再申请。"
REFUSED = {
    "requested": {
        "request": UNDER_WAY.format("已申请"),
        "leader": "须先经部门主要领导同意，再报分管省领导同意。",
        "file": "尚未经部门主要领导和分管省领导同意，不能报备案。",
        "return": NOT_FILED,
    },
    "head_consented": {
        "request": UNDER_WAY.format("主要领导已同意"),
        "head": HEAD_KNOWN,
        "file": "尚未经分管省领导同意，不能报备案。",
        "return": NOT_FILED,
    },
    "leader_consented": {
        "request": UNDER_WAY.format("分管省领导已同意"),
        "head": HEAD_KNOWN,
        "leader": "分管省领导的同意已经登记；登记有误的，请撤回后重新申请。",
        "return": NOT_FILED,
    },
    "filed": {
        "head": IN_FORCE,
        "leader": IN_FORCE,
        "withdraw": "该调整已经备案生效，不能撤回；确需改回的，请另行申请调整。",
    },
    "returned": {"request": UNDER_WAY.format("已退回补正")},
    "withdrawn": dict.fromkeys(["head", "leader", "file", "return"], GONE),
}
IGNORED = {"filed": ("file", "filed"), "returned": ("return", "returned"), "withdrawn": ("withdraw", "withdrawn")}


def do(acting: Acting, *steps: str) -> Acting:
    for step in steps:
        name, fields = DO[step]
        acting.do(name, **fields)
    return acting


@pytest.mark.parametrize("state", STATES)
def test_what_does_not_fit_the_state_of_an_adjustment_is_refused_and_writes_nothing(
    asked: Acting, policy: str, sql: Sql, state: str
) -> None:
    do(asked, *STATES[state])
    assert sql.column(STATE) == [state]
    before = sql.rows(HEAD)
    more = {"request": {"target": "T009", "evidence": policy}}
    found = {step: asked.refused(DO[step][0], **DO[step][1], **more.get(step, {})) for step in REFUSED[state]}
    assert found == REFUSED[state]
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize("state", IGNORED)
def test_the_same_step_again_changes_nothing(asked: Acting, sql: Sql, state: str) -> None:
    do(asked, *STATES[state])
    before = sql.value("SELECT count(*) FROM transition"), sql.value("SELECT count(*) FROM notice")
    (name, fields), count = DO[IGNORED[state][0]], IGNORED[state][1]
    assert asked.do(name, **fields).counts == {count: 0}
    assert (sql.value("SELECT count(*) FROM transition"), sql.value("SELECT count(*) FROM notice")) == before


@pytest.mark.parametrize("step", ["head", "leader", "file", "return", "withdraw"])
def test_a_target_without_an_adjustment_has_nothing_to_act_upon(april: Acting, sql: Sql, step: str) -> None:
    name, fields = DO[step]
    before = sql.rows(HEAD)
    words = "目标T009没有申请过调整，请先申请目标调整（request_adjustment）。"
    assert april.on("2026-04-03").refused(name, **fields) == words
    assert sql.rows(HEAD) == before


def test_a_filing_that_was_returned_three_times_has_a_version_for_each_change(
    asked: Acting, sql: Sql, violations: Violations
) -> None:
    do(asked, "head", "leader", "file")
    for _ in range(3):
        do(asked, "return", "file")
    assert sql.rows(STATE) == [("filed",)]
    versions = "SELECT version, quantity::int, cause FROM target_version WHERE target_id = :id ORDER BY version"
    number = sql.value("SELECT id FROM target WHERE code = 'T009'")
    causes = ["issued", "adjusted", *["restored", "adjusted"] * 3]
    found = sql.rows(versions, id=number)
    assert found == [(n, 860 if cause == "adjusted" else 1000, cause) for n, cause in enumerate(causes, 1)]
    assert violations() == []


# A reform meanwhile


@pytest.mark.parametrize("act", REFORMS)
@pytest.mark.parametrize("state", ["requested", "head_consented", "leader_consented"])
def test_an_adjustment_is_finished_by_who_leads_the_target_after_the_reform(
    asked: Acting, sql: Sql, state: str, act: str
) -> None:
    do(asked, *STATES[state])
    office = reform(asked, act, "T009").office(HEIRS[act])
    do(office, *[step for step in STATES["filed"] if step not in STATES[state]])
    assert sql.rows("SELECT version, quantity::int FROM target WHERE code = 'T009'") == [(2, 860)]
    assert sql.rows(TOLD, kind="adjustment_filed") == [(HEIRS[act], "head"), (HEIRS[act], "office")]


@pytest.mark.parametrize("act", HANDED_OVER)
@pytest.mark.parametrize(
    ("state", "step"),
    [("requested", "head"), ("head_consented", "leader"), ("leader_consented", "file"), ("requested", "withdraw")],
)
def test_the_former_lead_may_not_go_on_with_it(asked: Acting, sql: Sql, state: str, step: str, act: str) -> None:
    do(asked, *STATES[state])
    office = reform(asked, act, "T009").office("D001")
    before = sql.rows(HEAD)
    assert office.refused(DO[step][0], **DO[step][1]) == NOT_YOURS
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize("act", REFORMS)
def test_a_return_after_the_reform_is_told_to_the_lead_which_files_again(
    filed: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    do(reform(filed, act, "T009"), "return")
    assert sql.rows(TOLD, kind="adjustment_returned") == [(HEIRS[act], "head"), (HEIRS[act], "office")]
    assert filed.office(HEIRS[act]).do("file_adjustment", target="T009").counts["filed"] == 1
    assert violations() == []


@pytest.mark.parametrize("act", HANDED_OVER)
def test_the_holder_of_a_role_is_looked_for_in_the_department_that_leads_now(
    asked: Acting, policy: str, act: str
) -> None:
    assert policy
    reform(asked, act, "T009")
    fields = {"target": "T009", "consented_on": "2026-04-03", "number": "厅签〔2026〕8号"}
    words = "“第002厅”2026-04-03的主要领导没有登记，请写明同意人（consented_by）。"
    assert asked.refused("consent_head", **fields) == words
    asked.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "周涛"})
    assert "主要领导周涛" in asked.do("consent_head", **fields).words


@pytest.mark.parametrize("who", ["D001", "D002"])
def test_only_the_head_of_the_present_lead_consents(asked: Acting, who: str) -> None:
    head = reform(asked, "transfer_targets", "T009").head(who)
    fields = {"target": "T009", "consented_on": str(head.day), "number": "签1号"}
    if who == "D002":
        assert head.do("consent_head", **fields).counts == {"consented": 1}
    else:
        assert head.refused("consent_head", **fields) == NOT_YOURS
