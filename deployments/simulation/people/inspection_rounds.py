"""The sampled inspections of a simulated year: quarterly, mid-term and at its end, from which day, about whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from deployments.simulation.people.deeds import Deed, Scene
from deployments.simulation.plan import Plan
from models.database import run
from models.ledger.heirs import HEIRS
from models.ledger.inspection.roster import register_inspector
from models.rules.periods import parse_period
from models.rules.workdays import WorkCalendar

QUARTERLY, MID_TERM, ANNUAL = "季度核查", "中期核查", "年度核查"
POOL = tuple(f"抽查员{number}" for number in "甲乙丙丁戊己")
EARLIEST, SPREAD = 6, 8  # working days after the period within which an inspection is planned
LATE, LATE_FROM = 0.12, (8, 24)  # the share of years whose mid-term inspection begins too late, and the day
YEAR_END, AT_ONCE = (12, 14), 3  # the day after which that of the whole year begins, within so many working days
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
    """One inspection of the year: its kind, what it covers, and the quarter up to which departments have declared.

    One of the whole year goes by what departments file at its end.
    """

    kind: str
    period: str
    quarter: str = ""

    @property
    def title(self) -> str:
        """By which it is found again."""
        return f"{self.kind}|{self.period}"

    @property
    def evaluates(self) -> bool:
        """Whether it looks at the whole negative list too, and evaluates every department."""
        return self.kind != QUARTERLY

    @property
    def declared(self) -> dict[str, str]:
        """The duty by which departments declared what is complete."""
        return {"kind": "self_check" if self.quarter else "year_end_check", "period": self.quarter or self.period}


def rounds(plan: Plan) -> tuple[Round, ...]:
    """The inspections of the year; that of its end takes the place of the last quarter's."""
    quarters = [f"{plan.year}Q{number}" for number in (1, 2, 3)]
    quarterly = (Round(QUARTERLY, each, each) for each in quarters)
    return (*quarterly, Round(MID_TERM, f"{plan.year}H1", quarters[1]), Round(ANNUAL, str(plan.year)))


def conflicts(plan: Plan, this: Round) -> bool:
    """Whether this is the one inspection of the year in which a member declares a tie after the draw."""
    return this.quarter[4:] == CONFLICTS[plan.draw(len(CONFLICTS), "conflict")]


def first_day(plan: Plan, this: Round, calendar: WorkCalendar) -> date:
    """The working day from which it is planned."""
    drawn = plan.chance("planned", this.title)
    if this.kind == ANNUAL:
        return calendar.nth_after(date(plan.year, *YEAR_END), 1 + int(drawn * AT_ONCE))
    if this.kind == MID_TERM and plan.chance("mid-term", plan.year) < LATE:
        return calendar.nth_after(date(plan.year, *LATE_FROM), 1 + int(drawn * SPREAD))
    return calendar.nth_after(parse_period(this.period).end, EARLIEST + int(drawn * SPREAD))


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
    """The departments among whose targets it draws: some for a quarter, or all."""
    plan = scene.plan
    leading = [code for code in plan.codes() if plan.targets_of(code)]
    if not this.evaluates:
        leading = sorted(leading, key=lambda code: plan.chance("inspected", this.period, code))
        leading = leading[: max(FEWEST, len(leading) // SHARE)]
    return heirs_of(scene, leading)


def inspectors() -> Iterator[Deed]:
    """Those who inspect and do nothing else."""
    for name in POOL:
        yield Deed(register_inspector, {"name": name}, f"register_inspector|{name}")
