"""The sampled inspections of the simulation, from plan to end: one step per day (4, 6.2.1-6.2.4).

Each inspection looks at the drawn targets, in one sheet of findings. A failed one enters the negative list when the
leader signs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from deployments.simulation.people import inspection_rounds as rounds
from deployments.simulation.people.agency_sheets import fill_sheet
from deployments.simulation.people.draft_sheets import BODIES
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from deployments.simulation.people.ratings import paper_of
from deployments.simulation.people.samples import decide_commitments, substitutes, team_drawn
from models.ledger.inspection.conclusion import conclude_inspection
from models.ledger.inspection.evaluation import answer_suggestion, evaluate_department, make_suggestion
from models.ledger.inspection.plan import draft_inspection, issue_plan
from models.ledger.inspection.roster import declare_tie
from models.ledger.inspection.signing import sign_off
from models.ledger.inspection.team import replace_member
from models.ledger.nouns.shared_sql import HEIRS, LED_BY
from models.rules.periods import Span, period_of
from models.statements import ResultRow, run

FAILS, UNVERIFIED = 0.12, 0.15  # cumulative shares of the drawn targets
DAILY, DAYS = 20, 5  # targets per team and day; a larger sample is spread over this many days
SLOW, WAIT = 0.1, 20  # the share of leaders who sign late, and after how many working days
LIMIT = 30  # days: for the inspection, and for the remediation of what it finds undone
PLAN = {
    "purpose": "核实目标完成情况。",
    "content": "对照绩效要求核实数量和质量。",
    "scopes": "政府投资的重大项目、重点民生项目",
    "forms": "在线核查、实地核查",
    "methods": "查阅资料、实地查看",
    "standard": "目标绩效要求。",
    "requirements": "两人以上同时到场，逐项核实。",
}
# The drawn targets without a finding before this day.
TO_FIND = f"""
SELECT t.code, d.code AS department FROM target t {LED_BY}
WHERE concat_ws('/', t.year, t.code) = ANY(:drawn) AND NOT EXISTS (SELECT 1 FROM finding f
    WHERE f.inspection_id = :inspection AND f.target_id = t.id AND f.recorded_on < :day)
ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only
TEAM = """
SELECT p.name FROM team_member m JOIN inspector p ON p.id = m.inspector_id
WHERE m.inspection_id = :inspection AND m.joined_on < :day AND coalesce(m.left_on, :day) >= :day
ORDER BY m.leader DESC, p.name COLLATE "C"
"""
FINDING_COUNTS = f"""
SELECT d.code, count(*) AS n, count(*) FILTER (WHERE f.conclusion = 'fails') AS failing
FROM finding f LEFT JOIN {HEIRS} h ON h.department_id = f.department_id
    JOIN department d ON d.id = coalesce(h.heir, f.department_id)
WHERE f.inspection_id = :inspection AND f.state = 'signed' GROUP BY d.id ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
ENTRY_COUNTS = f"""
SELECT d.code, count(*) AS n, count(*) FILTER (WHERE e.state = 'made_good') AS made_good
FROM negative_entry e JOIN target t ON t.id = e.target_id
    {LED_BY}
WHERE e.listed_on <= :day AND e.state IN ('listed', 'remedying', 'made_good') GROUP BY d.code
"""  # noqa: S608 - constants only
UNANSWERED = """
SELECT d.code FROM suggestion s JOIN department d ON d.id = s.department_id
WHERE s.inspection_id = :inspection AND s.made_on < :day AND coalesce(s.answered_on, :day) = :day
GROUP BY d.code ORDER BY d.code COLLATE "C"
"""


def decide_inspections(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the next step of each inspection of the year, after all other acts of a working day but the draws."""
    for this, row in rounds.open_rounds(scene):
        if row is None:
            yield from _draft(scene, this, materials)
        elif rounds.is_before(row.issued_on, scene.day):
            yield from _inspect(scene, this, row)
        elif rounds.is_before(row.drawn_on, scene.day) and rounds.is_before(row.team_drawn_on, scene.day):
            yield from _issue_plan(scene, row, materials)
        else:
            yield from decide_commitments(scene, this, row)


def _draft(scene: Scene, this: rounds.Round, materials: Path) -> Iterator[PlannedAct]:
    if rounds.first_day(scene.plan, this, scene.calendar) <= scene.day:
        own = this.evaluates or this.period.endswith("Q1")  # the later ones are of the quarter in which they begin
        period = this.period if own else str(period_of(Span.QUARTER, scene.day))
        data: dict[str, Any] = {"kind": this.kind, "title": this.title, "period": period, **PLAN}
        if this.kind == rounds.MID_TERM:
            data["also_covers"] = [f"{scene.plan.year}Q2"]
        if this.kind == rounds.ANNUAL and (unvisited := rounds.unvisited_departments(scene)):
            paper = paper_of(scene, "不到现场", materials)
            decided = {"decision_number": paper["number"], "decision_date": scene.day, "evidence": paper["evidence"]}
            data |= {"unvisited": unvisited, "decision_by": BODIES["领导小组"], **decided}
        covered = rounds.inspected_departments(scene, this)
        data |= {"departments": covered, "ends_on": scene.day + timedelta(days=LIMIT)}
        yield plan_act(draft_inspection, this.title, **data)


def _issue_plan(scene: Scene, row: ResultRow, materials: Path) -> Iterator[PlannedAct]:
    """Yield the drawn team and the document number as a row of the sheet; none if the day is run again."""
    if row.issued_on is None:
        leader, *members = team_drawn(scene, row)
        number = f"推演〔{scene.plan.year}〕核查{row.key}号"
        issued = {"inspection": row.key, "leader": leader, "members": members, "document_number": number}
        yield replace(fill_sheet(scene, "inspections", [issued], materials), request=f"{issue_plan}|{row.title}")


def _inspect(scene: Scene, this: rounds.Round, row: ResultRow) -> Iterator[PlannedAct]:
    """Yield the next on-site step: replacement of a tied member, findings, signature, evaluation, end.

    If the leader signs late, an inspection has no step for some days.
    """
    team = list(run(scene.session, TEAM, inspection=row.id, day=scene.day).scalars())
    if not rounds.is_before(row.replaced_on, scene.day) and (tied := _tied_member(scene, this, team)):
        yield from _replace(scene, row, team, tied)
    elif dated := _date_targets(scene, row):
        for seen_on, target in dated if dated[-1][0] <= scene.day else ():
            yield _finding_act(scene, row, target, seen_on, team)
    elif not rounds.is_before(row.signed_on, scene.day):
        late = this.kind == rounds.QUARTERLY and scene.plan.chance("signs late", row.title) < SLOW
        if scene.calendar.nth_after(row.recorded_on, WAIT if late else 1) <= scene.day:
            yield rounds.act_about(row, sign_off, leader=team[0], limit=scene.limit_after(LIMIT))
    elif scene.calendar.nth_after(row.signed_on, 1) >= scene.day:
        yield from _evaluate(scene, this, row)
    else:
        yield from _conclude(scene, row)


def _tied_member(scene: Scene, this: rounds.Round, team: Sequence[str]) -> str | None:
    """Returns the member who has to declare a tie before the first finding, or None; only the pool is considered."""
    pool = sorted(name for name in team if name in rounds.POOL)
    return pool[scene.plan.draw(len(pool), "tied")] if pool and rounds.has_conflict(scene.plan, this) else None


def _replace(scene: Scene, row: ResultRow, team: Sequence[str], tied: str) -> Iterator[PlannedAct]:
    """A15: the next inspector in the order of the draw takes the place of the tied member."""
    department = row.departments[scene.plan.draw(len(row.departments), "tied to")]
    why = "配偶在该部门任职。"
    yield plan_act(declare_tie, row.title, inspector=tied, department=department, reason=why)
    successor = next(name for name in (*substitutes(scene, row), *rounds.POOL) if name not in team)
    yield rounds.act_about(row, replace_member, member=tied, successor=successor, reason=f"抽取后登记回避：{why}")


def _date_targets(scene: Scene, row: ResultRow) -> Sequence[tuple[date, Any]]:
    """Returns the drawn targets without a finding, each with its day on site; the sheet is handed in on the last."""
    drawn = [target for _, stratum in row.drawn for target in stratum]
    daily, since = max(DAILY, len(drawn) // DAYS + 1), max(row.issued_on, row.replaced_on or row.issued_on)
    targets = run(scene.session, TO_FIND, drawn=drawn, inspection=row.id, day=scene.day)
    return [(scene.calendar.nth_after(since, 1 + place // daily), target) for place, target in enumerate(targets)]


def _finding_act(scene: Scene, row: Any, target: Any, seen_on: date, team: Sequence[str]) -> PlannedAct:  # noqa: ANN401
    drawn = scene.plan.chance("inspected", row.title, target.code)
    conclusion, text = "符合目标要求", "现场查看，与申报情况一致。"
    if drawn < FAILS:
        conclusion, text = "未按质按量完成", f"现场核查，目标{target.code}未达要求。"
    elif drawn < UNVERIFIED:
        conclusion, text = "无法核实", "现场封闭施工，无法进入。"
    seen = {"methods": "查阅资料、实地查看", "place": "项目现场", "found_on": seen_on}
    found = {"conclusion": conclusion, "found": text} | seen
    return rounds.finding_act(row, scene.plan.year, target.code, **found, found_by=list(team))


def _evaluate(scene: Scene, this: rounds.Round, row: ResultRow) -> Iterator[PlannedAct]:
    """3.3, 4.3 c: mid-term and annual inspections evaluate every department; one is suggested for praise, one not."""
    counts = {each.code: each for each in run(scene.session, FINDING_COUNTS, inspection=row.id)}
    if this.evaluates:
        yield from _judge_departments(scene, row, counts)
    for kind, failing in (("奖励", False), ("惩罚", True)):
        for code in [code for code, each in counts.items() if bool(each.failing) is failing][:1]:
            yield rounds.act_about(row, make_suggestion, code, department=code, kind=kind, text=f"核查后建议{kind}。")


def _judge_departments(scene: Scene, row: Any, counts: Mapping[str, Any]) -> Iterator[PlannedAct]:  # noqa: ANN401
    """Yield the evaluations; each says what was made good, as another act of the day may list a first entry."""
    entries = {each.code: each for each in run(scene.session, ENTRY_COUNTS, day=scene.day)}
    for code in (code for code in rounds.heirs_of(scene, row.departments) if code in counts):
        words = f"抽取{counts[code].n}项，其中{counts[code].failing}项未按质按量完成。"
        listed = entries.get(code)
        n, mended = (listed.n, listed.made_good) if listed else (0, 0)
        made_good = f"负面清单{n}项，已补欠{mended}项。"
        yield rounds.act_about(row, evaluate_department, code, department=code, overall=words, made_good=made_good)


def _conclude(scene: Scene, row: ResultRow) -> Iterator[PlannedAct]:
    for code in run(scene.session, UNANSWERED, inspection=row.id, day=scene.day).scalars():
        yield rounds.act_about(row, answer_suggestion, code, department=code, answer="已列入年度考评研究。")
    yield rounds.act_about(row, conclude_inspection)
