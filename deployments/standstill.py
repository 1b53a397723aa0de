"""What stands still here, for the alerts of `up`, of the page and of a host; loaded only if MUBIAO_ALERT_TO is set."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Event, Thread
from time import time as clock

from cryptography import x509
from sqlmodel import Session

from deployments import embedded
from deployments.health import CheckResult, answers
from deployments.server import is_up
from deployments.start_record import is_starting, last_backup, listener_of
from models.database import begin
from models.disk import ENOUGH, MEGABYTE, free
from models.ledger.cycle.late_runs import find_late
from models.ledger.cycle.starts import FIRST_RECORD, last_day_swept
from models.ledger.day_runs import missing_runs
from models.ledger.jurisdiction import calendar_of, home
from models.outages import FAULTS
from models.rules.errors import MubiaoError
from models.rules.workdays import SHANGHAI, working_time
from models.statements import run
from notifications.alert import Seen
from tasks.alerts import tell
from tasks.clock import current_instant
from tasks.settings import Settings

FIRST_AFTER, EVERY = 300.0, 60.0  # seconds before the first look, for `up` makes up for what was missed; between two
SWEPT_BY = 9  # o'clock
WAITS = timedelta(hours=2)  # of office time, for which the same messages have waited
ENDS_SOON = 30  # days
STILL = 600.0  # seconds without a sign of life of `up`
UP_LOCK = "up.lock"  # whose time of change `up` renews
WAITING = """
SELECT 'n' || id AS name FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL
UNION ALL SELECT 'm' || id FROM message WHERE state IN ('waiting', 'parked')
"""
LOGIN_UNTIL = "SELECT rolvaliduntil FROM pg_roles WHERE rolname = current_user AND rolvaliduntil < 'infinity'"
Found = dict[str, Seen | None]


def sign_of_life(home: Path) -> None:
    """Leave a sign that the main loop of `up` goes on; it needs no room on the disk."""
    try:
        os.utime(home / UP_LOCK)
    except OSError:
        return


class Lookout:
    """Looks at what this process can see, and remembers since when each message waits."""

    def __init__(self, chosen: Settings, more: Callable[[], Found] = dict) -> None:
        self._chosen, self._more = chosen, more
        self._waiting: dict[str, datetime] = {}

    def look(self) -> None:
        """Look once, and tell the operator what stands still and what goes on again; it raises nothing."""
        found: Found = {}
        for look in (self._machine, self._more, self._ledger):
            try:
                found |= look()
            except FAULTS:  # of one look: the others are told all the same
                continue
        tell(found)

    def _machine(self) -> Found:
        chosen = self._chosen
        room = min(free(chosen.home), free(embedded.data_of(chosen.home))) if not chosen.cell else ENOUGH
        low = Seen(room // MEGABYTE) if room < ENOUGH else None
        return {"disk_low": low, "certificate_ending": certificate_ending(chosen, current_instant())}

    def _ledger(self) -> Found:
        if not self._chosen.database_url and not embedded.exists(self._chosen.home):
            return {}
        try:
            with begin() as session:
                now = current_instant()
                return {
                    "database_away": None,
                    **ledger_causes(session, self._chosen, now),
                    **self._outbox(session, now),
                }
        except MubiaoError:
            return {"database_away": Seen()}

    def _outbox(self, session: Session, now: datetime) -> Found:
        """Return the messages that have waited too long; what waits since before this process is seen from now on."""
        self._waiting = {name: self._waiting.get(name, now) for name in run(session, WAITING).scalars()}
        calendar = calendar_of(session, home(session))
        old = [since for since in self._waiting.values() if working_time(since, now, calendar) > WAITS]
        return {"outbox_waiting": Seen(len(old), min(old)) if old else None}


def ledger_causes(session: Session, chosen: Settings, now: datetime) -> Found:
    """Return what the database tells: late runs, a missing sweep, an old backup, a password that ends."""
    late = len(find_late(session, now)) + missing_runs(session, now)
    return {
        "run_late": Seen(late) if late else None,
        "sweep_missing": _sweep_missing(session, now),
        "backup_old": backup_old(session, chosen, now),
        "password_ending": _ending(run(session, LOGIN_UNTIL).scalar(), now),
    }


def _sweep_missing(session: Session, now: datetime) -> Seen | None:
    """Return that the daily sweep is missing, from nine o'clock on; not on the day on which all began."""
    last = last_day_swept(session) or _founded(session).date()
    days = (now.date() - last).days - (now.hour < SWEPT_BY)
    since = datetime.combine(last + timedelta(days=1), time(SWEPT_BY), SHANGHAI)
    return Seen(days, since) if days > 0 else None


def _founded(session: Session) -> datetime:
    at: datetime = run(session, FIRST_RECORD).scalar_one()
    return at.astimezone(SHANGHAI)


def backup_old(session: Session, chosen: Settings, now: datetime) -> Seen | None:
    """Return that the last backup is older than the setting allows; before the first one the ledger's age counts."""
    last = (last_backup(chosen.home) or _founded(session)).astimezone(SHANGHAI)
    days = (now.date() - last.date()).days
    return Seen(days, last) if 0 < chosen.backup_days < days else None


def check_ends(session: Session, chosen: Settings, now: datetime) -> Iterator[CheckResult]:
    """Yield what `mubiao check` says of the last backup, and of a certificate and a password that end."""
    old, last = backup_old(session, chosen, now), last_backup(chosen.home)
    words = f"最近一次{last:%Y-%m-%d}" if last else "没有备份过"
    advice = f"{words}，已{old.number}天没有备份，请执行 mubiao backup 文件" if old else words
    yield CheckResult("备份", not old, advice)
    ends = (certificate_ending(chosen, now), _ending(run(session, LOGIN_UNTIL).scalar(), now))
    told = [
        f"{name}还有{end.number}天到期，请更换"
        for name, end in zip(("网页证书", "数据库口令"), ends, strict=True)
        if end
    ]
    yield CheckResult("证书和口令", not told, "；".join(told))


def certificate_ending(chosen: Settings, now: datetime) -> Seen | None:
    """Return that a certificate of the page, or one between it and its root, ends soon; an unreadable one is no end."""
    try:
        content = chosen.page_certificate.read_bytes() if chosen.page_certificate else b""
        ends = [each.not_valid_after_utc for each in x509.load_pem_x509_certificates(content)] if content else []
    except (OSError, ValueError):
        return None
    return _ending(min(ends, default=None), now)


def _ending(end: datetime | None, now: datetime) -> Seen | None:
    return Seen(max((end - now).days, 0)) if end and (end - now).days < ENDS_SOON else None


def seen_by_up(chosen: Settings, environment: Mapping[str, str]) -> Found:
    """Return what `up` sees of the others, once its start has ended; that it looks says that it goes on."""
    found: Found = {"up_away": None}
    if not is_starting(chosen.home):
        page = f"{'https' if chosen.page_certificate else 'http'}://{listener_of(chosen.home, chosen.page_listen)}"
        found |= {"prefect_away": _away(is_up(dict(environment))), "page_away": _away(answers(page))}
    return found


def seen_by_page(chosen: Settings) -> Found:
    """Return what the page sees of `up` and of Prefect."""
    still = clock() - (chosen.home / UP_LOCK).stat().st_mtime > STILL
    found: Found = {"up_away": Seen() if still else None}
    if not is_starting(chosen.home) and "PREFECT_API_URL" in os.environ:
        found["prefect_away"] = _away(is_up(dict(os.environ)))
    return found


def _away(there: bool) -> Seen | None:  # noqa: FBT001 - the one answer
    return None if there else Seen()


@contextmanager
def watching(lookout: Lookout, first: float = FIRST_AFTER) -> Iterator[None]:
    """Look each minute in a thread of its own, so that a mail server that does not answer holds up nothing else."""
    over = Event()

    def watch() -> None:
        wait = first
        while not over.wait(wait):
            lookout.look()
            wait = EVERY

    tell({})  # makes room for what will be told while there is some
    Thread(target=watch, name="alerts", daemon=True).start()
    try:
        yield
    finally:
        over.set()


@contextmanager
def watching_up(lookout: Lookout) -> Iterator[None]:
    """Look while the page is served, and tell if `up` has died: the kernel then ends this process too."""
    parent = os.getppid()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with watching(lookout):
            yield
    finally:
        if os.getppid() != parent:
            tell({"up_away": Seen()}, last=True)


def _stop(*_: object) -> None:
    raise SystemExit(0)
