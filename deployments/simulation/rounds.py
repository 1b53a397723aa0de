"""The sampled inspections of a simulated year: one each quarter and the mid-term one, from which day, about whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from deployments.simulation.deeds import Deed, Scene
from deployments.simulation.plan import Plan
from models.database import run
from models.ledger.succeeding import HEIRS
from models.rules.workdays import WorkCalendar

POOL = tuple(f"抽查员{number}" for number in "甲乙丙丁戊己")
EARLIEST, SPREAD = 6, 8  # working days after the period within which an inspection is planned
LATE, LATE_FROM = 0.12, (8, 24)  # the share of years whose mid-term inspection begins too late, and the day
SHARE, FEWEST = 4, 2  # a quarter's inspection is about one department in so many, and about no fewer than these
CONFLICTS = ("Q1", "Q3")  # in one of these a tie is declared: at that time no other team is on its way
HEIRS_OF = f"""
SELECT d.code FROM department x LEFT JOIN {HEIRS} h ON h.department_id = x.id
    JOIN department d ON d.id = coalesce(h.heir, x.id) WHERE x.code = ANY(:codes)
GROUP BY d.code ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# How far each had come before a day. One that is lived again decides as it did: what was done on it is done once more.
STANDING = """
SELECT i.id, i.title, i.year || '-' || i.number AS key, i.issued_on, i.ended_on, i.departments,
    s.attempt, s.known_on, s.drawn_on, s.state AS sample, s.drawn,
    (SELECT min(m.left_on) FROM team_member m WHERE m.inspection_id = i.id) AS replaced_on,
    f.recorded_on, f.signed_on
FROM inspection i
    LEFT JOIN LATERAL (SELECT z.* FROM sample z WHERE z.jurisdiction_id = i.jurisdiction_id
        AND z.subject = i.year || '-' || i.number AND z.purpose = 'targets' AND z.committed_on < :day
        ORDER BY z.attempt DESC LIMIT 1) s ON true
    CROSS JOIN LATERAL (SELECT max(q.recorded_on) AS recorded_on, max(q.signed_on) AS signed_on FROM finding q
        WHERE q.inspection_id = i.id) f
WHERE i.title = ANY(:titles) AND i.drafted_on < :day
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One inspection of the year: its kind, and the quarter or half-year whose completion it looks at."""

    kind: str
    period: str
    quarter: str

    @property
    def title(self) -> str:
        """By which it is found again."""
        return f"{self.kind}|{self.period}"

    @property
    def is_mid_term(self) -> bool:
        """Whether it evaluates every department."""
        return self.kind == "中期核查"


def rounds(plan: Plan) -> tuple[Round, ...]:
    """The inspections of the year."""
    quarters = [f"{plan.year}Q{number}" for number in (1, 2, 3, 4)]
    return (*(Round("季度核查", each, each) for each in quarters), Round("中期核查", f"{plan.year}H1", quarters[1]))


def conflicts(plan: Plan, this: Round) -> bool:
    """Whether this is the one inspection of the year in which a member declares a tie after the draw."""
    return this.quarter[4:] == CONFLICTS[plan.draw(len(CONFLICTS), "conflict")]


def first_day(plan: Plan, this: Round, calendar: WorkCalendar) -> date:
    """The working day from which it is planned."""
    late = this.is_mid_term and plan.chance("mid-term", plan.year) < LATE
    end = date(plan.year, *LATE_FROM) if late else _end(plan, this.quarter)
    return calendar.nth_after(end, (1 if late else EARLIEST) + plan.draw(SPREAD, "planned", this.title))


def _end(plan: Plan, quarter: str) -> date:
    ends = {"Q1": date(plan.year, 3, 31), "Q2": date(plan.year, 6, 30), "Q3": date(plan.year, 9, 30)}
    return ends.get(quarter[4:], date(plan.year, 12, 31))


def standing(scene: Scene) -> Iterator[tuple[Round, Any]]:
    """The inspections that are not over, each with how far it had come before this day: None before its draft."""
    every = rounds(scene.plan)
    rows = {row.title: row for row in run(scene.session, STANDING, titles=[r.title for r in every], day=scene.day)}
    for this in every:
        row = rows.get(this.title)
        if row is None or not before(row.ended_on, scene.day):
            yield this, row


def before(done: date | None, day: date) -> bool:
    """Whether something was done before a day."""
    return done is not None and done < day


def heirs_of(scene: Scene, codes: list[str]) -> list[str]:
    """The departments that carry on what these left, by code."""
    return list(run(scene.session, HEIRS_OF, codes=codes).scalars())


def inspected(scene: Scene, this: Round) -> list[str]:
    """The departments among whose targets it draws: some for a quarter, for the mid-term all."""
    plan = scene.plan
    leading = [code for code in plan.codes() if plan.targets_of(code)]
    if not this.is_mid_term:
        leading = sorted(leading, key=lambda code: plan.chance("inspected", this.period, code))
        leading = leading[: max(FEWEST, len(leading) // SHARE)]
    return heirs_of(scene, leading)


def inspectors() -> Iterator[Deed]:
    """Those who inspect and do nothing else."""
    for name in POOL:
        yield Deed("register_inspector", {"name": name}, f"register_inspector|{name}")
