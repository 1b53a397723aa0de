"""The environment of a simulation: a temporary home, a separate database, and its settings."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from deployments.access import as_role
from deployments.environment import environment
from deployments.installation import installation
from deployments.postmaster import USER
from deployments.simulation.outside_world import URLS
from models.disk import free
from models.ledger.evidence.store import configure_store
from tasks.settings import settings

# No row has to survive a power cut, and the calendar triggers ANALYZE instead of autovacuum, which alone needs counts.
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",  # no statement of a year runs long enough to gain by it
    "default_statistics_target": "10",
    "plan_cache_mode": "force_generic_plan",  # the same few statements, one office at a time
    "random_page_cost": "1",  # all of it is in memory
    "track_counts": "off",
    "update_process_title": "off",
    "wal_level": "minimal",  # the log serves a restart only
    "max_wal_senders": "0",
}
UNCOMPRESSED = "ALTER TABLE attachment ALTER content SET STORAGE EXTERNAL"  # it lies in memory for ninety days
SAFE = {"fsync": "on", "synchronous_commit": "on"}
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - a folder of unpredictable name in it


@dataclass(frozen=True, slots=True)
class World:
    """The environment of one simulation; the year leaves `spare_cores` to its checks."""

    home: Path
    url: str
    spare_cores: frozenset[int] = frozenset()

    @property
    def database(self) -> str:
        """Returns the name of its database on its server."""
        return str(make_url(self.url).database)

    @property
    def evidence(self) -> Path:
        """Returns the folder of the submitted evidence."""
        return self.home / "evidence"

    @property
    def materials(self) -> Path:
        """Returns the folder with the files of the simulated offices."""
        return self.home / "materials"

    def update_statistics(self) -> None:
        """Update the planner's table statistics, as autovacuum would."""
        self.administer("ANALYZE")

    def administer(self, *statements: str) -> None:
        """Run statements as the superuser of the server, with autocommit."""
        administrator = create_engine(as_role(self.url, USER), isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        administrator.dispose()


@contextmanager
def world(*, keep: bool = False, lasting: bool = False) -> Iterator[World]:
    """Create a fresh home with its database running and bind this process to it; afterwards restore the previous state.

    If `lasting`, a commit that the database acknowledged survives when the database is killed. If `keep`, the home is
    not deleted.
    """
    home = Path(tempfile.mkdtemp(prefix="mubiao-simulation-", dir=None if keep else memory_folder()))
    home.chmod(0o755)  # the server runs as another user and must traverse it
    try:
        working = nullcontext(frozenset[int]()) if lasting else one_core()
        server = FAST_SETTINGS | SAFE if lasting else FAST_SETTINGS
        with working as spare, environment(settings_of(home)), installation(new=True, server=server) as url:
            surroundings = World(home, url, spare)
            surroundings.materials.mkdir()
            surroundings.administer(UNCOMPRESSED)
            configure_store(surroundings.evidence, settings().evidence_limit_mb, lasting=False)
            yield surroundings
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def one_core() -> Iterator[frozenset[int]]:
    """Keep this process and those that it starts on one core, where the system can do that; yields the other cores.

    Client and server work in turns. On one core a switch takes a third of the time that waking another core takes.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield frozenset()
        return
    cores = sorted(os.sched_getaffinity(0))
    own = cores[os.getpid() % len(cores)]
    os.sched_setaffinity(0, {own})
    try:
        yield frozenset(cores) - {own}
    finally:
        os.sched_setaffinity(0, cores)


def memory_folder() -> Path | None:
    """Returns a folder in memory if it has room for a year and TMPDIR is not set; otherwise None."""
    has_room = not os.environ.get("TMPDIR") and MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and free(MEMORY) > ROOM
    return MEMORY if has_room else None


def settings_of(home: Path) -> dict[str, str]:
    """Returns the settings of a simulation in `home`: its letters go to the simulated outside world."""
    prefect = {"PREFECT_HOME": str(home / "prefect")}
    urls = {"MUBIAO_MAIL_URL": URLS["mail"], "MUBIAO_WECOM_URL": URLS["wecom"]}
    return {
        "MUBIAO_HOME": str(home),
        "MUBIAO_EVIDENCE_URL": "",
        "MUBIAO_MAIL_DOMAIN": "simulated.test",
        **urls,
        **prefect,
    }
