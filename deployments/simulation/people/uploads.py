"""目标云 in the simulation: uploaded in time, late or never, and what becomes of the warnings (7.5, A22)."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from hashlib import shake_128
from math import ceil, floor
from pathlib import Path
from typing import Any

from PIL import Image

from deployments.simulation.people.deeds import Deed, Scene, office
from deployments.simulation.people.offices import plain
from models.database import run
from models.ledger.acts import Act
from models.ledger.cloud.uploads import upload_progress
from models.ledger.cloud.warnings import clear_warning, confirm_warning
from models.ledger.heirs import HEIRS
from models.ledger.negative_list.entries import ENDED
from models.ledger.nouns.duty import TARGET_OF
from models.rules.cloud import elapsed, time_of
from models.rules.cloud_pictures import HEIGHT, WIDTH
from models.rules.kinds import Origin
from models.rules.periods import Span, parse_period, period_of

NEVER, LATE = 0.05, 0.15  # shares of the months, each from where the one before ends
EARLIEST, LATEST = 8, 5  # working days before and after the due day
BEHIND, REUSED = 0.12, 0.24  # shares of the first uploads of a month
SHORT, AHEAD = 15, 3  # percent
WAIT = 6  # working days within which somebody looks at a warning
CLEARED, CONFIRMED, MENDED = 0.3, 0.55, 0.9  # shares of the warnings; the rest is left
PROPOSED = 0.6  # the share of the confirmed ones whose target is proposed for the negative list, if it is not on it
# Of each project and month that is open or warned of: the newest upload, which may be that none came, and the newest
# entry of the negative list.
STANDING = f"""
SELECT o.period, o.state, x.due, t.code, t.year, t.issued_on, t.deadline, t.origin, w.id AS office, w.name,
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


def uploading(scene: Scene, materials: Path) -> Iterator[Deed]:
    """What happens on a working day about what is to be uploaded, and about what was: of each month one thing a day.

    It comes before whatever else may enter a target in the negative list: whoever proposes one looks at the list first.
    """
    proposed: set[str] = set()
    for row in run(scene.session, STANDING).all():
        if row.state == "open" and _is_time(scene, row):
            yield _upload(scene, row, materials)
        elif row.stands == "warned" and _is_looked_at(scene, row):
            yield from _answer(scene, row, materials, proposed)


def _is_time(scene: Scene, row: Any) -> bool:  # noqa: ANN401 - a result row
    plan, calendar, key = scene.plan, scene.calendar, (row.code, row.period)
    drawn = plan.chance("uploads", *key)
    if drawn < LATE:
        return drawn >= NEVER and scene.day >= calendar.nth_after(row.due, 1 + plan.draw(LATEST, "uploads late", *key))
    last = calendar.last_on_or_before(row.due)
    return scene.day >= calendar.nth_before(last, 1 + plan.draw(EARLIEST, "uploads early", *key))


def _is_looked_at(scene: Scene, row: Any) -> bool:  # noqa: ANN401 - a result row
    """A day that is lived again decides as it did: what was judged on it is looked at on a later one."""
    wait = 1 + scene.plan.draw(WAIT, "looks at", *_key(row))
    return scene.day >= scene.calendar.nth_after(row.recorded_on, wait)


def _answer(scene: Scene, row: Any, materials: Path, proposed: set[str]) -> Iterator[Deed]:  # noqa: ANN401 - a result row
    """A person clears a warning, confirms it, or has better pictures uploaded; that nothing came is never cleared."""
    drawn = scene.plan.chance("warned", *_key(row))
    if CLEARED <= drawn < CONFIRMED:
        propose = row.code not in proposed and _is_proposed(scene, row)
        proposed |= {row.code} if propose else set()
        yield _deed(row, confirm_warning, reason="已核实，情况属实", propose=propose)
    elif row.progress is not None and drawn < CLEARED:
        yield _deed(row, clear_warning, reason="已到现场查看，形象进度符合要求。")
    elif row.progress is not None and drawn < MENDED:
        yield _upload(scene, row, materials)


def _is_proposed(scene: Scene, row: Any) -> bool:  # noqa: ANN401 - a result row
    return scene.plan.chance("comes near the list", *_key(row)) < PROPOSED and (row.entry is None or row.entry in ENDED)


def _upload(scene: Scene, row: Any, materials: Path) -> Deed:  # noqa: ANN401 - a result row
    """The first of a month may be behind the time or show an old picture; what is uploaded again is fine."""
    month = parse_period(row.period)
    drawn = 1.0 if row.progress is not None else scene.plan.chance("shows", row.code, row.period)
    before = period_of(Span.MONTH, month.start - timedelta(days=1))
    shown = before if BEHIND <= drawn < REUSED else month
    again = f"-{row.number}" if row.progress is not None else ""
    content = f"{scene.plan.seed}|picture|{row.code}|{shown}{again}"
    said = {
        "progress": _progress(row, min(scene.day, month.end), behind=drawn < BEHIND),
        "text": "按计划推进。",
        "media": [_picture(materials / f"{plain(row.code)}-{row.period}{again}.png", content)],
    }
    return _deed(row, upload_progress, **said)


def _progress(row: Any, day: date, *, behind: bool) -> int:  # noqa: ANN401 - a result row
    time = time_of(row.year, row.issued_on, row.deadline, Origin(row.origin) if row.origin else None)
    share: Fraction = 100 * elapsed(day, *time)
    return max(0, floor(share) - SHORT) if behind else min(100, ceil(share) + AHEAD)


def _picture(file: Path, content: str) -> Path:
    """A small picture that looks like no other but of the same content."""
    if not file.exists():
        Image.frombytes("L", (WIDTH, HEIGHT), shake_128(content.encode()).digest(WIDTH * HEIGHT)).save(file)
    return file


def _key(row: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a result row
    return row.code, row.period, row.number


def _deed(row: Any, act: Act[Any], **said: Any) -> Deed:  # noqa: ANN401 - a result row, an act's input
    actor = None if act is not upload_progress or row.is_agency else office(row.office, row.name)
    named = {"target": row.code, "period": row.period, **said}
    return Deed(act, named, "|".join(map(str, (act, *_key(row)))), actor)
