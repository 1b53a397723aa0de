"""目标云 in the simulation: uploads in time, late or never, and decisions about the warnings (7.5, A22)."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from hashlib import shake_128
from math import ceil, floor
from pathlib import Path
from typing import Any

from PIL import Image

from deployments.simulation.people.offices import plain
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from models.ledger.acts import Act
from models.ledger.cloud.uploads import upload_progress
from models.ledger.cloud.warnings import clear_warning, confirm_warning
from models.ledger.nouns.shared_sql import HEIRS, TARGET_OF
from models.rules.cloud import elapsed, time_of
from models.rules.cloud_pictures import HEIGHT, WIDTH
from models.rules.kinds import ManagementMode
from models.rules.periods import Span, parse_period, period_of
from models.rules.states.negative_list import ENDED
from models.statements import ResultRow, run

NEVER, LATE = 0.05, 0.15  # cumulative shares of the months
EARLIEST, LATEST = 8, 5  # working days before and after the due day
BEHIND, REUSED = 0.12, 0.24  # cumulative shares of the first uploads of a month
SHORT, AHEAD = 15, 3  # percent
CLEARED, CONFIRMED, REPLACED = 0.3, 0.55, 0.9  # cumulative shares of the warnings; the rest is left
PROPOSED = 0.6  # the share of confirmed warnings that propose the target for the negative list, if it is not listed
# For each project and month that is open or warned of: the newest upload, which may record a missing one, and the
# newest entry of the negative list.
OPEN_UPLOADS = f"""
SELECT o.period, o.state, x.due, t.code, t.year, t.issued_on, t.deadline, t.management, w.id AS office, w.name,
    w.is_agency, coalesce(u.number, 0) AS number, u.state AS stands, u.progress, u.recorded_on,
    (SELECT e.state FROM negative_entry e WHERE e.target_id = t.id ORDER BY e.occurrence DESC LIMIT 1) AS entry
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
    LEFT JOIN {HEIRS} h ON h.department_id = o.owed_by
    JOIN department w ON w.id = coalesce(h.heir, o.owed_by)
    LEFT JOIN LATERAL (SELECT u.number, u.state, u.progress, u.recorded_on FROM cloud_upload u
        WHERE u.target_id = t.id AND u.period = o.period ORDER BY u.number DESC LIMIT 1) u ON true
WHERE o.kind = 'cloud_monitoring' AND (o.state = 'open' OR o.state = 'discharged' AND u.state = 'warned')
ORDER BY o.period, t.code COLLATE "C"
"""  # noqa: S608 - constants only


def decide_uploads(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the uploads and decisions of a working day: one planned act per project and month.

    Warnings are handled on the agency's upload day of a month. A day that is run again decides the same: an upload
    judged on that day is handled on a later one. It runs before all other steps that may enter a target in the negative
    list, since a proposal queries the list first.
    """
    proposed: set[str] = set()
    for row in run(scene.session, OPEN_UPLOADS).all():
        if row.state == "open" and _is_time(scene, row):
            yield _upload_act(scene, row, materials)
        elif row.stands == "warned" and row.recorded_on < scene.day == scene.upload_day(scene.day):
            yield from _decide_warning(scene, row, materials, proposed)


def _is_time(scene: Scene, row: ResultRow) -> bool:
    """Each office uploads on its days, the agency on one day of a month for all of its projects."""
    plan, calendar, key = scene.plan, scene.calendar, (row.code, row.period)
    drawn = plan.chance("uploads", *key)
    if drawn < LATE:
        late = calendar.nth_after(row.due, 1 + plan.draw(LATEST, "uploads late", *key))
        return drawn >= NEVER and scene.day >= late and (not row.is_agency or scene.day == scene.upload_day(scene.day))
    if row.is_agency:
        return scene.day >= scene.upload_day(row.due)
    early = 1 + plan.draw(EARLIEST, "uploads early", *key)
    return scene.day >= calendar.nth_before(calendar.last_on_or_before(row.due), early)


def _decide_warning(scene: Scene, row: ResultRow, materials: Path, proposed: set[str]) -> Iterator[PlannedAct]:
    """A person clears a warning, confirms it, or uploads better pictures; a missing upload is never cleared."""
    drawn = scene.plan.chance("warned", *_key(row))
    if CLEARED <= drawn < CONFIRMED:
        propose = row.code not in proposed and _is_proposed(scene, row)
        proposed |= {row.code} if propose else set()
        yield _build_act(row, confirm_warning, reason="已核实，情况属实", propose=propose)
    elif row.progress is not None and drawn < CLEARED:
        yield _build_act(row, clear_warning, reason="已到现场查看，形象进度符合要求。")
    elif row.progress is not None and drawn < REPLACED:
        yield _upload_act(scene, row, materials)


def _is_proposed(scene: Scene, row: ResultRow) -> bool:
    return scene.plan.chance("comes near the list", *_key(row)) < PROPOSED and (row.entry is None or row.entry in ENDED)


def _upload_act(scene: Scene, row: ResultRow, materials: Path) -> PlannedAct:
    """The first upload of a month may be behind schedule or show an old picture; a repeated upload is sound."""
    month = parse_period(row.period)
    drawn = 1.0 if row.progress is not None else scene.plan.chance("shows", row.code, row.period)
    month_before = period_of(Span.MONTH, month.start - timedelta(days=1))
    month_shown = month_before if BEHIND <= drawn < REUSED else month
    again = f"-{row.number}" if row.progress is not None else ""
    content = f"{scene.plan.seed}|picture|{row.code}|{month_shown}{again}"
    progress = _progress(row, min(scene.day, month.end), behind=drawn < BEHIND)
    picture = _write_picture(materials / f"{plain(row.code)}-{row.period}{again}.png", content)
    return _build_act(row, upload_progress, progress=progress, text="按计划推进。", media=[picture])


def _progress(row: ResultRow, day: date, *, behind: bool) -> int:
    management = ManagementMode(row.management) if row.management else None
    time = time_of(row.year, row.issued_on, row.deadline, management)
    share: Fraction = 100 * elapsed(day, *time)
    return max(0, floor(share) - SHORT) if behind else min(100, ceil(share) + AHEAD)


def _write_picture(file: Path, content: str) -> Path:
    """Returns a small picture file; different content gives a different picture."""
    if not file.exists():
        Image.frombytes("L", (WIDTH, HEIGHT), shake_128(content.encode()).digest(WIDTH * HEIGHT)).save(file)
    return file


def _key(row: ResultRow) -> tuple[Any, ...]:
    return row.code, row.period, row.number


def _build_act(row: Any, act: Act[Any], **data: Any) -> PlannedAct:  # noqa: ANN401 - a result row, an act's input
    actor = None if act is not upload_progress or row.is_agency else office_of(row)
    return plan_act(act, *_key(row), target=row.code, period=row.period, **data).by(actor)
