"""Every act about drafts, their submission and the issued target, in every state: done, or refused in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.acts import Actor, Role
from tests.conftest import READERS
from tests.models.ledger.draft.lists import OWN, PAPER, bodies
from tests.models.ledger.exploring import Deed, Explorer, one

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

DAY, LATER = "2026-03-13", "2026-03-20"
TARGET = {"target": "N1"}
REASON = {"reason": "情况有变"}
PAGE = {"evidence": [str(PAPER)]}
SUBMISSION = {"submission": "2026-1"}
REFORM = {"department": "D001", "effective_on": DAY, "basis": "黔机编〔2026〕12号"}
STATE = """
SELECT (SELECT string_agg(code || state, ' ' ORDER BY code) FROM target_draft),
    (SELECT string_agg(concat_ws(' ', opinion, accepted), ',' ORDER BY id) FROM draft_line),
    (SELECT string_agg(y.submission_id || y.decided, ' ' ORDER BY y.id) FROM submission_line y),
    (SELECT string_agg(concat_ws(' ', approved_on, issued_on), ',' ORDER BY id) FROM submission),
    (SELECT string_agg(kind || state, ' ' ORDER BY id) FROM obligation WHERE kind IN ('consultation', 'receipt')),
    (SELECT withdrawn_on FROM target WHERE code = 'N1'),
    (SELECT string_agg(kind, ' ' ORDER BY id) FROM reform)
"""


def deeds(office: Actor, rewritten: Any) -> tuple[Deed, ...]:
    agreed = [{"target": code, "opinion": "同意"} for code in ("N1", "N2")]
    objected = [{"target": "N1", "opinion": "有异议", "reason": "用地不足", "proposal": "改为80公里"}, agreed[1]]
    opinion = {"of_kind": "consultation", "by": office}
    approval = {**SUBMISSION, "number": "黔目标批〔2026〕1号", "dated": DAY, **PAGE}
    return (
        one("import_drafts", rewritten),
        one("withdraw_draft", TARGET | REASON),
        one("consult_drafts", {"due": LATER}),
        one("give_opinions", {**opinion, "lines": agreed}),
        one("give_opinions", {**opinion, "lines": objected}),
        one("answer_objection", {**TARGET, "accepted": "否", "answer": "任务书已明确"}),
        one("answer_objection", {**TARGET, "accepted": "是", "answer": "采纳"}),
        one("submit_drafts", {"category": "职能绩效目标"}),
        one("return_drafts", {**SUBMISSION, "targets": "N1", **REASON}),
        one("approve_drafts", approval),
        one("approve_drafts", {**approval, "returned": "N1", **REASON}),
        one("issue_targets", {**SUBMISSION, "number": "黔目标〔2026〕3号", "dated": DAY}),
        one("receive_targets", {"of_kind": "receipt", "by": office}),
        one("waive", {"of_kind": "consultation", **REASON}),
        one("waive", {"of_kind": "receipt", **REASON}),
        one("waive_gap", {"department": "D001", "gap": "缺脱贫攻坚目标1项", **REASON}),
        one("withdraw_target", TARGET | REASON | PAGE),
        one("merge_department", {**REFORM, "successor": "D002"}),
        one("withdraw_merger", {"department": "D001", **REASON, **PAGE}),
        one("watch_target_setting", {}),
    )


# How far the drafts are before: each stage does the acts of those before it too.
STAGES = ("", "give_opinions", "submit_drafts", "approve_drafts", "issue_targets", "receive_targets")


@pytest.mark.parametrize("stage", STAGES)
def test_every_act_about_a_draft_in_every_state_is_done_or_refused_in_words(
    march: Acting, sql: Sql, tmp_path: Path, stage: str
) -> None:
    rows = [{**OWN, "编号": code, "责任部门": "D001", "目标名称": f"农村公路{code}"} for code in ("N1", "N2")]
    bodies(march)
    march.take("drafts", *rows)
    path = tmp_path / "草案.csv"
    changed = rows[0] | {"绩效要求": "建成900公里", "数量": "900"}
    path.write_text("\n".join(",".join(each) for each in (changed.keys(), changed.values())), encoding="utf-8")
    office = Actor("D001目标办", Role.OFFICE, sql.value("SELECT id FROM department WHERE code = 'D001'"))
    begun = march.on(DAY)
    for gap in ("缺本级目标4项", "缺脱贫攻坚目标1项"):
        begun.do("waive_gap", department="D001", gap=gap, reason="无此职能", number="黔目标〔2026〕5号", dated=DAY)
    chosen = deeds(office, READERS["drafts"](path))
    bring(begun, chosen, stage, sql)
    explorer = Explorer(begun, chosen, STATE, longest=3)
    explorer.explore()
    assert explorer.faults == []
    assert len(explorer.states) > 5


def bring(begun: Acting, chosen: tuple[Deed, ...], stage: str, sql: Sql) -> None:
    """Do what leads to a stage, each act as its first deed does it."""
    for name in ("consult_drafts", *STAGES[1:])[: STAGES.index(stage) + 1] if stage else ():
        fields: Any = next(steps for each, steps in chosen if each == name)[0][1]
        fields = {**fields}
        if kind := fields.pop("of_kind", None):
            fields["obligation"] = sql.value("SELECT max(id) FROM obligation WHERE kind = :kind", kind=kind)
        actor = fields.pop("by", begun.actor)
        replace(begun, actor=actor).do(name, **fields)
