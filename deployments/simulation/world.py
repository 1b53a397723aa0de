"""What a simulation needs around it: a home and a database of its own, thrown away at its end, and its settings."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from deployments.access import as_role
from deployments.environment import environment
from deployments.installation import installation
from deployments.postmaster import USER
from deployments.simulation.outside_world import URLS
from models.disk import free
from models.ledger.evidence.store import keep_evidence_in
from tasks.settings import settings

# Nothing here has to outlive a power cut, and what autovacuum would do by the clock is done by the calendar.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "default_statistics_target": "10",
    "plan_cache_mode": "force_generic_plan",  # one office at a time, by the same few statements
}
RELOAD = "SELECT pg_reload_conf()"
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - a folder of our own in it, which nobody guesses


@dataclass(frozen=True, slots=True)
class World:
    """The surroundings of one simulation."""

    home: Path
    url: str

    @property
    def database(self) -> str:
        """The name of its database on its server."""
        return str(make_url(self.url).database)

    @property
    def evidence(self) -> Path:
        """Where what offices hand in is kept."""
        return self.home / "evidence"

    @property
    def materials(self) -> Path:
        """Where the offices of the simulation have their own files."""
        return self.home / "materials"

    def keep_house(self) -> None:
        """Tell the planner how large the tables have grown, as autovacuum would."""
        self.administer("ANALYZE")

    def administer(self, *statements: str) -> None:
        """Run statements as the server's own superuser."""
        administrator = create_engine(as_role(self.url, USER), isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        administrator.dispose()


@contextmanager
def world(*, keep: bool = False, lasting: bool = False) -> Iterator[World]:
    """A fresh home with its database up, this process bound to it; afterwards everything is as before.

    `lasting`: what the database has acknowledged is there after it was killed.
    """
    home = Path(tempfile.mkdtemp(prefix="mubiao-simulation-", dir=None if keep else memory()))
    home.chmod(0o755)  # the server's own user passes through
    try:
        with environment(settings_of(home)), installation() as url:
            made = World(home, url)
            chosen = CARELESS | {"synchronous_commit": "on"} if lasting else CARELESS
            made.administer(*(f"ALTER SYSTEM SET {name} = {value}" for name, value in chosen.items()), RELOAD)
            made.materials.mkdir()
            keep_evidence_in(made.evidence, settings().evidence_limit_mb, lasting=False)
            yield made
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


def memory() -> Path | None:
    """Where files lie in memory, if there is room for a year and nobody named another place for what is temporary."""
    roomy = not os.environ.get("TMPDIR") and MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and free(MEMORY) > ROOM
    return MEMORY if roomy else None


def settings_of(home: Path) -> dict[str, str]:
    """The settings under which a simulation runs in `home`: its letters go to the world outside that it plays."""
    prefect = {"PREFECT_HOME": str(home / "prefect")}
    urls = {"MUBIAO_MAIL_URL": URLS["mail"], "MUBIAO_WECOM_URL": URLS["wecom"]}
    return {"MUBIAO_HOME": str(home), "MUBIAO_MAIL_DOMAIN": "simulated.test", **urls, **prefect}
