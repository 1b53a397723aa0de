"""The appeals of the simulation: offices contest entries, other inspectors look again, the agency rules (4.3 a)."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from deployments.simulation.people.agency_sheets import fill_sheet
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from deployments.simulation.people.points import POLICIES
from models.ledger.acts import Act
from models.ledger.appeal.appeals import lodge_appeal, withdraw_appeal
from models.ledger.nouns.shared_sql import LED_BY
from models.rules.appeal import AppealAnswer, Ruling, SubjectKind
from models.statements import ResultRow, run

APPEALS = 0.2  # the share of entries that are contested
FIRST, SPREAD = 2, 5  # working days after the listing
REFUSED, TAKEN_BACK = 0.2, 0.3  # cumulative shares of the appeals
WON, CHANGED_SHARE = 0.3, 0.5
RULED_IN = int(POLICIES["appeal_ruling_days"])
Row = dict[str, Any]  # of the sheet of appeals, by field
ROSTER = tuple(f"核查员{number}" for number in "一二三四五六")
# The newest entry of each target that can be contested or has a running appeal, with the inspectors who found it, that
# appeal, and the inspection of it.
CONTESTED = f"""
SELECT q.*, ARRAY(SELECT p.name FROM entry_origin g JOIN finding f ON f.id = g.finding_id
        JOIN team_member m ON m.inspection_id = f.inspection_id JOIN inspector p ON p.id = m.inspector_id
        WHERE g.entry_id = q.entry_id) AS first,
    (SELECT max(f.signed_on) FROM finding f
        WHERE f.inspection_id = q.reinspection AND f.target_id = q.target_id) AS signed_on
FROM (SELECT DISTINCT ON (t.code COLLATE "C") t.code, t.id AS target_id, e.id AS entry_id, e.occurrence,
        e.state AS entry, e.listed_on, d.id AS office, d.name, a.number, a.state, a.lodged_on, a.accepted_on,
        a.inspection_id AS reinspection
    FROM negative_entry e JOIN target t ON t.id = e.target_id
        {LED_BY}
        LEFT JOIN appeal a ON a.entry_id = e.id
    ORDER BY t.code COLLATE "C", e.occurrence DESC, a.number DESC) q
WHERE q.state IN ('lodged', 'accepted') OR q.state IS NULL AND q.entry = 'remedying'
ORDER BY q.code COLLATE "C"
"""  # noqa: S608 - constants only


def contested(scene: Scene) -> Sequence[Any]:
    """Returns the newest entry of each target that can be contested, or whose appeal is running, with that appeal."""
    return run(scene.session, CONTESTED).all()


def decide_appeals(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the appeals that offices lodge on a working day, and one sheet of the agency.

    It has the rulings on what was inspected again, and on a call day the answers. A day that is run again decides what
    is left of it.
    """
    appeals = contested(scene)
    for row in appeals:
        yield from _lodge(scene, row)
    yield from _decide_sheet(scene, appeals, materials)


def _decide_sheet(scene: Scene, appeals: Sequence[Any], materials: Path) -> Iterator[PlannedAct]:
    """Yield what offices take back, and the sheet with the other answers and the rulings."""
    answered = [row for row in appeals if row.state == "lodged" and row.lodged_on < scene.day and scene.is_call_day()]
    taken_back = [row for row in answered if REFUSED <= scene.plan.chance("appeal", *_key(row)) < TAKEN_BACK]
    yield from (_appeal_act(scene, row, withdraw_appeal, reason="已核对清楚。") for row in taken_back)
    rows = [_answer_row(scene, row) for row in answered if row not in taken_back]
    rows += [_ruling_row(scene, row) for row in appeals if _is_inspected_again(scene, row)]
    if rows:
        yield fill_sheet(scene, "appeals", rows, materials)


def _is_inspected_again(scene: Scene, row: ResultRow) -> bool:
    return row.state == "accepted" and row.signed_on is not None and row.signed_on < scene.day


def ruling_due(scene: Scene, row: ResultRow) -> date:
    """Returns the last day for the ruling on an accepted appeal."""
    return scene.calendar.nth_after(row.accepted_on, RULED_IN)


def _key(row: ResultRow) -> tuple[str, int]:
    return row.code, row.occurrence


def _appeal_act(scene: Scene, row: Any, act: Act[Any], **data: Any) -> PlannedAct:  # noqa: ANN401 - an act's input
    """Returns an act about the appeal of a row."""
    return plan_act(act, *_key(row), row.number or 1, target=row.code, year=scene.plan.year, **data)


def _lodge(scene: Scene, row: ResultRow) -> Iterator[PlannedAct]:
    """An office contests an entry once, some days after it was listed, if it is still to be remedied."""
    if row.state or row.entry != "remedying" or row.listed_on.year > scene.plan.year:
        return
    if scene.plan.chance("appeals", *_key(row)) >= APPEALS:
        return
    day = scene.calendar.nth_after(row.listed_on, FIRST + scene.plan.draw(SPREAD, "appeals on", *_key(row)))
    if day == scene.day:
        yield _appeal_act(scene, row, lodge_appeal, ground="核查时部分完成量未计入。").by(office_of(row))


def appeal_row(scene: Scene, row: Any, **given: Any) -> Row:  # noqa: ANN401 - fields of the sheet
    """Returns what the sheet of appeals says of the appeal of a row."""
    return {"kind": SubjectKind.ENTRY, "target": row.code, "year": scene.plan.year, **given}


def _answer_row(scene: Scene, row: ResultRow) -> Row:
    if scene.plan.chance("appeal", *_key(row)) < REFUSED:
        return appeal_row(scene, row, answer=AppealAnswer.REFUSED, reason="申诉理由与认定无关。")
    return appeal_row(scene, row, answer=AppealAnswer.ACCEPTED)


def is_won(scene: Scene, row: ResultRow) -> bool:
    """Returns true if the second look finds that the target conforms."""
    return scene.plan.chance("ruled", *_key(row)) < WON


def _ruling_row(scene: Scene, row: ResultRow) -> Row:
    """Returns the ruling on an entry that was inspected again."""
    if is_won(scene, row):
        return appeal_row(scene, row, ruling=Ruling.WITHDRAWN, reason="复核，已达要求。")
    if scene.plan.chance("ruled", *_key(row)) < CHANGED_SHARE:
        changed = f"复核，目标{row.code}部分未达要求。"
        return appeal_row(scene, row, ruling=Ruling.CHANGED, reason="部分已达要求。", finding=changed)
    return appeal_row(scene, row, ruling=Ruling.UPHELD, reason="复核情况与原认定一致。")
