"""What only long lists of a simulated year show: weights, indicators, a draft sent back, answers by sheet (1-2.9)."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

from deployments.simulation.people.adjustments import planned_adjustments
from deployments.simulation.people.answers_by_sheet import answers_by_sheet
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.plan import Plan
from models.rules.target.gaps import FUNCTIONAL_WEIGHT

SENT_BACK, WITH_TREE = 7, slice(4, 7)  # the place of the draft that is sent back; places of one with indicators
MILESTONES = ((6, 30), (9, 30))  # finishing times of leaves before December
CENT = Decimal("0.01")


def weights(plan: Plan, department: str) -> dict[str, Decimal]:
    """A38: returns the weights of the first list that is drafted, which sum to 50; of the others none is set."""
    if department not in plan.long_lists()[:1]:
        return {}
    codes = plan.targets_of(department)[:-1]
    each = (FUNCTIONAL_WEIGHT / len(codes)).quantize(CENT, ROUND_FLOOR)
    last = FUNCTIONAL_WEIGHT - each * (len(codes) - 1)
    return dict.fromkeys(codes, each) | {codes[-1]: last}


def sent_back(plan: Plan) -> str:
    """Returns the draft that the body sends back while it approves the rest; none if only one list is drafted.

    Its list has one target more than it needs, and no weights: it has no gap without it.
    """
    several = plan.long_lists()[1:]
    return plan.targets_of(several[-1])[SENT_BACK] if several else ""


def with_trees(plan: Plan) -> list[str]:
    """Returns the drafts that have indicators: one of each list whose office answers without sheets.

    It is neither a key project nor adjusted in the year.
    """
    apart = key_projects(plan) | planned_adjustments(plan).keys()
    lists = [code for code in plan.long_lists() if not answers_by_sheet(plan, code)]
    chosen = ([code for code in plan.targets_of(each)[WITH_TREE] if code not in apart] for each in lists)
    return [codes[0] for codes in chosen if codes]


def write_indicators(plan: Plan, path: Path) -> Path:
    """Write the indicators of the drafts that have some: two milestones, and the rest by the end of the year."""
    rows = [row for code in with_trees(plan) for row in _tree(plan, code)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def _tree(plan: Plan, target: str) -> Iterable[Mapping[str, str]]:
    days = [*(date(plan.year, month, day) for month, day in MILESTONES), date(plan.year, 12, 31)]
    for number, day in enumerate(days, 1):
        yield {
            "年度": str(plan.year),
            "目标编号": target,
            "指标编号": str(number),
            "指标名称": f"第{number}阶段",
            "标准": "阶段验收合格",
            "完成时限": day.isoformat(),
        }
