"""How offices answer what the calendar opens: in time, late, wrongly at first, or not at all."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from deployments.simulation.people.deeds import Deed, Scene, office
from deployments.simulation.plan import Plan
from models.database import run
from models.ledger.acts import Act
from models.ledger.registry.liaisons import appoint_liaison
from models.ledger.report.meetings import record_meeting, record_review
from models.ledger.report.reports import submit_report
from models.ledger.report.self_check import file_self_check
from models.ledger.year_end.filing import attach_evidence, file_year_end_check
from models.rules.workdays import WorkCalendar

SILENT, LATE, WRONG = 0.02, 0.09, 0.14  # shares of duties, each from where the one before ends
EARLIEST, LATEST = 14, 6  # working days before and after the due day
MENDS = 0.5  # the chance that something sent back is corrected on a given working day
SLOW = 0.1
PLAIN = re.compile(r"[A-Za-z0-9-]{1,60}")
# A day that is lived again decides as it did: what was handed in or sent back on it is mended on a later one.
DEBTS = """
SELECT o.id, o.kind, o.period, o.due_version, d.code, w.id AS office, w.name, x.due,
    (SELECT coalesce(max(r.version), 0) FROM report r WHERE r.obligation_id = o.id) AS versions,
    EXISTS (SELECT 1 FROM report r WHERE r.obligation_id = o.id AND r.received_on = :day) OR EXISTS (
        SELECT 1 FROM notice n WHERE n.obligation_id = o.id AND n.kind = 'returned' AND n.created_on = :day) AS touched
FROM obligation o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id
WHERE o.state = 'open' AND o.subject = '' AND NOT w.is_agency ORDER BY o.kind, o.period, d.code COLLATE "C"
"""
LINES = """
SELECT l.obligation_id, t.code, EXISTS (
    SELECT 1 FROM evidence_use u WHERE u.obligation_id = l.obligation_id AND u.target_id = l.target_id) AS proved
FROM report_line l JOIN target t ON t.id = l.target_id WHERE l.obligation_id = ANY(:ids) AND l.version = 0
ORDER BY t.code COLLATE "C"
"""
VACANT = """
SELECT d.id, d.code, d.name FROM department d
WHERE NOT d.is_agency AND :day BETWEEN coalesce(d.valid_from, '-infinity') AND coalesce(d.valid_to, 'infinity')
    AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.department_id = d.id AND c.role = 'liaison'
        AND coalesce(c.valid_to, 'infinity') >= :day) ORDER BY d.code COLLATE "C"
"""


class Habit(StrEnum):
    """What an office does about one duty."""

    SILENT = "silent"
    LATE = "late"
    WRONG = "wrong"
    IN_TIME = "in_time"


def habit(plan: Plan, code: str, kind: str, period: str) -> Habit:
    """The habit that the seed gives this office for this duty."""
    drawn = plan.chance("habit", code, kind, period)
    limits = ((SILENT, Habit.SILENT), (LATE, Habit.LATE), (WRONG, Habit.WRONG))
    return next((name for limit, name in limits if drawn < limit), Habit.IN_TIME)


def answers(scene: Scene, materials: Path) -> Iterator[Deed]:
    """What the offices do on a working day about their reports, meetings, reviews and filings."""
    due = [debt for debt in run(scene.session, DEBTS, day=scene.day) if _answers_today(scene, debt)]
    lines: dict[int, list[Any]] = {}
    for line in run(scene.session, LINES, ids=[debt.id for debt in due]) if due else ():
        lines.setdefault(line.obligation_id, []).append(line)
    for debt in due:
        yield from ANSWERS[debt.kind](scene, debt, lines.get(debt.id, []), materials)


def _answers_today(scene: Scene, debt: Any) -> bool:  # noqa: ANN401 - a result row
    plan, key = scene.plan, (debt.code, debt.kind, debt.period)
    if debt.versions:
        return not debt.touched and plan.chance("mends", *key, debt.versions, scene.day) < MENDS
    day = _day_of(plan, key, debt.due, scene.calendar)
    return day is not None and day <= scene.day


@lru_cache(maxsize=10_000)  # asked about every open duty every day
def _day_of(plan: Plan, key: tuple[str, str, str], due: date, calendar: WorkCalendar) -> date | None:
    chosen = habit(plan, *key)
    if chosen is Habit.SILENT:
        return None
    if chosen is Habit.LATE:
        return calendar.nth_after(due, 1 + plan.draw(LATEST, "late", *key))
    return calendar.nth_before(calendar.last_on_or_before(due), 1 + plan.draw(EARLIEST, "early", *key))


def wrong(plan: Plan, code: str, kind: str, period: str) -> bool:
    """Whether an office's first answer to a duty is wrong, so that it will be sent back or is incomplete."""
    return habit(plan, code, kind, period) is Habit.WRONG


def _said(debt: Any) -> dict[str, Any]:  # noqa: ANN401 - a result row
    return {"department": debt.code, "period": debt.period}


def _deed(debt: Any, act: Act[Any], said: dict[str, Any], *more: object) -> Deed:  # noqa: ANN401 - a result row
    request = "|".join(map(str, (act, debt.code, debt.kind, debt.period, debt.versions, *more)))
    return Deed(act, _said(debt) | said, request, office(debt.office, debt.name))


def _report(scene: Scene, debt: Any, lines: Sequence[Any], _: Path) -> Iterator[Deed]:  # noqa: ANN401 - a result row
    yield _deed(debt, submit_report, {"lines": _filled(scene, debt, lines)})


def _filled(scene: Scene, debt: Any, lines: Sequence[Any]) -> list[dict[str, Any]]:  # noqa: ANN401 - a result row
    mistaken = not debt.versions and wrong(scene.plan, debt.code, debt.kind, debt.period)
    return [_line(scene, line.code, mistaken=mistaken) for line in lines]


def _line(scene: Scene, target: str, *, mistaken: bool) -> dict[str, Any]:
    slow = scene.plan.chance("slow", target) < SLOW
    passed = (scene.day - scene.plan.go_live).days
    progress = 100 if mistaken else max(0, min(100, passed * 100 // 350 - 25 * slow))
    status = "done" if progress == 100 else "blocked" if slow else "in_progress"  # noqa: PLR2004 - per cent
    return {"target": target, "progress": progress, "status": status, "remark": "用地手续办理中" if slow else ""}


def _meeting(scene: Scene, debt: Any, _: Sequence[Any], __: Path) -> Iterator[Deed]:  # noqa: ANN401 - a result row
    yield _deed(debt, record_meeting, _minutes(scene.day))


def _review(scene: Scene, debt: Any, _: Sequence[Any], __: Path) -> Iterator[Deed]:  # noqa: ANN401 - a result row
    yield _deed(debt, record_review, _minutes(scene.day) | {"coordination": "按季度倒排工期，逐月调度。"})


def _minutes(day: date) -> dict[str, Any]:
    return {
        "held_on": day,
        "attendees": "主要领导、目标办、各责任处室",
        "completion": "各项目标总体按计划推进，个别项目进度偏慢。",
        "problems": "部分项目用地、资金拨付慢于计划。",
        "measures": "明确责任处室，逐项倒排工期，每周调度。",
    }


def _year_end(scene: Scene, debt: Any, lines: Sequence[Any], materials: Path) -> Iterator[Deed]:  # noqa: ANN401 - a result row
    """The filing with its evidence; a wrong one lacks a piece, which follows some days later."""
    proofs = [_proof(materials, scene, debt, line.code) for line in lines if not line.proved]
    if debt.versions:
        for proof in proofs:
            yield _deed(debt, attach_evidence, proof, proof["target"])
        return
    brought = proofs[1:] if wrong(scene.plan, debt.code, debt.kind, debt.period) else proofs
    filled = [_line(scene, line.code, mistaken=False) for line in lines]
    yield _deed(debt, file_year_end_check, {"lines": filled, "evidence": brought})


def _self_check(scene: Scene, debt: Any, lines: Sequence[Any], materials: Path) -> Iterator[Deed]:  # noqa: ANN401 - a result row
    """The declaration, with evidence for what it says is complete and has none yet."""
    filled = _filled(scene, debt, lines)
    done = {line["target"] for line in filled if line["status"] == "done"}
    proofs = [_proof(materials, scene, debt, line.code) for line in lines if line.code in done and not line.proved]
    yield _deed(debt, file_self_check, {"lines": filled, "evidence": proofs})


def _proof(materials: Path, scene: Scene, debt: Any, target: str) -> dict[str, Any]:  # noqa: ANN401 - a result row
    file = materials / f"{plain(target)}.txt"
    if not file.exists():
        file.write_text(f"推演用印证材料：{debt.name}，{scene.plan.year}年目标{target}。\n", encoding="utf-8")
    return {"target": target, "file": file, "about": scene.day}


def plain(code: str) -> str:
    """A code as it can stand in an address or the name of a file: one that cannot is replaced by its digest."""
    return code if PLAIN.fullmatch(code) else blake2b(code.encode(), digest_size=8).hexdigest()


def appointments(scene: Scene) -> Iterator[Deed]:
    """Offices without a liaison name one, some working days after they were told (6.1.6)."""
    for row in run(scene.session, VACANT, day=scene.day):
        if scene.plan.chance("appoints", row.code, scene.day) < MENDS / 3:
            email = f"liaison.{plain(row.code.lower())}@simulated.test"
            said = {"department": row.code, "name": f"{row.code}联络员", "email": email}
            yield Deed(appoint_liaison, said, f"appoint_liaison|{row.code}", office(row.id, row.name))


ANSWERS = {
    "monthly_check": _report,
    "quarterly_meeting": _meeting,
    "mid_year_review": _review,
    "year_end_check": _year_end,
    "self_check": _self_check,
}
