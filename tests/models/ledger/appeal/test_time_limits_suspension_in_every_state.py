"""Every act about an entry, in every state that such acts can reach: it is done, or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.conftest import SEEN_THERE
from tests.models.ledger.exploring import Deed, Explorer, Step, one

if TYPE_CHECKING:
    from tests.conftest import Acting

TARGET = {"target": "T001"}
REASON = {"reason": "情况有变"}
BY_PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-09-01"}
DUTIES = ("remediation", "feedback", "limit_owed", "recheck_owed")
AGAIN_SEEN = {"rechecked_by": "郑玲、韩丽", "signed_by": "郑玲", "evidence": [str(SEEN_THERE)]}
# What the deed "reinspect" does: a re-inspection is issued after the appeal was accepted.
AGAIN: dict[str, Any] = {"inspection": "2026-2"}
CONFORMS: dict[str, Any] = {
    **TARGET, "conclusion": "符合目标要求", "declared_complete": "是", "declared_reason": "书面申报",
    "found": "完成120公里", "methods": "实地查看", "found_on": "2026-09-28",
}  # fmt: skip
REINSPECTION: tuple[Step, ...] = (
    ("issue_plan", {**AGAIN, "document_number": "黔目标办〔2026〕21号"}),
    ("assign_reinspection", TARGET | AGAIN),
    ("record_finding", {**CONFORMS, **AGAIN, "found_by": "郑玲、韩丽"}),
    ("sign_off", {**AGAIN, "leader": "郑玲"}),
)
# What the deed "correct" does: the first team finds that the target conforms, and its leader signs.
CORRECTION: tuple[Step, ...] = (
    ("record_finding", {**CONFORMS, "inspection": "2026-1", "found_by": "王文、李天", "evidence": [str(SEEN_THERE)]}),
    ("sign_off", {"inspection": "2026-1", "leader": "王文"}),
)
MERGER = {"department": "D001", "successor": "D002", "effective_on": "2026-09-28", "basis": "黔机编〔2026〕12号"}
# The acts about an entry, its rounds, its appeals and their duties, each with its input.
DEEDS: tuple[Deed, ...] = (
    one("propose_entry", {**TARGET, "way": "在线", "finding": "未完成", "found_on": "2026-09-26"}),
    one("list_finding", {**TARGET, "inspection": "2026-1", "leader": "王文"}),
    one("assign_confirmation", {**TARGET, "inspection": "2026-1"}),
    one("set_limit", {**TARGET, "limit": "2026-11-20"}),
    one(
        "extend_limit",
        {**TARGET, "limit": "2026-12-10", **REASON, "number": "黔目标〔2026〕8号", "dated": "2026-09-28"},
    ),
    one("excuse_limit", {**TARGET, "limit": "2026-12-10", **REASON}),
    one("declare_completion", {**TARGET, "completed_on": "2026-09-28", "measures": "已补建"}),
    one("withdraw_completion", TARGET | REASON),
    one("file_feedback", {**TARGET, "feedback": "已补建"}),
    one("recheck", {**TARGET, **AGAIN_SEEN, "passed": "是", "found": "属实"}),
    one("recheck", {**TARGET, **AGAIN_SEEN, "passed": "否", "found": "不实", "new_limit": "2026-12-01"}),
    one("lodge_appeal", {**TARGET, "ground": "另有34公里已完工"}),
    one("accept_appeal", TARGET),
    one("refuse_appeal", TARGET | REASON),
    one("withdraw_appeal", TARGET | REASON),
    ("reinspect", REINSPECTION),
    ("correct", CORRECTION),
    one("rule_appeal", {**TARGET, "ruling": "维持", **REASON}),
    one("rule_appeal", {**TARGET, "ruling": "撤销", **REASON}),
    one("rule_appeal", {**TARGET, "ruling": "变更", **REASON, "finding": "完成110公里", "new_limit": "2026-12-20"}),
    one("cancel_inspection", {"inspection": "2026-2", **REASON}),
    one("merge_department", MERGER),
    *(one("waive", {"of_kind": kind, **REASON, **BY_PAPER}) for kind in DUTIES),
    *(one("withdraw_waiver", {"of_kind": kind, **REASON}) for kind in DUTIES),
)
# The newest entry, round, appeal and duties.
STATE = """
SELECT (SELECT concat_ws(' ', occurrence, state) FROM negative_entry ORDER BY id DESC LIMIT 1),
    (SELECT concat_ws(' ', round, state) FROM remediation ORDER BY id DESC LIMIT 1),
    (SELECT concat_ws(' ', state, inspection_id) FROM appeal ORDER BY id DESC LIMIT 1),
    (SELECT state FROM obligation WHERE kind = 'remediation' ORDER BY id DESC LIMIT 1),
    (SELECT state FROM obligation WHERE kind = 'feedback' ORDER BY id DESC LIMIT 1)
"""


def test_every_act_in_every_state_is_done_or_refused_in_words(failed: Acting, plan: dict[str, str]) -> None:
    issued = failed
    issued.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    issued.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    explorer = Explorer(issued.on("2026-09-28"), DEEDS, STATE, longest=6)
    explorer.explore()
    assert explorer.faults == []
    assert [state for state in explorer.states if is_running_during_an_appeal(*state)] == []
    assert explorer.done == {name for name, _ in DEEDS} - {"excuse_limit"}  # no limit has passed
    assert len(explorer.states) > 60


def is_running_during_an_appeal(*state: Any) -> bool:
    _entry, _round, appeal, *duties = state
    return str(appeal).startswith("accepted") and "open" in duties
