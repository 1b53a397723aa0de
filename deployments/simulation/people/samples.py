"""The samples of the simulation: committed before the random number is known, drawn with it, and published (4.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from deployments.simulation.people.inspection_rounds import Round, heirs_of, is_before, open_rounds
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from models.ledger.acts import OPERATOR, Act, Context
from models.ledger.inspection.rotation import roster_for
from models.ledger.inspection.sampling import commit_sample, draw_sample, reveal_sample
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import LED_BY
from models.ledger.sample.draw import following
from models.ledger.sample.population import changes_since
from models.records import Sample
from models.rules.public_numbers import NumberKind
from models.rules.sampling import Purpose
from models.statements import ResultRow, run
from tasks.clock import business_day

DIGITS = 10**3
PEOPLE_PRESENT = 3
TARGETS, TEAM = Purpose.TARGETS.label, Purpose.TEAM.label
ORDER = (TARGETS, TEAM)
KEYS = {each.label: each.value for each in Purpose}
LISTED = "负面清单"
QUARTERLY, WHOLE_YEAR = ("3%", 2), ("1%", 1)  # the share of a stratum that is drawn, and the minimum
# The population of an evaluating inspection: all targets of the year; those listed before this day are drawn with
# certainty, and one of each department.
ALL = f"""
SELECT concat_ws('/', t.year, t.code) AS id, d.code AS department, EXISTS (
    SELECT 1 FROM negative_entry e LEFT JOIN appeal a ON a.entry_id = e.id AND a.ruling = 'withdrawn'
    WHERE e.target_id = t.id AND e.state NOT IN ('proposed', 'dismissed') AND e.listed_on < :day
        AND coalesce(a.ended_on, :day) >= :day) AS listed
FROM target t {LED_BY}
WHERE t.year = :year AND t.issued_on < :day AND d.code = ANY(:codes) ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only
SAMPLE_ID = """
SELECT z.id FROM sample z WHERE z.jurisdiction_id = :home AND z.subject = :subject AND z.purpose = :purpose
    AND z.attempt = :attempt
"""


@dataclass(frozen=True, slots=True)
class LastCommitment:
    """The last commitment of an inspection for a purpose before a day; attempt 0 if there is none."""

    attempt: int
    known_on: date | None
    drawn_on: date | None
    state: str | None


def decide_draws(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the draws of a working day, before all other planned acts: the targets first, then the team.

    What has changed since the commitment is not drawn.
    """
    for _this, row in open_rounds(scene):
        for purpose in ORDER if row is not None else ():
            last = _last_commitment(row, purpose)
            if is_before(last.drawn_on, scene.day):
                continue
            if not _is_due(scene, last) or (last.drawn_on is None and _has_changed(scene, row, purpose, last)):
                break
            yield _build_act(row, draw_sample, purpose, last.attempt, number=_draw_number(scene, last))
            yield _build_act(row, reveal_sample, purpose, last.attempt)


def decide_commitments(scene: Scene, this: Round, row: ResultRow) -> Iterator[PlannedAct]:
    """Yield both commitments on the day after the draft, and another one if something changes before the draw."""
    for purpose in ORDER:
        last = _last_commitment(row, purpose)
        population = {"take": PEOPLE_PRESENT} if purpose == TEAM else _population(scene, this, row)
        if not last.attempt:
            yield _commit(scene, this, row, purpose, **population)
        elif _is_due(scene, last) and last.drawn_on is None and _has_changed(scene, row, purpose, last):
            reason = "承诺以后总体有变化，按现在的总体抽取。"
            yield _commit(scene, this, row, purpose, last.attempt + 1, reason=reason, **population)


def substitutes(scene: Scene, row: ResultRow) -> list[str]:
    """Returns the next inspectors in the order in which a team was drawn."""
    return following(scene.session, _get_sample(scene, row, TEAM, row.team_attempt))


def team_drawn(scene: Scene, row: ResultRow) -> list[str]:
    """Returns the inspectors drawn for the team, in the order of the draw."""
    return [name for _, names in _get_sample(scene, row, TEAM, row.team_attempt).drawn for name in names]


def _last_commitment(row: ResultRow, purpose: str) -> LastCommitment:
    if purpose == TEAM:
        return LastCommitment(row.team_attempt or 0, row.team_known_on, row.team_drawn_on, row.team_sample)
    return LastCommitment(row.attempt or 0, row.known_on, row.drawn_on, row.sample)


def _is_due(scene: Scene, last: LastCommitment) -> bool:
    if last.known_on is None:
        return False
    return last.known_on <= scene.day and not is_before(last.drawn_on, scene.day)


def _has_changed(scene: Scene, row: ResultRow, purpose: str, last: LastCommitment) -> bool:
    """Returns true if the population differs from the committed one.

    A day that is run again decides the same: a sample superseded on that day had changed.
    """
    if last.state == "superseded":
        return True
    ctx = Context(0, home(scene.session), business_day(scene.day), OPERATOR)
    roster = roster_for(scene.session, ctx, row.key, PEOPLE_PRESENT).population if purpose == TEAM else None
    return bool(changes_since(scene.session, ctx, _get_sample(scene, row, purpose, last.attempt), roster))


def _get_sample(scene: Scene, row: ResultRow, purpose: str, attempt: int) -> Sample:
    parameters = {"home": home(scene.session), "subject": row.key, "purpose": KEYS[purpose], "attempt": attempt}
    return scene.session.get_one(Sample, run(scene.session, SAMPLE_ID, **parameters).scalar_one())


def _population(scene: Scene, this: Round, row: ResultRow) -> dict[str, Any]:
    """Returns the population as input of the act: all current targets, or a list of them by stratum."""
    codes = heirs_of(scene, row.departments)
    if not this.evaluates:
        share, least = QUARTERLY
        certain = {"key_projects_certain": True}
        return {"year": scene.plan.year, "departments": codes, "share": share, "at_least": least, **certain}
    strata: dict[str, list[str]] = {}
    for target in run(scene.session, ALL, year=scene.plan.year, day=scene.day, codes=codes):
        strata.setdefault(LISTED if target.listed else target.department, []).append(target.id)
    share, least = WHOLE_YEAR
    strata_given = [{"name": name, "ids": strata[name]} for name in sorted(strata)]
    return {"strata": strata_given, "certain": sorted(strata.keys() & {LISTED}), "share": share, "at_least": least}


def _commit(
    scene: Scene,
    this: Round,
    row: ResultRow,
    purpose: str,
    attempt: int = 1,
    **population: Any,  # noqa: ANN401 - an act's input
) -> PlannedAct:
    """Returns the commitment; its public number is known on the next working day."""
    secret = sha256("|".join(map(str, (scene.plan.seed, this.title, purpose, attempt))).encode()).hexdigest()
    known_on = scene.calendar.nth_after(scene.day, 1)
    issue = f"{known_on:%Y%j}"  # one draw a day
    population |= {"number_kind": NumberKind.LOTTERY_3D.label, "number_name": f"福彩3D第{issue}期"}
    return _build_act(row, commit_sample, purpose, attempt, secret=secret, known_on=known_on, **population)


def _draw_number(scene: Scene, last: LastCommitment) -> str:
    """Returns the result of the public draw of a day: one for all samples that cite it."""
    return f"{scene.plan.draw(DIGITS, 'number', str(last.known_on)):03d}"


def _build_act(row: Any, act: Act[Any], purpose: str, attempt: int, **data: Any) -> PlannedAct:  # noqa: ANN401 - an act's input
    return plan_act(act, row.title, purpose, attempt, subject=row.key, purpose=purpose, **data)
