"""The points of the simulation: the agency's policies before the year, and a check that no points are gained (A11)."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from deployments.simulation.people.planned_acts import PlannedAct, plan_act
from models.ledger.negative_list.points import score_departments
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.registry.settings import set_policy
from models.statements import run

POLICIES = {
    "negative_points": "-1、-2",
    "restoring": "50%",
    "appeal_lodging_days": "10",
    "appeal_answer_days": "5",
    "appeal_ruling_days": "20",
    "urgent_inspection_days": "8",
    "review_second": "全部",  # so that nothing is drawn by the hash of a block, which differs after an interruption
}
# The expected points, computed without the rules: 1 point for a first listing, 2 for a further one, half after it is
# made good.
EXPECTED = f"""
SELECT d.code, -coalesce(sum(least(e.nth, 2) * CASE e.state WHEN 'made_good' THEN 0.5 ELSE 1 END)
    FILTER (WHERE e.nth IS NOT NULL), 0) AS points
FROM department d LEFT JOIN (
    SELECT n.state, row_number() OVER (PARTITION BY n.target_id ORDER BY n.occurrence) AS nth,
        coalesce(h.heir, n.department_id) AS department
    FROM negative_entry n LEFT JOIN {HEIRS} h ON h.department_id = n.department_id
    WHERE n.state IN ('listed', 'remedying', 'made_good')) e ON e.department = d.id
GROUP BY d.code
"""  # noqa: S608 - constants only
# All changes of what the points depend on, and of the frozen lists, have one of these transitions.
CHANGED = """
SELECT EXISTS (SELECT FROM transition WHERE id > :seen
    AND record IN ('negative_entry', 'negative_list', 'target', 'department', 'reform', 'policy'))
"""
FROZEN = """
SELECT n.period, l.position, l.points FROM negative_list_line l JOIN negative_list n ON n.id = l.list_id
WHERE l.points IS NULL OR l.points > 0 ORDER BY n.period, l.position
"""


def policies(valid_from: date, values: Mapping[str, str] = POLICIES) -> Iterator[PlannedAct]:
    """Yield one planned act per setting that the standard leaves to the agency, valid from the start of the year."""
    for key, value in values.items():
        yield plan_act(set_policy, key, key=key, value=value, valid_from=valid_from, basis="推演设定")


def check_points(session: Session, year: int, seen: int = 0) -> Iterator[str]:
    """Yield every department with points above 0, without points, or with points that differ from those of its entries.

    Also yields every frozen line with points that are None or above 0. It is checked if anything of it was changed
    after move number `seen`.
    """
    if not run(session, CHANGED, seen=seen).scalar_one():
        return
    expected = {row.code: row.points for row in run(session, EXPECTED)}
    for score in score_departments(session, year):
        if score.points is None or score.points > 0:
            yield f"{score.code}：记分为{score.points}，应已计算，且不大于0。"
        elif score.points != expected[score.code]:
            yield f"{score.code}：记分为{score.points}，按各条目应为{expected[score.code]}。"
    frozen = "{period}负面清单第{position}项：记分为{points}，应已计算，且不大于0。"
    yield from run_checks(session, [(FROZEN, frozen)])
