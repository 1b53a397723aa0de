"""The rounds of the simulation: one team, one plan, and all that is to be looked at on site by then (4.3, 6.2.4, 7.2).

A round confirms what was proposed, inspects contested entries again, and lists what is seen undone.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from deployments.simulation.people.agency_sheets import fill_sheet
from deployments.simulation.people.appeals import ROSTER, contested, is_won, ruling_due
from deployments.simulation.people.inspection_rounds import POOL, act_about, finding_act, is_before
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.people.reviews import TEAM
from models.ledger.inspection.conclusion import cancel_inspection, conclude_inspection
from models.ledger.inspection.signing import list_finding, sign_off
from models.ledger.nouns.shared_sql import ENTRY_NAMED_BY, NAMED_BY
from models.statements import ResultRow, run

TITLE = "现场核查"
STEPS_A_ROUND = 3  # working days from the plan to the ruling
LIMIT, MORE = 20, 25  # days given for a remediation: the minimum, and the range above it
AHEAD = 0.2  # the share of rounds whose leader lists what was seen undone ahead, with the limit a day later
TWO = 2
PLAN = {
    "kind": "专项核查",
    "purpose": "认定拟列入负面清单的目标，复核有异议的认定，督促补欠。",
    "content": "对照绩效要求核实数量和质量。",
    "methods": "查阅资料、实地查看",
    "standard": "目标绩效要求。",
    "requirements": "两人以上同时到场；复核由没有参加过原核查的人员进行。",
}
NEWEST_ROUND = """
SELECT i.id, i.year || '-' || i.number AS key, i.title, i.drafted_on, i.issued_on, i.ended_on, i.state,
    f.recorded_on, f.signed_on,
    (SELECT count(*) FROM inspection e WHERE starts_with(e.title, :title) AND e.id < i.id) AS before
FROM inspection i CROSS JOIN LATERAL (
    SELECT max(q.recorded_on) AS recorded_on, max(q.signed_on) AS signed_on FROM finding q
    WHERE q.inspection_id = i.id) f
WHERE starts_with(i.title, :title) ORDER BY i.id DESC LIMIT 1
"""
UNTIED = "SELECT name FROM inspector p WHERE NOT EXISTS (SELECT FROM tie k WHERE k.inspector_id = p.id)"
# What was recorded before this day. It is listed ahead if it failed and its target was neither proposed nor listed by
# another finding.
TO_SIGN = """
SELECT t.code, f.conclusion = 'fails' AND NOT EXISTS (
    SELECT 1 FROM negative_entry e LEFT JOIN entry_origin g ON g.entry_id = e.id
    WHERE e.target_id = t.id AND e.state <> 'made_good'
        AND (g.finding_id IS DISTINCT FROM f.id OR g.proposed_on IS NOT NULL)) AS new
FROM finding f JOIN target t ON t.id = f.target_id
WHERE f.inspection_id = :inspection AND f.recorded_on < :day ORDER BY t.code COLLATE "C"
"""
TEAM_OF = """
SELECT p.name FROM team_member m JOIN inspector p ON p.id = m.inspector_id
WHERE m.inspection_id = :inspection ORDER BY m.leader DESC, p.name COLLATE "C"
"""


def decide_site_rounds(scene: Scene, planned: Mapping[str, date], materials: Path) -> Iterator[PlannedAct]:
    """Yield the next step of the round on site: one step per day, the same or none if the day is run again."""
    row = run(scene.session, NEWEST_ROUND, title=TITLE).first()
    if row is None or is_before(row.ended_on, scene.day):
        yield from _plan(scene, row, planned, materials)
    elif is_before(row.drafted_on, scene.day):
        yield from _go_on(scene, row, planned)


def _go_on(scene: Scene, row: ResultRow, planned: Mapping[str, date]) -> Iterator[PlannedAct]:
    if not is_before(row.recorded_on, scene.day):
        yield from _find(scene, row, planned)
    elif not is_before(row.signed_on, scene.day):
        yield from _sign(scene, row)
    else:
        yield act_about(row, conclude_inspection)


def _plan(scene: Scene, last: ResultRow, planned: Mapping[str, date], materials: Path) -> Iterator[PlannedAct]:
    """Plan a round with its team in one row, on its fixed day if something waits for it, or when it presses."""
    proposed = to_confirm(scene)
    soon = scene.calendar.nth_after(scene.day, STEPS_A_ROUND)
    pressing = any(row.due <= soon for row in proposed) or any(
        ruling_due(scene, row) <= soon for row in contested(scene) if _waits(scene, row)
    )
    if pressing or (scene.is_round_day() and (proposed or _something_waits(scene, planned))):
        team = _choose_team(scene, last.before + 1 if last else 0)
        yield fill_sheet(scene, "inspections", [{**PLAN, **_plan_row(scene, team)}], materials)


def _plan_row(scene: Scene, team: Sequence[str]) -> dict[str, Any]:
    """Returns the row of a round: its team, and what it looks at, of the contested entries those that others found."""
    leader, *members = team
    again = [row.code for row in contested(scene) if _waits(scene, row) and not set(team).intersection(row.first)]
    return {
        "title": f"{TITLE}{scene.day}",
        "ends_on": scene.day + timedelta(days=LIMIT),
        "leader": leader,
        "members": members,
        "document_number": f"推演〔{scene.plan.year}〕现场{scene.day:%Y%m%d}号",
        "confirms": [f"{scene.plan.year}/{row.code}" for row in to_confirm(scene)],
        "reinspects": [f"{scene.plan.year}/{code}" for code in again],
    }


def _something_waits(scene: Scene, planned: Mapping[str, date]) -> bool:
    return bool(seen_undone(scene, planned)) or any(_waits(scene, row) for row in contested(scene))


def _waits(scene: Scene, row: ResultRow) -> bool:
    return row.state == "accepted" and row.reinspection is None and is_before(row.accepted_on, scene.day)


def _choose_team(scene: Scene, before: int) -> Sequence[str]:
    """Returns two people who found none of the contested entries that wait, as far as there are two for all of them.

    The people take turns from round to round. An entry for which too few would be left waits for the next round.
    """
    people, turn = (*TEAM, *ROSTER), TWO * before % len((*TEAM, *ROSTER))
    untied = set(run(scene.session, UNTIED).scalars())
    free = [name for name in (*people[turn:], *people[:turn], *POOL) if name in untied]
    for appeal in contested(scene):
        left = [name for name in free if name not in appeal.first]
        if _waits(scene, appeal) and len(left) >= TWO:
            free = left
    return free[:TWO]


def _find(scene: Scene, row: ResultRow, planned: Mapping[str, date]) -> Iterator[PlannedAct]:
    team = list(run(scene.session, TEAM_OF, inspection=row.id).scalars())
    found = list(found_on_site(scene, row.id, planned))
    for code, conclusion, words in found:
        seen = {"found": words, "methods": "实地查看", "place": "项目现场", "found_on": scene.day}
        yield finding_act(row, scene.plan.year, code, conclusion=conclusion, **seen, found_by=team)
    if not found:
        yield act_about(row, cancel_inspection, reason="需到现场的事项已另行办结。")


def _sign(scene: Scene, row: ResultRow) -> Iterator[PlannedAct]:
    """The leader signs all findings at once; in some rounds what was seen undone is listed ahead."""
    leader = next(iter(run(scene.session, TEAM_OF, inspection=row.id).scalars()))
    found = run(scene.session, TO_SIGN, inspection=row.id, day=scene.day).all()
    ahead = [each.code for each in found if each.new and scene.plan.chance("lists ahead", row.title) < AHEAD]
    for code in ahead:
        yield act_about(row, list_finding, code, target=code, year=scene.plan.year, leader=leader)
    if len(ahead) < len(found):
        limit = scene.limit_after(LIMIT + scene.plan.draw(MORE, "limit", row.title))
        yield act_about(row, sign_off, leader=leader, limit=limit)


TWICE, DAYS_BETWEEN = 0.15, 75  # share of entries made good that are found undone again, and after how many days
DISMISSED = 0.3  # the share of proposals that are not confirmed
# The confirmations that were opened before this day, and the inspection that each is assigned to.
TO_CONFIRM = f"""
SELECT o.subject, t.code, x.due, c.inspection_id AS inspection
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    JOIN target t ON t.jurisdiction_id = o.jurisdiction_id AND {NAMED_BY.format(key="o.subject")}
    JOIN negative_entry e ON e.target_id = t.id AND {ENTRY_NAMED_BY.format(key="o.subject")}
    LEFT JOIN confirmation c ON c.entry_id = e.id
WHERE o.kind = 'onsite_confirmation' AND o.state = 'open' AND o.opened_on < :day
ORDER BY t.code COLLATE "C", o.subject COLLATE "C"
"""  # noqa: S608 - constants only
# Nothing is seen of a target before it is issued.
NEWEST = """
SELECT DISTINCT ON (t.code) t.code, e.occurrence, e.state
FROM target t LEFT JOIN negative_entry e ON e.target_id = t.id
WHERE t.code = ANY(:codes) AND t.issued_on < :day ORDER BY t.code, e.occurrence DESC NULLS LAST
"""
FAILED, CONFORMS = "未按质按量完成", "符合目标要求"
Found = tuple[str, str, str]  # the target, the conclusion, and what was found


def to_confirm(scene: Scene) -> Sequence[Any]:
    """Returns the proposed entries that are still to be confirmed on site."""
    return run(scene.session, TO_CONFIRM, day=scene.day).all()


def seen_undone(scene: Scene, planned: Mapping[str, date]) -> list[str]:
    """Returns the planned targets that are undone by this day and not on the list, some a second time."""
    newest = {row.code: row for row in run(scene.session, NEWEST, codes=list(planned), day=scene.day)}
    issued = ((code, day) for code, day in planned.items() if code in newest)
    return [code for code, day in issued if _is_undone(scene, code, day, newest[code])]


def _is_undone(scene: Scene, code: str, day: date, last: ResultRow) -> bool:
    if last.occurrence is None:
        return day <= scene.day
    again = (last.state, last.occurrence) == ("made_good", 1) and scene.plan.chance("twice", code) < TWICE
    return again and (scene.day - day).days >= DAYS_BETWEEN


def found_on_site(scene: Scene, inspection: int, planned: Mapping[str, date]) -> Iterator[Found]:
    """Yield what an inspection finds: of the entries that are assigned to it, and of what is undone by this day."""
    for row in to_confirm(scene):
        if row.inspection == inspection:
            conforms = scene.plan.chance("confirmed", row.subject) < DISMISSED
            yield row.code, *((CONFORMS, "现场查看，已达要求。") if conforms else (FAILED, "现场查看，未达要求。"))
    for row in contested(scene):
        if row.reinspection == inspection:
            won = is_won(scene, row)
            yield row.code, *((CONFORMS, "复核，已达要求。") if won else (FAILED, "复核，仍未达要求。"))
    for code in seen_undone(scene, planned):
        yield code, FAILED, f"现场核查，目标{code}未达要求。"
