"""The environment of Prefect's processes: complete, without telemetry, each process with what it needs and no more."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from deployments.host import prefect_settings
from deployments.host.prefect_settings import client_environment, server_environment

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.process
WORD = "Gehe1m"
CLIENT = {"PREFECT_API_URL": "https://prefect.example.gov.cn/api", "PREFECT_API_AUTH_STRING": f"admin:{WORD}"}
SERVER = CLIENT | {
    "MUBIAO_HOST_PREFECT_DATABASE_URL": f"postgresql://prefect:{WORD}@db.example.gov.cn/prefect",
    "MUBIAO_HOST_REDIS_URL": f"redis://:{WORD}@redis.example.gov.cn:6379",
    "MUBIAO_HOST_ADMIN_URL": f"postgresql://postgres:{WORD}@db.example.gov.cn/postgres",
}


@pytest.fixture
def hosted(mubiao: Mubiao, monkeypatch: pytest.MonkeyPatch) -> Mubiao:
    """The command line where all addresses are set, as if the extra were installed."""
    monkeypatch.setattr(prefect_settings, "find_spec", lambda name: name)
    return mubiao.set(**SERVER)


@pytest.mark.usefixtures("hosted")
def test_the_servers_work_through_postgresql_and_redis_with_authentication_and_without_telemetry() -> None:
    made = server_environment()
    assert (
        made["PREFECT_SERVER_DATABASE_CONNECTION_URL"]
        == f"postgresql+asyncpg://prefect:{WORD}@db.example.gov.cn/prefect"
    )
    assert made["PREFECT_SERVER_DOCKET_URL"] == f"redis://:{WORD}@redis.example.gov.cn:6379/1"
    assert made["PREFECT_SERVER_API_AUTH_STRING"] == made["PREFECT_API_AUTH_STRING"]
    assert (made["PREFECT_UI_URL"], made["PREFECT_UI_API_URL"]) == (
        CLIENT["PREFECT_API_URL"][:-4],
        made["PREFECT_API_URL"],
    )
    off = (
        "PREFECT_SERVER_ANALYTICS_ENABLED",
        "PREFECT_SERVER_UI_V2_ENABLED",
        "PREFECT_SERVER_DATABASE_MIGRATE_ON_START",
    )
    assert {made[name] for name in off} == {"false"}
    assert made["DO_NOT_TRACK"] == "1"


@pytest.mark.usefixtures("hosted")
def test_a_worker_is_told_nothing_of_the_servers() -> None:
    made = client_environment()
    assert made["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] == "30"
    assert [name for name in made if name.startswith(("PREFECT_SERVER_", "PREFECT_REDIS_", "MUBIAO_"))] == []


def test_every_variable_is_one_that_prefect_reads() -> None:
    """A wrong name would be passed over without a word."""
    from prefect.settings import Settings  # noqa: PLC0415 - takes a second

    known = re.compile("|".join(re.escape(each) for each in _names_of(Settings)), re.IGNORECASE)
    ours = [
        *prefect_settings.THROUGH_REDIS,
        *prefect_settings.NEEDED,
        prefect_settings.LISTEN,
        "PREFECT_SERVER_DOCKET_URL",
    ]
    ours += ["PREFECT_SERVER_DATABASE_MIGRATE_ON_START", "PREFECT_SERVER_API_AUTH_STRING"]
    ours += ["PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "PREFECT_UI_URL", "PREFECT_FLOWS_HEARTBEAT_FREQUENCY"]
    assert [name for name in ours if not known.fullmatch(name)] == []


def _names_of(model: Any) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        if hasattr(field.annotation, "model_fields"):
            found |= _names_of(field.annotation)
        else:
            found.add(f"{model.model_config.get('env_prefix', '')}{name}")
            found |= {each for each in getattr(field.validation_alias, "choices", []) if isinstance(each, str)}
    return found


def test_the_settings_are_printed_without_a_password(hosted: Mubiao) -> None:
    rows = {row["name"]: row for row in hosted.json("host", "settings", "prefect")}
    assert rows["PREFECT_SERVER_API_AUTH_STRING"] == {
        "name": "PREFECT_SERVER_API_AUTH_STRING", "value": "******", "for": "api services",
    }  # fmt: skip
    assert rows["PREFECT_API_URL"]["for"] == "api services worker"
    assert WORD not in str(rows) + hosted.done("host", "settings", "prefect")


@pytest.mark.parametrize("name", [*CLIENT, "MUBIAO_HOST_PREFECT_DATABASE_URL", "MUBIAO_HOST_REDIS_URL"])
def test_what_is_not_set_is_named(hosted: Mubiao, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    assert hosted.refused("host", "api").startswith(f"没有设置 {name}")


def test_without_the_extra_the_servers_are_refused_in_a_sentence(
    hosted: Mubiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_settings, "find_spec", lambda _: None)
    assert (
        hosted.refused("host", "services") == "没有安装 prefect-redis。请安装附加依赖：pip install 'mubiao[host]'。\n"
    )


@pytest.mark.parametrize(
    ("process", "words"),
    [
        ("api", "deployments.prefect_server server start --no-services"),
        ("services", "deployments.prefect_server server services start"),
        ("worker", "prefect worker start --pool mubiao --type process"),
    ],
)
def test_each_command_becomes_the_process_with_its_environment(
    hosted: Mubiao, monkeypatch: pytest.MonkeyPatch, process: str, words: str
) -> None:
    become: list[Any] = []
    monkeypatch.setattr(os, "execve", lambda *given: become.extend(given))
    hosted.done("host", process)
    _, arguments, environment = become
    assert " ".join(arguments[3:]) == words
    assert "MUBIAO_HOST_ADMIN_URL" not in environment
    assert ("MUBIAO_HOST_REDIS_URL" in environment) is (process != "worker")
    assert environment["PREFECT_HOME"] == str(hosted.home / "prefect")
