"""What a score needs apart from targets, in the simulation: leaders' ratings, 二级考评, classes, exemptions (1-8.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import Session

from deployments.simulation.people.agency_sheets import fill_sheet, write_sheet
from deployments.simulation.people.draft_sheets import BODIES
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from deployments.simulation.people.points import policies
from models.intake.contact import read_contacts
from models.ledger.acts import OPERATOR
from models.ledger.jurisdiction import home
from models.ledger.leader_rating.entry import confirm_leader_ratings, enter_leader_ratings
from models.ledger.nouns.shared_sql import DONE, ENTRIES_THEN, in_sql
from models.ledger.registry.contacts import import_contacts
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.exceptions import except_line
from models.ledger.score.exemption import exempt_target
from models.ledger.score.gate import DEPARTMENTS, gate_facts
from models.ledger.score.innovation import record_innovation
from models.rules.item_weights import EXAMPLE as ITEM_WEIGHTS
from models.rules.kinds import ContactRole
from models.rules.score.gate import GateKind
from models.rules.score.innovation import PRIZE_EXAMPLE
from models.rules.score.quotas import QUOTAS_EXAMPLE, RATIOS_EXAMPLE
from models.rules.states.negative_list import NOT_COUNTED
from models.rules.survey import GROUPS_EXAMPLE, WEIGHTS_EXAMPLE
from models.statements import run

RATED = (1, 15)  # the day of the next year from which ratings are there
FIRST_CLERK, SECOND, THIRD = (replace(OPERATOR, entered_by=f"推演经办{n}") for n in "一二三")
LEAST, STEP = Decimal(80), Decimal("0.01")  # 二级考评: every department has another value, so totals do not tie
MARKS = 5  # a leader gives 86 to 90
# Targets of the year that were not declared complete at its end and are not listed, also if exempted on this day.
UNFINISHED = f"""
WITH asked AS MATERIALIZED (
    SELECT l.target_id, bool_or({DONE.format(line="l")}) AS done
    FROM obligation o JOIN report_line l ON l.obligation_id = o.id
        JOIN LATERAL (SELECT max(r.version) AS newest FROM report r WHERE r.obligation_id = o.id) v
            ON l.version = v.newest
    WHERE o.kind = 'year_end_check' AND o.period = :period GROUP BY l.target_id)
SELECT t.code FROM target t LEFT JOIN asked a ON a.target_id = t.id
WHERE t.year = :year AND t.withdrawn_on IS NULL AND a.done IS NOT TRUE
    AND t.id NOT IN (SELECT e.target_id FROM {ENTRIES_THEN} e WHERE e.state NOT IN {in_sql(NOT_COUNTED)})
    AND t.id NOT IN (SELECT y.target_id FROM exemption y WHERE y.recorded_on < :day)
ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only
# What was entered before the work of a day broke off is not exported again: the sheet would be another one.
RECORDED = """
SELECT EXISTS (SELECT FROM second_level WHERE year = :year) AS second_level,
    EXISTS (SELECT FROM unit_class WHERE year = :year) AS unit_class
"""
EXCEPTED = "SELECT EXISTS (SELECT FROM score_exception WHERE recorded_on < :day)"


def cut_off(scene: Scene) -> date:
    """Returns the cut-off day of the appraisal: that of the setting, or the day after the fourth list (A53)."""
    return cut_off_day(scene.session, scene.plan.year) or scene.plan.closing_day


def rating_day(scene: Scene) -> date:
    """Returns the working day on which the results of the ratings are entered."""
    return scene.calendar.nth_after(date(scene.plan.year + 1, *RATED) - timedelta(days=1), 1)


def values(scene: Scene) -> Mapping[str, Decimal]:
    """Returns the value of 二级考评 of each department that is appraised, by its code."""
    last = date(scene.plan.year, 12, 31)
    codes = [row.code for row in run(scene.session, DEPARTMENTS, jurisdiction=home(scene.session), last=last)]
    by_chance = sorted(codes, key=lambda code: scene.plan.chance("second level", code))
    return {code: LEAST + place * STEP for place, code in enumerate(by_chance)}


def paper_of(scene: Scene, what: str, materials: Path) -> dict[str, Any]:
    """Returns number, date and file of a paper of this day."""
    file = materials / f"{what}-{scene.day}.txt"
    file.write_text(f"推演用文件：{what}，{scene.day}。\n", encoding="utf-8")
    return {"number": f"推演{what}〔{scene.day.year}〕{scene.day:%m%d}号", "dated": scene.day, "evidence": str(file)}


def decide_ratings(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield what is entered on the rating day, and on the next one what a second person reads of it (A40)."""
    if scene.day == rating_day(scene):
        given = values(scene)
        yield from _rate(scene, given, materials)
        yield from _enter_results(scene, given, materials)
    elif scene.day == scene.calendar.nth_after(rating_day(scene), 1):
        for name, ratings in _ratings(scene, values(scene)).items():
            yield plan_act(confirm_leader_ratings, name, **ratings).by(SECOND)
    elif scene.day > cut_off(scene) and scene.is_call_day():
        yield from _exempt(scene, materials)
        yield from _except(scene, materials)


def _ratings(scene: Scene, codes: Mapping[str, Decimal]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "rated_by": name,
            "year": scene.plan.year,
            "ratings": [{"department": code, "mark": str(90 - scene.plan.draw(MARKS, name, code))} for code in codes],
        }
        for name in LEADERS
    }


def _rate(scene: Scene, codes: Mapping[str, Decimal], materials: Path) -> Iterator[PlannedAct]:
    for name, ratings in _ratings(scene, codes).items():
        sheet = {"rated_on": scene.day, "evidence": paper_of(scene, f"评价表{name}", materials)["evidence"]}
        yield plan_act(enter_leader_ratings, name, **ratings, **sheet).by(FIRST_CLERK)


def _enter_results(scene: Scene, given: Mapping[str, Decimal], materials: Path) -> Iterator[PlannedAct]:
    """二级考评 and classes stand in one sheet each; no department took part in 创新项目评选."""
    year, paper = scene.plan.year, paper_of(scene, "考评", materials)
    named = paper | {"evidence": Path(str(paper["evidence"])).name, "year": year}
    recorded = run(scene.session, RECORDED, year=year).one()
    if not recorded.second_level:
        rows = [{"department": code, "value": str(value), **named} for code, value in given.items()]
        yield fill_sheet(scene, "second-level", rows, materials).by(FIRST_CLERK)
    if not recorded.unit_class:
        rows = [{"department": code, "unit_class": CLASS, **named} for code in given]
        yield fill_sheet(scene, "unit-classes", rows, materials).by(FIRST_CLERK)
    for code in given:
        data = {"department": code, "year": year, "prize": "未参加", **paper}
        yield plan_act(record_innovation, code, **data).by(FIRST_CLERK)


def _exempt(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """A37: the leading group exempts what was neither declared complete nor listed."""
    year = scene.plan.year
    query = {"year": year, "period": str(year), "until": cut_off(scene), "day": scene.day}
    codes = run(scene.session, UNFINISHED, **query).scalars().all()
    why = paper_of(scene, "免考", materials) if codes else {}
    why |= {"reason": "上级已调整任务。", "decided_by": BODIES["领导小组"]}
    for code in codes:
        yield plan_act(exempt_target, code, target=code, year=year, **why)


def _except(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """A37: one paper ends the re-verification of those that had none, and the line of those without an inspection."""
    if run(scene.session, EXCEPTED, day=scene.day).scalar_one():
        return
    decided = {"year": scene.plan.year, "decided_by": BODIES["领导小组"], **paper_of(scene, "例外", materials)}
    lines = (
        (GateKind.REVERIFICATION, scene.plan.resting(), "复核期间整体搬迁。"),
        (GateKind.INSPECTION, uninspected(scene), "随机抽样未抽到。"),
    )
    for kind, codes, reason in lines:
        if codes:
            yield plan_act(except_line, kind, line=kind.label, departments=codes, reason=reason, **decided)


def uninspected(scene: Scene) -> list[str]:
    """Returns the departments with targets that were neither inspected nor visited (A37)."""
    place, last = home(scene.session), date(scene.plan.year, 12, 31)
    facts = gate_facts(scene.session, place, last, cut_off(scene), scene.day)
    departments = run(scene.session, DEPARTMENTS, jurisdiction=place, last=last)
    return [each.code for each in departments if GateKind.INSPECTION in {fact.kind for fact in facts.get(each.id, ())}]


OBJECTION_DAYS = 3
CLASS = "省直机关"
SETTINGS = {
    "party_item_weights": ITEM_WEIGHTS,
    "appraisal_cut_off": "1月31日",
    "leader_scale": "0–100",
    "leader_least": "3",
    "innovation_prizes": PRIZE_EXAMPLE,
    "innovation_absent": "0分",
    "unit_classes": CLASS,
    "grade_quotas": QUOTAS_EXAMPLE,
    "individual_ratios": RATIOS_EXAMPLE,
    "objection_days": str(OBJECTION_DAYS),
    "survey_groups": GROUPS_EXAMPLE,
    "survey_group_weights": WEIGHTS_EXAMPLE,
}
LEADERS = ("推演领导一", "推演领导二", "推演领导三")
AGENCY = "SELECT code FROM department WHERE is_agency"


def decide_settings(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield on the first working day of the year the settings of the appraisal, and who rates as a leader (2.15)."""
    if scene.day != scene.calendar.nth_after(scene.plan.issued_on, 1):
        return
    yield from policies(scene.plan.go_live, SETTINGS)
    yield PlannedAct(import_contacts, read_contacts(_write_leaders(scene.session, materials)), "leaders")


def _write_leaders(session: Session, materials: Path) -> Path:
    """Write the leaders as contacts of the agency; returns the path."""
    agency, path = run(session, AGENCY).scalar_one(), materials / "leaders.csv"
    role = ContactRole.PROVINCIAL_LEADER.label
    return write_sheet(path, ({"部门编码": agency, "角色": role, "姓名": name} for name in LEADERS))
