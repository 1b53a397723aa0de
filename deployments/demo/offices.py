"""Simulated offices of the demonstration: most report in time, some late, a few never."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from deployments.filled_duties import COORDINATION, minutes, report_line
from models.ledger.acts import Act
from models.ledger.report.meetings import record_meeting, record_review
from models.ledger.report.reports import submit_report
from models.ledger.report.self_check import file_self_check
from models.ledger.year_end.filing import attach_evidence, file_year_end_check
from models.rules.workdays import WorkCalendar
from models.statements import run

SILENT_EVERY, LATE_EVERY = 13, 7
OPEN_OBLIGATIONS = """
SELECT o.id, o.kind, o.period, d.code, d.name, x.due, o.opened_on, array_agg(t.code ORDER BY t.code)
    FILTER (WHERE t.id IS NOT NULL) AS targets
FROM obligation o JOIN department d ON d.id = o.department_id JOIN deadline x ON x.id = o.deadline_id
    LEFT JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 LEFT JOIN target t ON t.id = l.target_id
WHERE o.state = 'open' AND o.owed_by = o.department_id AND NOT d.is_agency AND o.subject = ''
GROUP BY o.id, d.id, x.id ORDER BY d.code
"""


@dataclass(frozen=True, slots=True)
class DemoAct:
    """One act, in the name of an office or, without one, of the agency."""

    act: Act[Any]
    data: dict[str, Any]
    office: str = ""


def answers(session: Session, day: date, calendar: WorkCalendar, evidence: Path) -> Iterator[DemoAct]:
    """Yield the acts of all offices on a working day: each discharges its obligations on its usual day."""
    for obligation in run(session, OPEN_OBLIGATIONS):
        if _usual_day(obligation.code, obligation.kind, obligation.due, calendar) == day:
            yield from ACTS_OF_DUTY[obligation.kind](obligation, day, evidence)


def _usual_day(code: str, kind: str, due: date, calendar: WorkCalendar) -> date | None:
    """Returns the day on which a department discharges a kind of duty, or None if it never does."""
    number = sum(code.encode()) + len(kind)
    if number % SILENT_EVERY == 0:
        return None
    if number % LATE_EVERY == 0:
        return calendar.nth_after(due, 2)
    return calendar.nth_before(calendar.last_on_or_before(due), 1 + number % 4)


def _act(act: Act[Any], obligation: Any, **data: Any) -> DemoAct:  # noqa: ANN401 - a result row, an act's input
    """Returns the act of an office about the period of an obligation."""
    return DemoAct(act, {"department": obligation.code, "period": obligation.period, **data}, obligation.code)


def _submit_report(obligation: Any, day: date, _: Path) -> Iterator[DemoAct]:  # noqa: ANN401 - a result row
    yield _act(submit_report, obligation, lines=_build_lines(obligation, day))


def _build_lines(obligation: Any, day: date) -> list[dict[str, Any]]:  # noqa: ANN401 - a result row
    return [_build_line(code, day) for code in obligation.targets]


def _build_line(target: str, day: date) -> dict[str, Any]:
    slow = sum(target.encode()) % 9 == 0
    elapsed = 100 if day.month == 1 else min(100, day.timetuple().tm_yday * 100 // 350 - (25 if slow else 0))
    return report_line(target, max(elapsed, 0), slow=slow)


def _record_meeting(obligation: Any, day: date, _: Path) -> Iterator[DemoAct]:  # noqa: ANN401 - a result row
    yield _act(record_meeting, obligation, **minutes(day))


def _record_review(obligation: Any, day: date, _: Path) -> Iterator[DemoAct]:  # noqa: ANN401 - a result row
    yield _act(record_review, obligation, **minutes(day), **COORDINATION)


def _file_year_end_check(obligation: Any, day: date, evidence: Path) -> Iterator[DemoAct]:  # noqa: ANN401 - a result row
    yield _act(file_year_end_check, obligation, lines=_build_lines(obligation, day))
    for number, code in enumerate(obligation.targets):
        if number or len(obligation.targets) == 1 or sum(obligation.code.encode()) % 5:
            yield _act(attach_evidence, obligation, **_proof(evidence, obligation, code, day))


def _file_self_check(obligation: Any, day: date, evidence: Path) -> Iterator[DemoAct]:  # noqa: ANN401 - a result row
    lines = _build_lines(obligation, day)
    done = [line["target"] for line in lines if line["status"] == "done"]
    proofs = [_proof(evidence, obligation, code, day) for code in done]
    yield _act(file_self_check, obligation, lines=lines, evidence=proofs)


def _proof(folder: Path, obligation: Any, target: str, day: date) -> dict[str, Any]:  # noqa: ANN401 - a result row
    """Returns a piece of evidence about a target, and writes its file."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{target}完成情况.txt"
    file.write_text(f"演示用印证材料：{obligation.name}，目标{target}。\n", encoding="utf-8")
    return {"target": target, "file": file, "about": day}


ACTS_OF_DUTY = {
    "monthly_check": _submit_report,
    "quarterly_meeting": _record_meeting,
    "mid_year_review": _record_review,
    "year_end_check": _file_year_end_check,
    "self_check": _file_self_check,
}
