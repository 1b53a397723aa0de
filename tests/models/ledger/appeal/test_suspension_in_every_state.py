"""Every act about an entry, in every state that such acts can reach: it is done, or refused in words."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.database import begin
from models.rules.errors import MubiaoError
from models.statements import run
from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting

TARGET = {"target": "T001"}
REASON = {"reason": "情况有变"}
AGAIN_SEEN = {"rechecked_by": "郑玲、韩丽", "signed_by": "郑玲", "evidence": [str(SEEN_THERE)]}
# The acts about an entry, its rounds, its appeals and their duties, each with its input.
DEEDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("propose_entry", {**TARGET, "way": "在线", "finding": "未完成", "found_on": "2026-09-26"}),
    ("list_finding", {**TARGET, "inspection": "2026-1", "leader": "王文"}),
    ("assign_confirmation", {**TARGET, "inspection": "2026-1"}),
    ("set_limit", {**TARGET, "limit": "2026-11-20"}),
    ("extend_limit", {**TARGET, "limit": "2026-12-10", **REASON}),
    ("excuse_limit", {**TARGET, "limit": "2026-12-10", **REASON}),
    ("declare_completion", {**TARGET, "completed_on": "2026-09-28", "measures": "已补建"}),
    ("withdraw_completion", TARGET | REASON),
    ("file_feedback", {**TARGET, "feedback": "已补建"}),
    ("recheck", {**TARGET, **AGAIN_SEEN, "passed": "是", "found": "属实"}),
    ("recheck", {**TARGET, **AGAIN_SEEN, "passed": "否", "found": "不实", "new_limit": "2026-12-01"}),
    ("lodge_appeal", {**TARGET, "ground": "另有34公里已完工"}),
    ("accept_appeal", TARGET),
    ("refuse_appeal", TARGET | REASON),
    ("withdraw_appeal", TARGET | REASON),
    ("reinspect", {}),
    ("rule_appeal", {**TARGET, "ruling": "维持", **REASON}),
    ("rule_appeal", {**TARGET, "ruling": "撤销", **REASON}),
    ("rule_appeal", {**TARGET, "ruling": "变更", **REASON, "finding": "完成110公里", "new_limit": "2026-12-20"}),
    ("waive", {"kind": "remediation", **REASON}),
    ("waive", {"kind": "feedback", **REASON}),
    ("withdraw_waiver", {"kind": "remediation", **REASON}),
    ("withdraw_waiver", {"kind": "feedback", **REASON}),
)
# What the deed "reinspect" does: a re-inspection is issued after the appeal was accepted.
AGAIN: dict[str, Any] = {"inspection": "2026-2"}
REINSPECTION: tuple[tuple[str, dict[str, Any]], ...] = (
    ("issue_plan", {**AGAIN, "document_number": "21号"}),
    ("assign_reinspection", TARGET | AGAIN),
    (
        "record_finding",
        {
            **TARGET, **AGAIN, "conclusion": "符合目标要求", "declared_complete": "是", "found": "完成120公里",
            "methods": "实地查看", "found_on": "2026-09-28", "found_by": "郑玲、韩丽",
        },
    ),
    ("sign_off", {**AGAIN, "leader": "郑玲"}),
)  # fmt: skip
# The newest entry, round, appeal and duties.
STATE = """
SELECT (SELECT concat_ws(' ', occurrence, state) FROM negative_entry ORDER BY id DESC LIMIT 1),
    (SELECT concat_ws(' ', round, state) FROM remediation ORDER BY id DESC LIMIT 1),
    (SELECT concat_ws(' ', state, inspection_id) FROM appeal ORDER BY id DESC LIMIT 1),
    (SELECT state FROM obligation WHERE kind = 'remediation' ORDER BY id DESC LIMIT 1),
    (SELECT state FROM obligation WHERE kind = 'feedback' ORDER BY id DESC LIMIT 1)
"""
NEWEST = "SELECT coalesce(max(id), 0) FROM obligation WHERE kind = :kind"


class _Done(Exception):  # noqa: N818 - it only rolls the transaction back
    pass


@dataclass
class Explorer:
    """Tries every deed in every state that is reached by at most `longest` deeds; each state in its own transaction."""

    acting: Acting
    longest: int
    states: set[tuple[object, ...]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def explore(self) -> None:
        paths = deque[tuple[int, ...]]([()])
        while paths:
            with suppress(_Done), begin() as session:
                path = paths.popleft()
                for deed in path:
                    assert self.do(session, deed)
                paths += [(*path, deed) for deed in range(len(DEEDS)) if self.leads_on(session, path, deed)]
                raise _Done

    def leads_on(self, session: Session, path: tuple[int, ...], deed: int) -> bool:
        """Returns whether a deed is done and reaches a state that is new, and not too far."""
        nested = session.begin_nested()
        try:
            done = self.do(session, deed)
            state = tuple(run(session, STATE).one()) if done else ()
        except Exception as error:  # noqa: BLE001 - what is looked for
            self.faults.append(f"{'→'.join(DEEDS[each][0] for each in (*path, deed))}：{error!r}")
            return False
        finally:
            nested.rollback()
        known = not done or state in self.states
        self.states |= {state} if done else set()
        return not known and len(path) + 1 < self.longest

    def do(self, session: Session, deed: int) -> bool:
        """Do a deed; returns whether it was done, and not refused in words."""
        name, fields = DEEDS[deed]
        if name in {"waive", "withdraw_waiver"}:
            newest = run(session, NEWEST, kind=fields["kind"]).scalar_one()
            fields = {"obligation": newest, "reason": fields["reason"]}
        try:
            for act, given in REINSPECTION if name == "reinspect" else ((name, fields),):
                session.info.clear()  # what the transaction remembers of the act before
                self.acting.within(session, act, **given)
            session.flush()
        except MubiaoError:
            return False
        return True


def test_every_act_in_every_state_is_done_or_refused_in_words(failed: Acting, plan: dict[str, str]) -> None:
    issued = failed
    issued.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    issued.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    explorer = Explorer(issued.on("2026-09-28"), longest=6)
    explorer.explore()
    assert explorer.faults == []
    assert [state for state in explorer.states if is_running_during_an_appeal(*state)] == []
    assert len(explorer.states) > 60


def is_running_during_an_appeal(*state: Any) -> bool:
    _entry, _round, appeal, *duties = state
    return str(appeal).startswith("accepted") and "open" in duties
