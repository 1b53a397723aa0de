"""The negative list of the simulation: limits of listed entries, remediation by offices, result of the recheck."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from deployments.filled_sheets import SITE_RECORD
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from deployments.simulation.people.reviews import TEAM
from deployments.simulation.plan import Plan
from models.ledger.acts import Act
from models.ledger.inspection.recheck import recheck
from models.ledger.negative_list.entries import set_limit
from models.ledger.negative_list.remediation import declare_completion, file_feedback
from models.ledger.nouns.shared_sql import LED_BY
from models.statements import ResultRow, run

LISTED = 0.05
FIRST, SPREAD = 54, 230  # days: before the first finding, range of the findings
LIMIT, MORE = 20, 25  # days given for a remediation: the minimum, and the range above it
SILENT, LATE, REJECTED = 0.04, 0.2, 0.15
ROUNDS = 3
# The office of the department that leads the target now acts on an entry, or of its successor. An entry that was listed
# ahead of the signature gets its limit on the next day. A day that is run again decides the same and repeats its acts.
ENTRIES = f"""
SELECT t.code, e.occurrence, e.listed_on, e.state AS entry, r.round, r.state, r.limit, r.completed_on, r.fed_back_on,
    d.id AS office, d.name, e.listed_on = :day AS today,
    EXISTS (SELECT 1 FROM appeal a WHERE a.entry_id = e.id AND a.state = 'accepted') AS contested,
    EXISTS (SELECT 1 FROM appeal a WHERE a.entry_id = e.id AND a.state = 'lodged') AS unanswered
FROM negative_entry e JOIN target t ON t.id = e.target_id
    {LED_BY}
    LEFT JOIN LATERAL (SELECT x.round, x.state, x."limit", x.completed_on, x.fed_back_on FROM remediation x
        WHERE x.entry_id = e.id ORDER BY x.round DESC LIMIT 1) r ON true
ORDER BY t.code COLLATE "C", e.occurrence
"""  # noqa: S608 - constants only


def planned_findings(plan: Plan) -> dict[str, date]:
    """Returns the targets that the agency will find undone, with the day: about one in twenty."""
    drawn = [code for department in plan.codes() for code in plan.targets_of(department)]
    listed = [code for code in drawn if plan.chance("listed", code) < LISTED]
    return {code: plan.go_live + timedelta(days=FIRST + plan.draw(SPREAD, "found", code)) for code in listed}


def decide_remediation(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the planned acts of a working day about everything that is on the negative list."""
    newest = {row.code: row for row in run(scene.session, ENTRIES, day=scene.day)}
    for row in newest.values():
        if row.entry == "listed" and not row.today:
            yield _limit_act(scene, row.code, row.occurrence)
        elif row.entry == "remedying" and not row.contested:
            yield from STEPS[row.state](scene, row) if row.state in STEPS else ()


def _limit_act(scene: Scene, code: str, occurrence: int) -> PlannedAct:
    limit = scene.limit_after(LIMIT + scene.plan.draw(MORE, "limit", code, occurrence))
    return plan_act(set_limit, code, occurrence, target=code, year=scene.plan.year, limit=limit)


def _remediation_act(scene: Scene, row: Any, act: Act[Any], **data: Any) -> PlannedAct:  # noqa: ANN401 - an act's input
    actor = None if act is recheck else office_of(row)
    return plan_act(act, *_key(row), target=row.code, year=scene.plan.year, **data).by(actor)


def _key(row: ResultRow) -> tuple[Any, ...]:
    return row.code, row.occurrence, row.round


def _complete(scene: Scene, row: ResultRow) -> Iterator[PlannedAct]:
    drawn = scene.plan.chance("remedies", *_key(row))
    if drawn < SILENT:
        return
    last = scene.calendar.last_on_or_before(row.limit)
    n = 1 + scene.plan.draw(5, "completes", *_key(row))
    day = scene.calendar.nth_after(row.limit, n) if drawn < LATE else scene.calendar.nth_before(last, n)
    if day <= scene.day:
        yield _remediation_act(scene, row, declare_completion, completed_on=scene.day, measures="倒排工期，逐项验收。")


def _feed_back(scene: Scene, row: ResultRow) -> Iterator[PlannedAct]:
    """Who is silent feeds back when it stands before the total of the year (A37)."""
    drawn = scene.plan.chance("feeds back", *_key(row))
    wait = 6 + scene.plan.draw(4, "waits", *_key(row)) if drawn < LATE else 1 + scene.plan.draw(5, "waits", *_key(row))
    speaks = drawn >= SILENT or scene.day > scene.plan.closing_day
    if speaks and scene.calendar.nth_after(row.completed_on, wait) <= scene.day:
        yield _remediation_act(scene, row, file_feedback, feedback=f"目标{row.code}已完成整改。")


def _recheck(scene: Scene, row: ResultRow) -> Iterator[PlannedAct]:
    """6.2.5: all that was fed back before a list day is rechecked on it, so within ten working days, and all before the
    score sheets on the last working day that they count; A14: not while an appeal waits for its answer.
    """
    closing = scene.calendar.last_on_or_before(scene.plan.closing_day)
    due = scene.next_list_day(scene.calendar.nth_after(row.fed_back_on, 1))
    if row.unanswered or scene.day < (min(due, closing) if row.fed_back_on < closing else due):
        return
    rejected = row.round < ROUNDS and scene.plan.chance("rejected", *_key(row)) < REJECTED
    data: dict[str, Any] = {
        "passed": not rejected,
        "found": "现场复查，仍未达要求。" if rejected else "现场复查，已达要求。",
        "rechecked_by": list(TEAM),
        "signed_by": TEAM[0],
        "evidence": [str(SITE_RECORD)],
    }
    if rejected:
        data["new_limit"] = scene.limit_after(LIMIT)
    yield _remediation_act(scene, row, recheck, **data)


STEPS = {"remedying": _complete, "completed": _feed_back, "fed_back": _recheck}
