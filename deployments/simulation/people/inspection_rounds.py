"""The sampled inspections of a simulated year: quarterly, mid-term and annual, their first day and departments."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from deployments.filled_sheets import SITE_RECORD
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from deployments.simulation.plan import Plan
from models.ledger.acts import Act
from models.ledger.inspection.findings import record_finding
from models.ledger.inspection.roster import register_inspector
from models.ledger.nouns.shared_sql import HEIRS, LED_BY
from models.rules.periods import parse_period
from models.rules.workdays import WorkCalendar
from models.statements import run

QUARTERLY, MID_TERM, ANNUAL = "季度核查", "中期核查", "年度核查"
POOL = tuple(f"抽查员{number}" for number in "甲乙丙丁戊己")
EARLIEST, SPREAD = 6, 8  # working days after the period within which an inspection is planned
LATE, LATE_FROM = 0.12, (8, 24)  # share of years with a late mid-term inspection, and the day after which it begins
YEAR_END, AT_ONCE = (12, 14), 3  # the day after which the annual inspection begins, and within how many working days
SHARE, FEWEST = 4, 2  # a quarterly inspection covers one of this many departments, and at least this many
CONFLICTS = ("Q1", "Q3")  # in one of these a tie is declared; no other team is in the field then
WITHOUT_TARGET, NOT_FOUNDED = "当年没有可抽取的目标", "拟制方案时尚未设立"
HEIRS_OF = f"""
SELECT d.code FROM department x LEFT JOIN {HEIRS} h ON h.department_id = x.id
    JOIN department d ON d.id = coalesce(h.heir, x.id) WHERE x.code = ANY(:codes)
GROUP BY d.code ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# The departments that exist on a day or will before the end of the year, a merged one as its final successor: whether
# each is founded already, and leads a target that can be drawn.
OF_THE_YEAR = f"""
WITH leads AS MATERIALIZED (SELECT DISTINCT d.id FROM target t {LED_BY} WHERE t.year = :year AND t.issued_on < :day)
SELECT d.code, coalesce(d.valid_from, :day) <= :day AS founded, l.id IS NOT NULL AS leads FROM department x
    LEFT JOIN {HEIRS} h ON h.department_id = x.id JOIN department d ON d.id = coalesce(h.heir, x.id)
    LEFT JOIN leads l ON l.id = d.id
WHERE NOT x.is_agency AND coalesce(x.valid_from, :day) <= :last AND coalesce(x.valid_to, :day) >= :day
GROUP BY d.id, l.id ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# The progress of each inspection before a day. A day that is run again decides the same: it repeats the steps of that
# day.
PROGRESS = """
SELECT i.id, i.title, i.year || '-' || i.number AS key, i.issued_on, i.ended_on, i.departments,
    s.attempt, s.known_on, s.drawn_on, s.state AS sample, s.drawn,
    p.attempt AS team_attempt, p.known_on AS team_known_on, p.drawn_on AS team_drawn_on, p.state AS team_sample,
    (SELECT min(m.left_on) FROM team_member m WHERE m.inspection_id = i.id) AS replaced_on,
    f.recorded_on, f.signed_on
FROM inspection i
    LEFT JOIN LATERAL (SELECT z.* FROM sample z WHERE z.jurisdiction_id = i.jurisdiction_id
        AND z.subject = i.year || '-' || i.number AND z.purpose = 'targets' AND z.committed_on < :day
        ORDER BY z.attempt DESC LIMIT 1) s ON true
    LEFT JOIN LATERAL (SELECT z.* FROM sample z WHERE z.jurisdiction_id = i.jurisdiction_id
        AND z.subject = i.year || '-' || i.number AND z.purpose = 'team' AND z.committed_on < :day
        ORDER BY z.attempt DESC LIMIT 1) p ON true
    CROSS JOIN LATERAL (SELECT max(q.recorded_on) AS recorded_on, max(q.signed_on) AS signed_on FROM finding q
        WHERE q.inspection_id = i.id) f
WHERE i.title = ANY(:titles) AND i.drafted_on < :day
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One inspection of the year: its kind and its period."""

    kind: str
    period: str

    @property
    def title(self) -> str:
        """Returns the title; queries find the inspection by it."""
        return f"{self.kind}|{self.period}"

    @property
    def evaluates(self) -> bool:
        """Returns true if the inspection covers the whole negative list too and evaluates every department."""
        return self.kind != QUARTERLY


def rounds(plan: Plan) -> tuple[Round, ...]:
    """Returns the inspections of the year; the annual one replaces that of the last quarter."""
    quarterly = (Round(QUARTERLY, f"{plan.year}Q{number}") for number in (1, 2, 3))
    return (*quarterly, Round(MID_TERM, f"{plan.year}H1"), Round(ANNUAL, str(plan.year)))


def has_conflict(plan: Plan, this: Round) -> bool:
    """Returns true for the one inspection of the year in which a team member declares a tie after the draw."""
    return this.period[4:] == CONFLICTS[plan.draw(len(CONFLICTS), "conflict")]


def first_day(plan: Plan, this: Round, calendar: WorkCalendar) -> date:
    """Returns the first working day on which the inspection is planned."""
    drawn = plan.chance("planned", this.title)
    if this.kind == ANNUAL:
        return calendar.nth_after(date(plan.year, *YEAR_END), 1 + int(drawn * AT_ONCE))
    if this.kind == MID_TERM and plan.chance("mid-term", plan.year) < LATE:
        return calendar.nth_after(date(plan.year, *LATE_FROM), 1 + int(drawn * SPREAD))
    return calendar.nth_after(parse_period(this.period).end, EARLIEST + int(drawn * SPREAD))


def open_rounds(scene: Scene) -> Iterator[tuple[Round, Any]]:
    """Yield the inspections that have not ended, each with its progress before this day, or None if not yet drafted."""
    all_rounds = rounds(scene.plan)
    rows = {row.title: row for row in run(scene.session, PROGRESS, titles=[r.title for r in all_rounds], day=scene.day)}
    for this in all_rounds:
        row = rows.get(this.title)
        if row is None or not is_before(row.ended_on, scene.day):
            yield this, row


def is_before(done: date | None, day: date) -> bool:
    """Returns true if something was done before a day; false if it is not done (None)."""
    return done is not None and done < day


def act_about(row: Any, act: Act[Any], *of: str, **data: Any) -> PlannedAct:  # noqa: ANN401 - a result row, an act's input
    """Returns an act about an inspection; `of` says what else it is about."""
    return plan_act(act, row.title, *of, inspection=row.key, **data)


def finding_act(row: Any, year: int, target: str, **found: Any) -> PlannedAct:  # noqa: ANN401 - as above
    """Returns what a team records about a target of a year, with the record of the site."""
    evidence = [str(SITE_RECORD)]
    return act_about(row, record_finding, target, target=target, year=year, evidence=evidence, **found)


def heirs_of(scene: Scene, codes: list[str]) -> list[str]:
    """Returns the codes of the departments that hold the duties of these departments now, in order."""
    return list(run(scene.session, HEIRS_OF, codes=codes).scalars())


def inspected_departments(scene: Scene, this: Round) -> list[str]:
    """Returns the departments whose targets the inspection draws from: some for a quarter, else all that lead one."""
    plan = scene.plan
    if this.evaluates:
        return [row.code for row in _of_the_year(scene) if row.founded and row.leads]
    leading = [code for code in plan.codes() if plan.targets_of(code)]
    leading = sorted(leading, key=lambda code: plan.chance("inspected", this.period, code))
    return heirs_of(scene, leading[: max(FEWEST, len(leading) // SHARE)])


def unvisited_departments(scene: Scene) -> dict[str, str]:
    """3.3: returns the other departments that are re-verified at the end of the year, each with the reason."""
    rows = (row for row in _of_the_year(scene) if not (row.founded and row.leads))
    return {row.code: WITHOUT_TARGET if row.founded else NOT_FOUNDED for row in rows}


def _of_the_year(scene: Scene) -> Sequence[Any]:
    days = {"day": scene.day, "last": date(scene.plan.year, 12, 31)}
    return run(scene.session, OF_THE_YEAR, year=scene.plan.year, **days).all()


def inspectors(names: Iterable[str]) -> Iterator[PlannedAct]:
    """Yield the registration of inspectors."""
    for name in names:
        yield plan_act(register_inspector, name, name=name)
