"""What stands still here, for the alerts of `up` and of the page."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from sqlmodel import Session

from deployments import embedded
from deployments.health import answers
from deployments.start_record import is_starting, last_backup, listener_of
from models.database import begin
from models.disk import ENOUGH, MEGABYTE, free
from models.ledger.cycle.late_runs import find_late
from models.ledger.cycle.starts import FIRST_RECORD, last_day_swept
from models.ledger.day_runs import missing_runs
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.unread_inbox import long_unread
from models.outages import FAULTS
from models.rules.errors import MubiaoError, Unavailable
from models.rules.workdays import SHANGHAI, working_time
from models.statements import run
from notifications.alert_book import Found
from tasks.alerts import tell
from tasks.clock import current_instant
from tasks.settings import Settings

FIRST_AFTER, EVERY = 300.0, 60.0  # seconds before the first look, for `up` makes up for what was missed; between two
SWEPT_BY = 9  # o'clock
WAITS = timedelta(hours=2)  # of office time
ENDS_SOON = 30  # days
# When the act was done whose notices wait, alone or in a message.
WAITING = """
SELECT b.at, count(*) AS number FROM block b JOIN (
    SELECT act_id FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL
    UNION ALL SELECT min(n.act_id) FROM message m JOIN delivery v ON v.message_id = m.id
        JOIN notice n ON n.id = v.notice_id WHERE m.state IN ('waiting', 'parked') GROUP BY m.id
) w ON w.act_id = b.act_id GROUP BY b.at
"""
LOGIN_UNTIL = "SELECT rolvaliduntil FROM pg_roles WHERE rolname = current_user AND rolvaliduntil < 'infinity'"


def look(chosen: Settings, *more: Callable[[], Found]) -> None:
    """Look once at what this process can see, and tell the operator; what cannot be looked at is told too."""
    found: dict[str, int | None] = {}
    failed = 0
    for each in (lambda: seen_here(chosen), lambda: seen_in_ledger(chosen), *more):
        try:
            found |= each()
        except (MubiaoError, *FAULTS):
            failed += 1
    tell(found | {"look_failed": failed or None})


def seen_here(chosen: Settings) -> Found:
    """Return what this machine tells: little room, a certificate that ends."""
    room = min(free(chosen.home), free(embedded.data_of(chosen.home)))
    return {
        "disk_low": room // MEGABYTE if room < ENOUGH else None,
        "certificate_ending": _days_left(_end_of_certificate(chosen), current_instant()),
    }


def seen_in_ledger(chosen: Settings) -> Found:
    """Return what the database tells, or that it is away; nothing before it was made."""
    if not chosen.database_url and not embedded.exists(chosen.home):
        return {}
    try:
        with begin() as session:
            return {"database_away": None, **_ledger_causes(session, chosen, current_instant())}
    except Unavailable:
        return {"database_away": 1}


def _ledger_causes(session: Session, chosen: Settings, now: datetime) -> Found:
    founded: datetime = run(session, FIRST_RECORD).scalar_one().astimezone(SHANGHAI)
    unswept = (now.date() - (last_day_swept(session) or founded.date())).days - (now.hour < SWEPT_BY)
    unsaved = (now.date() - (last_backup(chosen.home) or founded).astimezone(SHANGHAI).date()).days
    calendar = calendar_of(session, home(session))
    waiting = sum(row.number for row in run(session, WAITING) if working_time(row.at, now, calendar) > WAITS)
    return {
        "run_late": len(find_late(session, now)) + missing_runs(session, now) or None,
        "sweep_missing": max(unswept, 0) or None,
        "backup_old": unsaved if 0 < chosen.backup_days < unsaved else None,
        "outbox_waiting": waiting or None,
        "inbox_away": 1 if chosen.inbox_url and long_unread(session, now) else None,
        "password_ending": _days_left(run(session, LOGIN_UNTIL).scalar(), now),
    }


def _end_of_certificate(chosen: Settings) -> datetime | None:
    """Return when the certificate of the page ends, or one between it and its root; an unreadable one is no end."""
    from cryptography import x509  # noqa: PLC0415 - loads OpenSSL

    try:
        content = chosen.page_certificate.read_bytes() if chosen.page_certificate else b""
        return min((each.not_valid_after_utc for each in x509.load_pem_x509_certificates(content)), default=None)
    except (OSError, ValueError):
        return None


def _days_left(end: datetime | None, now: datetime) -> int | None:
    return max((end - now).days, 0) if end and (end - now).days < ENDS_SOON else None


def seen_by_up(chosen: Settings) -> Found:
    """Return what `up` sees of the page, once its start has ended; that it looks says that it runs again."""
    if is_starting(chosen.home):
        return {"up_away": None}
    page = f"{'https' if chosen.page_certificate else 'http'}://{listener_of(chosen.home, chosen.page_listen)}"
    return {"up_away": None, "page_away": None if answers(page) else 1}


@contextmanager
def watching(chosen: Settings, *more: Callable[[], Found], first: float = FIRST_AFTER) -> Iterator[None]:
    """Look each minute in a thread of its own, so that a mail server that does not answer holds up nothing else."""
    over = Event()

    def watch() -> None:
        wait = first
        while not over.wait(wait):
            look(chosen, *more)
            wait = EVERY

    tell({})  # makes room for what will be told while there is some
    if chosen.alert_to:
        Thread(target=watch, name="alerts", daemon=True).start()
    try:
        yield
    finally:
        over.set()


@contextmanager
def watching_up(chosen: Settings) -> Iterator[None]:
    """Look while the page is served, and tell if `up` has died: the kernel then ends this process too."""
    parent = os.getppid()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with watching(chosen):
            yield
    finally:
        if os.getppid() != parent:
            tell({"up_away": 1})


def _stop(*_: object) -> None:
    raise SystemExit(0)
