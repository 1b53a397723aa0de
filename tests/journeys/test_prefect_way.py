"""Prefect's own way on a real server: its deploy command takes the flows, and an automation mails a failed run."""

from __future__ import annotations

import email
import subprocess
import sys
from email import policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.loopback.mail import MailServer
from deployments.server import free_port, keep_key, prefect_environment
from models.rules.errors import Unavailable
from tasks.prefect_api import call_api
from tests.databases import prefect_server
from tests.deployments.test_child_processes import soon

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.exhaustive  # a server of its own
BIN = Path(sys.executable).parent
FAILING = """
from models.rules.cycles import find_cycle
from prefect.events.worker import EventsWorker
from tasks.events import telling_failure
try:
    with telling_failure(find_cycle("monthly_check")):
        raise ValueError("“第001厅”")
except ValueError:
    EventsWorker.instance().drain()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, prefect_tables: Path) -> Iterator[dict[str, str]]:
    """The environment of a Prefect server that asks for a key."""
    home = tmp_path_factory.mktemp("served")
    keep_key(home, "127.0.0.1", always=True)
    environment = prefect_environment(home, free_port())
    with prefect_server(environment, prefect_tables):
        yield environment


def program(served: dict[str, str], folder: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own environment
        [str(BIN / words[0]), *words[1:]],
        cwd=folder,
        env={"PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(folder), **served},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_without_its_key_the_server_answers_nothing(served: dict[str, str]) -> None:
    assert isinstance(call_api(served, "/deployments/filter", {}), list)
    without = {name: value for name, value in served.items() if "AUTH" not in name}
    with pytest.raises(Unavailable):
        call_api(without, "/deployments/filter", {})


def test_prefect_deploys_all_flows_from_the_file(served: dict[str, str], tmp_path: Path) -> None:
    program(served, tmp_path, "mubiao", "prefect-yaml", "-o", "prefect.yaml")
    program(served, tmp_path, "prefect", "work-pool", "create", "mubiao", "--type", "process")
    program(served, tmp_path, "prefect", "--no-prompt", "deploy", "--all")
    made = call_api(served, "/deployments/filter", {})
    assert len({each["entrypoint"] for each in made}) == 20
    assert {(each["work_pool_name"], tuple(each["pull_steps"] or ())) for each in made} == {("mubiao", ())}


def test_an_automation_mails_that_a_cycle_failed_and_names_nothing_else(served: dict[str, str], tmp_path: Path) -> None:
    with MailServer(tmp_path / "mail") as mail:
        kind = call_api(served, "/block_types/slug/slack-webhook")["id"]
        [schema] = call_api(served, "/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [kind]}}})
        address = f"mailto://127.0.0.1:{mail.port}/?from=mubiao@agency.example&to=duty@agency.example"
        block: dict[str, Any] = {"name": "duty-mail", "data": {"url": address}, "block_type_id": kind}
        block = call_api(served, "/block_documents/", block | {"block_schema_id": schema["id"]})
        telling = {"type": "send-notification", "block_document_id": block["id"]}
        telling |= {"subject": "{{ event.resource.name }}运行失败", "body": "{{ event.resource.name }}运行失败。"}
        trigger = {
            "type": "event",
            "posture": "Reactive",
            "expect": ["mubiao.step.failed"],
            "threshold": 1,
            "within": 0,
        }
        call_api(served, "/automations/", {"name": "运行失败", "trigger": trigger, "actions": [telling]})

        def arrived() -> bool:
            program(served, tmp_path, "python", "-c", FAILING)
            return soon(lambda: bool(mails(mail)), 5)

        assert any(arrived() for _ in range(6))  # the server takes up a new automation within seconds
        [first, *_] = mails(mail)
        assert (first["Subject"], first["To"]) == ("月度检查运行失败", "duty@agency.example")
        assert "第001厅" not in first.as_string()


def mails(server: MailServer) -> list[Any]:
    return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in server.folder.rglob("*.eml")]
