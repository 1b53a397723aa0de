"""在线复核 in the simulation: assigned, and concluded by all reviewers on one day; what is undone is proposed (7.2)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from models.ledger.jurisdiction import home
from models.ledger.review.assignment import assign_reviews
from models.ledger.review.conclusions import close_online_review, record_online_review
from models.ledger.review.lines import lines_of
from models.ledger.review.reviewable import Reviewable
from models.rules.periods import parse_period
from models.rules.review import ReviewOutcome
from models.statements import ResultRow, run

REVIEWERS = ("复核员甲", "复核员乙", "复核员丙")
SECONDS = ("复核员丁", "复核员戊", "复核员己")  # they confirm, and decide where two differ
# They visit projects and recheck, and take their turn in the rounds on site.
TEAM = ("认定员一", "认定员二")
SPREAD = 8  # working days after the opening within which the last reviewer finishes, in some quarters late
UNDONE, LACKING, SILENT_UNDONE = 0.015, 0.06, 0.1
DIFFERS = 0.05  # of what a second confirms
TO_REVIEW = """
SELECT period, opened_on FROM obligation WHERE kind = 'online_review' AND state = 'open' ORDER BY period
"""
LINES = """
WITH checks AS MATERIALIZED (
    SELECT o.id, coalesce(:day > (SELECT min(g.received_on) FROM report g WHERE g.obligation_id = o.id), false)
        AS reported
    FROM obligation o WHERE o.kind = 'self_check' AND o.period = :period AND o.state NOT IN ('waived', 'void')),
tasks AS MATERIALIZED (SELECT k.* FROM review_task k WHERE k.period = :period),
firsts AS MATERIALIZED (SELECT r.target_id FROM review r WHERE r.period = :period AND r.serial = 1)
SELECT t.code, k.reviewer, k.assigned_on, r.target_id IS NOT NULL AS reviewed, o.reported
FROM checks o JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 JOIN target t ON t.id = l.target_id
    LEFT JOIN tasks k ON k.target_id = t.id LEFT JOIN firsts r ON r.target_id = t.id
ORDER BY t.code COLLATE "C"
"""
# What was concluded on this day: a day that is run again decides the same.
CONCLUDED = """
SELECT t.code FROM review r JOIN target t ON t.id = r.target_id WHERE r.period = :period AND r.reviewed_on = :day
"""


def decide_reviews(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the planned acts of the agency about open online reviews."""
    for row in run(scene.session, TO_REVIEW).all():
        yield from _review_period(scene, row.period, row.opened_on)


def _review_period(scene: Scene, period: str, opened_on: date) -> Iterator[PlannedAct]:
    lines = run(scene.session, LINES, period=period, day=scene.day).all()
    if any(line.assigned_on in {None, scene.day} for line in lines):
        yield plan_act(assign_reviews, period, scene.day, period=period, reviewers=REVIEWERS)
    days = 1 + max(scene.plan.draw(SPREAD, "reviews", period, reviewer) for reviewer in REVIEWERS)
    if scene.calendar.nth_after(opened_on, days) <= scene.day:
        yield from _hand_in(scene, period, lines)
        yield from _confirm(scene, period)
    if not lines:
        yield plan_act(close_online_review, period, period=period)


def _hand_in(scene: Scene, period: str, lines: Sequence[Any]) -> Iterator[PlannedAct]:
    """Each reviewer hands in what was assigned before this day."""
    for reviewer in REVIEWERS:
        assigned = [line for line in lines if line.reviewer == reviewer and not line.reviewed]
        assigned = [line for line in assigned if line.assigned_on < scene.day]
        if assigned:
            concluded = [_conclude_line(scene, period, line) for line in assigned]
            of = period, reviewer, scene.day
            yield plan_act(record_online_review, *of, period=period, reviewer=reviewer, lines=concluded)


def _confirm(scene: Scene, period: str) -> Iterator[PlannedAct]:
    """Each second hands in what waits for him since a day before; where two differ, the next one decides."""
    lines = lines_of(scene.session, home(scene.session), parse_period(period))
    today = {*run(scene.session, CONCLUDED, period=period, day=scene.day).scalars()}
    waiting = [line for line in lines if line.reviewed and line.row.code not in today]
    for number, second in enumerate(SECONDS):
        own = [line for line in waiting if line.waits_for(second) and _turn(scene, period, line) == number]
        concluded = [_confirm_line(scene, period, line) for line in own]
        if concluded:
            of = period, second, scene.day
            yield plan_act(record_online_review, *of, period=period, reviewer=second, lines=concluded)


def _turn(scene: Scene, period: str, line: Reviewable) -> int:
    first = scene.plan.draw(len(SECONDS), "confirmed", period, line.row.code)
    return (first + bool(line.row.second)) % len(SECONDS)


def _confirm_line(scene: Scene, period: str, line: Reviewable) -> dict[str, str]:
    code = line.row.code
    differs = not line.row.second and scene.plan.chance("differs", period, code) < DIFFERS
    outcome = ReviewOutcome.LACKING if differs else ReviewOutcome(line.row.outcome)
    return {"target": code, "outcome": outcome.label, "note": f"{outcome.label}：目标{code}的材料已核对。"}


def _conclude_line(scene: Scene, period: str, line: ResultRow) -> dict[str, str]:
    drawn = scene.plan.chance("reviewed", period, line.code)
    data = {"target": line.code, "outcome": "完成属实"}
    if drawn < (UNDONE if line.reported else SILENT_UNDONE):
        return data | {"outcome": "未完成", "note": f"在线复核，目标{line.code}的材料显示未完成。"}
    if drawn < LACKING or not line.reported:
        return data | {"outcome": "材料不足", "note": "印证材料不能说明完成情况。"}
    return data
