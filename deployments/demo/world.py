"""What a demonstration needs around it: a clean home, a database, a Prefect server, receivers, and their sure end."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from deployments import embedded
from deployments.child_processes import Children
from deployments.installation import installation, sole_run
from deployments.loopback.mail import MailServer
from deployments.loopback.wecom import WeComServer
from deployments.server import free_port, prefect_environment, start_server, wait_for_server
from models.intake.department import read_departments
from tasks.clock import present
from tasks.home import home_folder
from tasks.settings import settings

DATA = Path(str(files("deployments") / "data" / "demo"))
WRONG_ROBOT = "SSWT"  # this office pasted a wrong robot key: its messages are refused with 93000 and parked
SUDDEN = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true",  # plain http on the loopback: no certificates to load each time
    "PREFECT_LOGGING_LEVEL": "ERROR",
}


@dataclass(frozen=True, slots=True)
class World:
    """The running surroundings of a demonstration."""

    home: Path
    ui: str
    environment: dict[str, str]
    children: Children
    mail: MailServer
    wecom: WeComServer

    @property
    def mail_folder(self) -> Path:
        """Where the loopback mail server keeps what it received."""
        return self.home / "mail"


@contextmanager
def world(say: Callable[[str], None]) -> Iterator[World]:
    """Bring everything up in a home of its own and take all of it down again, whatever happens."""
    base = home_folder()
    home = base / "demo"
    with sole_run(base / "demo-lock"):
        embedded.stop(home)
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        environment = prefect_environment(home, free_port()) | SUDDEN
        with Children(home / "logs") as children, MailServer(_made(home / "mail")) as mail, _robots() as wecom:
            _settle(home, environment, mail, wecom)
            say("启动 Prefect 服务（后台）和内置数据库……")
            start_server(children, environment)
            with installation() as url:
                os.environ["DATABASE_URL"] = url
                yield World(
                    home, environment["PREFECT_API_URL"].removesuffix("/api"), environment, children, mail, wecom
                )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _robots() -> WeComServer:
    rows = [located.row for located in read_departments(DATA / "departments.csv").rows]
    keys = [row.wecom_robot for row in rows if row.wecom_robot and row.code != WRONG_ROBOT]
    return WeComServer(keys, clock=lambda: present().timestamp())


def _settle(home: Path, environment: dict[str, str], mail: MailServer, wecom: WeComServer) -> None:
    os.environ.pop("DATABASE_URL", None)
    os.environ |= environment
    os.environ |= {
        "MUBIAO_HOME": str(home),
        "MUBIAO_MAIL_URL": mail.url,
        "MUBIAO_WECOM_URL": wecom.url,
        "MUBIAO_MAIL_DOMAIN": "mubiao.test",
    }
    settings.cache_clear()


def wait_until_served(around: World, tick: Callable[[], None]) -> None:
    """Wait for the Prefect server that was started in the background."""
    wait_for_server(around.children, around.environment, tick)
