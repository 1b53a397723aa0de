"""Two days of April on a host whose machines die: each cell's ledger equals that of the days lived undisturbed.

The servers are those of production (PostgreSQL, Redis, object storage, a proxy with TLS), the workers three processes
with separate homes. Only `--cluster` collects this file; it needs what `.ci/run --cluster` installs.
"""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from pathlib import Path
from socket import create_server
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from deployments.loopback.mail import MailServer
from deployments.missed_work import missed_work
from models.database import begin
from models.file_store.opening import open_store
from models.ledger.evidence.store import evidence_store
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES
from models.rules.errors import Unavailable
from models.statements import run
from tasks.cell import bound_to, open_registry, settings_of
from tasks.clock import business_day, clear_virtual_instant, planned_day, set_virtual_instant
from tasks.settings import read_settings
from tasks.step import first_step, run_steps
from tests.by_mail import INBOX, RELAY, Duty, Mailing
from tests.conftest import Acting
from tests.imap_server import ImapServer
from tests.journeys.cluster_machines import ENDED, OK, Cluster, made_cluster, wait_for
from tests.journeys.test_disturbed import Records, records
from tests.mails import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytestmark = pytest.mark.cluster
ROOT, MOST_COMMANDS = Path(__file__).parents[2], 25
LIVE = ("--go-live", "2026-04-01", "--rehearsal", "--send-to", "*")
NORTH, SOUTH = ("n-one", "n-two"), ("s-one",)
CELLS = (*NORTH, *SOUTH)
HELD = "s-held"
OPENING, SENDING, READING = "2026-04-01 07:31", "2026-04-01 08:35", "2026-04-01 10:05"
SENDING_AGAIN = "2026-04-01 08:55"  # when the leases of what died are over
NEXT_OPENING, NEXT_SENDING = "2026-04-30 07:31", "2026-04-30 08:35"
DIGEST = re.compile(r"[0-9a-f]{64}")
MATERIAL = sha256(b"a file").hexdigest()
DUTY = Duty("monthly_check", "2026-04")
ROWS = {"T001": {"progress": 45, "remark": "正在建设"}}
FLOWS: dict[str, Cycle | Routine] = {each.key: each for each in (*CYCLES, *ROUTINES)}
LETTERS = """
SELECT m.reference, m.maybe_duplicate FROM message m JOIN recipient r ON r.id = m.recipient_id
WHERE m.state = 'sent' AND r.channel = 'mail'
"""


@contextmanager
def working_for(key: str, at: str) -> Iterator[Acting]:
    """Work in this process for a cell, at an instant."""
    registry = open_registry()
    with bound_to(settings_of(registry.cells[key], registry.secret)):
        set_virtual_instant(moment(at))
        yield Acting()
        clear_virtual_instant()


def fill() -> None:
    """Three offices with a target each, as of the last days of March."""
    agency = Acting().on("2026-03-31")
    rows = ((f"D00{n}", f"第00{n}厅", f"d00{n}@example.org") for n in (1, 2, 3))
    agency.take("departments", *({"编码": a, "名称": b, "目标办邮箱": c} for a, b, c in rows))
    usual = {"年度": "2026", "下达日期": "2026-03-31"}
    agency.take(
        "targets",
        *({"编号": f"T00{n}", "目标名称": f"目标T00{n}", "责任部门": f"D00{n}"} | usual for n in (1, 2, 3)),
    )


class Host:
    """The host with its cells; each cell has a relay and a mailbox in this process."""

    def __init__(self, cluster: Cluster, stack: ExitStack) -> None:
        self.cluster, self._stack = cluster, stack
        self.mail: dict[str, Mailing] = {}

    def add(self, key: str, group: str) -> None:
        relay = self._stack.enter_context(MailServer(self.cluster.folder / f"{key}-sent"))
        self.mail[key] = Mailing(relay, self._stack.enter_context(ImapServer()))
        told = {"mail_url": relay.url, "inbox_url": self.mail[key].imap.url}
        told |= {"inbox_address": INBOX, "inbox_relay": RELAY}
        file = self.cluster.folder / f"{key}.toml"
        file.write_text("".join(f'{name} = "{value}"\n' for name, value in told.items()))
        words = ("--jurisdiction", "安顺市", *LIVE, "--group", group, "--settings", str(file))
        self.cluster.mubiao("host", "add", key, *words)
        with working_for(key, "2026-03-31 09:00"):
            fill()

    def answer(self, key: str) -> None:
        """The first office answers by mail, with a file."""
        material = self.cluster.folder / "材料.txt"
        material.write_text("a file")
        self.mail[key].answer("d001@example.org", DUTY, "2026-04-01 09:30", ROWS, files=(material,))

    # The undisturbed days

    def live_plainly(self, key: str) -> None:
        """Live both days by the plain steps, in this process."""
        for at, flows in DAYS:
            with working_for(key, at):
                with begin() as session:
                    missed = missed_work(session, business_day()) if "daily_sweep" in flows else ()
                for cycle, period in (*missed, *((FLOWS[flow], None) for flow in flows)):
                    steps = [first_step(cycle), *import_module(f"flows.{cycle.key}").STEPS]
                    run_steps(steps, planned_day(period), engine=False)
            if at == SENDING:
                self.answer(key)

    # Runs of the pool

    def end_of(self, *numbers: Any) -> list[str]:
        """Wait until runs have ended; returns how."""
        return [str(wait_for("the end of a run", partial(self.ended, number))) for number in numbers]

    def ended(self, number: Any) -> str:
        """How a run has ended; empty while it has not."""
        kind = self.cluster.kind(number)
        return kind if kind in ENDED else ""

    def again(self, flow: str, group: str) -> None:
        """Order a run until one completes, as the schedule does."""
        for _ in range(4):
            if self.end_of(self.cluster.order(flow, group)) == ["COMPLETED"]:
                return
        pytest.fail(f"{flow} of {group} does not complete")

    def started(self, flow: str, group: str) -> tuple[Any, int]:
        """A run that has just become Running, and its process."""
        number = self.cluster.order(flow, group)
        wait_for("a running run", lambda: self.cluster.kind(number) in {"RUNNING", *ENDED})
        return number, self.cluster.process_of(number)

    def lose_machine(self, process: int) -> None:
        """The machine of a run dies: its worker and the run, and another machine takes its place."""
        worker = self.cluster.worker_of(process)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        self.cluster.kill(worker)
        self.cluster.start_process(worker, "worker")


DAYS: Sequence[tuple[str, Sequence[str]]] = (
    (OPENING, ("daily_sweep",)),
    (SENDING, ("deliver",)),
    (READING, ("receive", "deliver")),
    (NEXT_OPENING, ("daily_sweep",)),
    (NEXT_SENDING, ("receive", "deliver")),
)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Two groups with three cells and one that is held, and as many that live alone; three workers and a watcher."""
    with made_cluster() as cluster, ExitStack() as stack:
        for name, value in (cluster.told | cluster.of_servers | {"MUBIAO_HOME": str(cluster.folder / "here")}).items():
            monkeypatch.setenv(name, value)
        read_settings.cache_clear()
        assert "数据库已建立" in cluster.mubiao("host", "init", "--yes")
        made = Host(cluster, stack)
        for key in (*CELLS, HELD):
            made.add(key, "north" if key in NORTH else "south")
        for key in CELLS:
            made.add(f"{key}-plain", "plain")
            cluster.mubiao("host", "hold", f"{key}-plain")
        cluster.mubiao("host", "hold", HELD)
        cluster.start_api()
        cluster.start_process("services", "services")
        assert "已就绪" in cluster.mubiao("host", "deploy", "--at-once", "3")
        cluster.set_clock(OPENING)
        for name in ("worker1", "worker2", "worker3"):
            cluster.start_process(name, "worker")
        cluster.start_process("pages", "pages")
        cluster.start_process("watcher", "watch", MUBIAO_CLOCK=OPENING.replace(" ", "T"))
        wait_for("the watcher", lambda: "开始值守" in cluster.log("watcher"))
        yield made
    read_settings.cache_clear()


def test_what_dies_changes_no_ledger(host: Host) -> None:
    cluster = host.cluster
    open_the_day(host)
    send_with_a_dead_relay(host)
    answer_and_read(host)
    live_the_second_day(host)
    for key in CELLS:
        host.live_plainly(f"{key}-plain")
    for key in CELLS:
        with working_for(key, NEXT_SENDING):
            lived, files = records(), sorted(evidence_of())
            letters = letters_of()
        with working_for(f"{key}-plain", NEXT_SENDING):
            assert differences(lived, records()) == {}, key
            assert len(evidence_of()) == len(files)  # the mail itself has the code of its cell
            assert MATERIAL in {*files} & {*evidence_of()}
        check_letters(host.mail[key], letters)
        assert host.mail[f"{key}-plain"].smtp.received
    with working_for(HELD, NEXT_SENDING), begin() as session:
        assert run(session, "SELECT count(*) FROM block WHERE act = 'record_sweep'").scalar() == 0
    wait_for("the end of all runs", lambda: not alive(cluster))
    for key in (HELD, *(f"{key}-plain" for key in CELLS)):  # a held cell is late
        cluster.mubiao("host", "remove", key)
    said = cluster.mubiao("host", "check", MUBIAO_CLOCK=NEXT_SENDING.replace(" ", "T"))
    assert said == "没有迟到、中断和占满的，值守进程在运行。\n"
    check_pages(cluster)
    check_other_prefix(cluster)
    assert documented() - cluster.done == set()
    for key in CELLS:
        assert cluster.mubiao("--cell", key, "verify", MUBIAO_CLOCK=NEXT_SENDING.replace(" ", "T"))


def alive(cluster: Cluster) -> list[str]:
    """The states of the runs that have begun and not ended."""
    states = [each.state.type.value for each in cluster.runs() if each.state]
    return [state for state in states if state in {"PENDING", "RUNNING", "CANCELLING"}]


def differences(one: Records, other: Records) -> dict[str, list[Any]]:
    """What is in one of two ledgers only, but for digests: a mail has the code of its cell, and so another one."""
    found = {noun: [*({*map(undigested, one[noun])} ^ {*map(undigested, other[noun])})] for noun in one}
    return {noun: sorted(rows) for noun, rows in found.items() if rows}


def undigested(row: tuple[Any, ...]) -> str:
    return DIGEST.sub("#", repr(row))


def documented() -> set[str]:
    """The commands of `mubiao host` from bare machines to the first cell, and the processes that are started there."""
    page = (ROOT / "docs" / "operator" / "host.md").read_text(encoding="utf-8")
    part = page.partition("## From bare machines to the first cell")[2].partition("\n## ")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", part, re.DOTALL) for line in block.splitlines()]
    assert len(lines) <= MOST_COMMANDS
    given = {" ".join(line.split()[1:3]) for line in lines if line.startswith("mubiao ")}
    return given | {f"host {name}" for line in lines for name in re.findall(r"mubiao-(\w+)", line)}


def open_the_day(host: Host) -> None:
    """A machine dies with its run at the moment it begins: the watcher ends the run and starts what is missing."""
    north, process = host.started("monthly_check", "north")
    host.lose_machine(process)
    south = host.started("monthly_check", "south")[0]
    host.end_of(north, south)
    for group in ("north", "south"):
        host.again("monthly_check", group)
        host.again("daily_sweep", group)


def send_with_a_dead_relay(host: Host) -> None:
    """The relay of a cell never answers; the machine dies after the first heartbeat. A worker dies alone elsewhere."""
    cluster = host.cluster
    cluster.set_clock(SENDING)
    with create_server(("127.0.0.1", 0)) as silent:
        dead = f"mbmail://127.0.0.1:{silent.getsockname()[1]}/?mode=insecure&from=m@example.org&cto=15"
        cluster.mubiao("host", "set", "s-one", f"mail_url={dead}")
        south, process = host.started("deliver", "south")
        wait_for("a heartbeat", lambda: heartbeats(cluster, south))
        host.lose_machine(process)
        alone, run_alone = host.started("deliver", "north")
        worker = cluster.worker_of(run_alone)
        cluster.kill(worker)
        cluster.start_process(worker, "worker")
        assert host.end_of(alone) == ["COMPLETED"]
        assert host.end_of(south) == ["CRASHED"]
    cluster.mubiao("host", "set", "s-one", f"mail_url={host.mail['s-one'].smtp.url}")
    cluster.set_clock(SENDING_AGAIN)
    for group in ("north", "south"):
        host.again("deliver", group)


def heartbeats(cluster: Cluster, number: Any) -> bool:
    from prefect.events.filters import EventFilter, EventNameFilter, EventResourceFilter  # noqa: PLC0415 - takes seconds

    wanted = EventFilter(
        resource=EventResourceFilter(id=[f"prefect.flow-run.{number}"]),
        event=EventNameFilter(name=["prefect.flow-run.heartbeat"]),
    )
    with cluster.client() as client:
        return bool(client.read_events(wanted, limit=1).events)


def answer_and_read(host: Host) -> None:
    """The API dies in a run, Redis is away in another one, and one run is doubled."""
    cluster = host.cluster
    for key in CELLS:
        host.answer(key)
    cluster.set_clock(READING)
    host.started("receive", "north")
    cluster.kill("api")
    cluster.start_api()
    host.again("receive", "north")
    doubled = [cluster.order("receive", "south") for _ in range(2)]
    wait_for("a running run", lambda: "RUNNING" in map(cluster.kind, doubled) or {*map(cluster.kind, doubled)} <= ENDED)
    cluster.kill("redis")
    cluster.start_redis()
    host.end_of(*doubled)
    host.again("receive", "south")
    for group in ("north", "south"):
        host.again("deliver", group)


def live_the_second_day(host: Host) -> None:
    """PostgreSQL restarts at once in a run, the services and the watcher die, and another one takes over."""
    cluster = host.cluster
    cluster.set_clock(NEXT_OPENING)
    cluster.start_process("stand-by", "watch", MUBIAO_CLOCK=NEXT_SENDING.replace(" ", "T"))
    wait_for("the stand-by", lambda: "待命" in cluster.log("stand-by"))
    host.started("daily_sweep", "north")
    cluster.kill("postgres", signal.SIGQUIT)
    cluster.start_postgres()
    cluster.kill("services")
    cluster.kill("watcher")
    cluster.start_process("services", "services")
    wait_for(
        "the stand-by's turn",
        lambda: "由本进程接替" in cluster.log("stand-by") or "开始值守" in cluster.log("stand-by"),
    )
    for group in ("north", "south"):
        host.again("daily_sweep", group)
    cluster.set_clock(NEXT_SENDING)
    for group in ("north", "south"):
        host.again("receive", group)
        host.again("deliver", group)


def evidence_of() -> list[str]:
    with begin() as session:
        digests = [str(each) for each in run(session, "SELECT sha256 FROM evidence").scalars()]
    assert all(evidence_store().read(each) for each in digests)
    return digests


def check_pages(cluster: Cluster) -> None:
    """The page of each cell answers."""
    visited = [httpx.get(f"{cluster.of_servers['MUBIAO_HOST_PAGES_URL']}/{key}/in") for key in CELLS]
    assert [each.status_code for each in visited] == [OK] * len(CELLS)


def check_other_prefix(cluster: Cluster) -> None:
    """An identity of the storage that may use the prefix of one cell only opens nothing of another one."""
    if not cluster.has_storage():
        return
    own, other = (open_store(cluster.folder, cluster.bucket_of("one", key)) for key in NORTH)
    assert own.read(MATERIAL) == b"a file"
    for ask in (lambda: other.read(MATERIAL), other.read_key, lambda: other.put(BytesIO(b"a file"), MATERIAL)):
        with pytest.raises(Unavailable, match="拒绝访问"):
            ask()


def letters_of() -> dict[str, bool]:
    with begin() as session:
        return {row.reference: row.maybe_duplicate for row in run(session, LETTERS)}


def check_letters(mail: Mailing, letters: dict[str, bool]) -> None:
    """Every letter was accepted once, or is marked as one that may have come twice."""
    accepted = Counter(each.message["Message-ID"].partition("@")[0].strip("<") for each in mail.smtp.received)
    assert {*accepted} == {*letters}
    assert {reference for reference, times in accepted.items() if times > 1} <= {
        each for each, marked in letters.items() if marked
    }
