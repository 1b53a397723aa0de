"""Surroundings of the demonstration: a clean home, a database, test servers; all are removed."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from deployments import embedded
from deployments.child_processes import Children
from deployments.demo.ground import DemoGround
from deployments.installation import installation
from deployments.loopback.mail import address_of
from deployments.loopback.wecom import WeComServer
from deployments.postmaster import connect
from deployments.server import SERVER, free_port, prefect_environment, wait_for_listener
from models.intake.department import read_departments
from tasks.clock import current_instant
from tasks.settings import read_settings

DATA = Path(str(files("deployments") / "data" / "demo"))
RELAY = "mubiao.test"
WRONG_ROBOT = "SSWT"  # this office has a wrong robot key: its messages are refused with 93000 and parked
# What a server does for runs of days and weeks, and a demonstration of a minute has no use for.
UNUSED = (
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
    "FOREMAN",
    "LATE_RUNS",
    "PAUSE_EXPIRATIONS",
    "REPOSSESSOR",
    "TRIGGERS",
)
SUDDEN = {
    **{f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false" for service in UNUSED},
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true",  # plain http on the loopback: avoids loading certificates each time
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
}
MAIL = "mail"  # the name of its log
LAST_LINE = b"-----END CERTIFICATE-----\n"


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """The running surroundings of a demonstration."""

    home: Path
    ui: str
    environment: dict[str, str]
    children: Children
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
def world(ground: DemoGround) -> Iterator[DemoWorld]:
    """Start everything in the home of the demonstration, and stop and unbind it at the end, even after an error."""
    home, children = ground.home, ground.children
    environment = prefect_environment(home, free_port()) | SUDDEN | _few_certificates(home)
    with _robot_server() as wecom:
        mail_port = free_port()
        _set_environment(home, environment, mail_port, wecom)
        children.start(MAIL, ["deployments.loopback.mail", str(mail_port), str(home / "mail")], environment)
        for module in ("alembic.command", "deployments.demo.opening"):  # what the first line needs, while it waits
            import_module(module)
        ground.database.result()
        with installation(new=True) as url:
            os.environ["DATABASE_URL"] = url
            _forgo_durability(home)
            wait_for_listener(children, MAIL, mail_port)
            yield DemoWorld(home, environment["PREFECT_API_URL"].removesuffix("/api"), environment, children, wecom)
            children.dismiss(SERVER)  # it ends while the database stops


def _few_certificates(home: Path) -> dict[str, str]:
    """Returns the setting by which Prefect's clients load one certificate: each loads all of the machine, 0.03 s."""
    machine = ssl.get_default_verify_paths().cafile
    if not machine:
        return {}
    first, end, _ = Path(machine).read_bytes().partition(LAST_LINE)  # its remarks may be in any encoding
    file = home / "certificate.pem"
    file.write_bytes(first + end)
    return {"SSL_CERT_FILE": str(file)}


def _forgo_durability(home: Path) -> None:
    """Let commits not wait for the disk: the next demonstration deletes this database."""
    with connect(embedded.data_of(home), embedded.DATABASE) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")


def _robot_server() -> WeComServer:
    rows = [located.row for located in read_departments(DATA / "departments.csv").rows]
    keys = [row.wecom_robot for row in rows if row.wecom_robot and row.code != WRONG_ROBOT]
    return WeComServer(keys, clock=lambda: current_instant().timestamp())


def _set_environment(home: Path, environment: dict[str, str], mail_port: int, wecom: WeComServer) -> None:
    os.environ.pop("DATABASE_URL", None)
    os.environ |= environment
    os.environ |= {
        "MUBIAO_HOME": str(home),
        "MUBIAO_EVIDENCE_URL": "",
        "MUBIAO_MAIL_URL": address_of(mail_port),
        "MUBIAO_WECOM_URL": wecom.url,
        "MUBIAO_MAIL_DOMAIN": RELAY,
        "MUBIAO_INBOX_URL": f"maildir://{home / 'inbox'}",
        "MUBIAO_INBOX_RELAY": RELAY,
    }
    read_settings.cache_clear()
