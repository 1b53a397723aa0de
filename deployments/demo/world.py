"""Surroundings of the demonstration: a clean home, a database, a Prefect server, test servers; all are removed."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from deployments import embedded
from deployments.child_processes import Children
from deployments.demo.office_mail import RELAY
from deployments.installation import installation, sole_run
from deployments.loopback.mail import MailServer
from deployments.loopback.wecom import WeComServer
from deployments.server import free_port, prefect_environment, start_server
from models.intake.department import read_departments
from tasks.clock import current_instant
from tasks.home import home_folder
from tasks.settings import settings

DATA = Path(str(files("deployments") / "data" / "demo"))
WRONG_ROBOT = "SSWT"  # this office has a wrong robot key: its messages are refused with 93000 and parked
SUDDEN = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true",  # plain http on the loopback: avoids loading certificates each time
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
        """The folder in which the mail server stores mails."""
        return self.home / "mail"

    @property
    def inbox(self) -> Path:
        """The maildir into which offices reply."""
        return self.home / "inbox"


@contextmanager
def world(say: Callable[[str], None]) -> Iterator[World]:
    """Start everything in a separate home, and stop and unbind it at the end, even after an error."""
    base = home_folder()
    home = base / "demo"
    with sole_run(base / "demo-lock"):
        embedded.stop(home)
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        environment = prefect_environment(home, free_port()) | SUDDEN
        with (
            Children(home / "logs") as children,
            MailServer(_create_folder(home / "mail")) as mail,
            _robot_server() as wecom,
        ):
            _set_environment(home, environment, mail, wecom)
            say("启动 Prefect 服务（后台）和内置数据库……")
            start_server(children, environment)
            with installation() as url:
                os.environ["DATABASE_URL"] = url
                yield World(
                    home, environment["PREFECT_API_URL"].removesuffix("/api"), environment, children, mail, wecom
                )


def _create_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _robot_server() -> WeComServer:
    rows = [located.row for located in read_departments(DATA / "departments.csv").rows]
    keys = [row.wecom_robot for row in rows if row.wecom_robot and row.code != WRONG_ROBOT]
    return WeComServer(keys, clock=lambda: current_instant().timestamp())


def _set_environment(home: Path, environment: dict[str, str], mail: MailServer, wecom: WeComServer) -> None:
    os.environ.pop("DATABASE_URL", None)
    os.environ |= environment
    os.environ |= {
        "MUBIAO_HOME": str(home),
        "MUBIAO_MAIL_URL": mail.url,
        "MUBIAO_WECOM_URL": wecom.url,
        "MUBIAO_MAIL_DOMAIN": RELAY,
        "MUBIAO_INBOX_URL": f"maildir://{home / 'inbox'}",
        "MUBIAO_INBOX_RELAY": RELAY,
    }
    settings.cache_clear()
