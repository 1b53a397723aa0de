"""Prefect's own database: role and database are made, closed to others; a failure of Prefect is told in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.host.prefect_tables import make_prefect_tables
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask, Server

pytestmark = pytest.mark.process
PASSWORD = "prefect-wort"  # noqa: S105 - to be looked for


@pytest.mark.usefixtures("host")
def test_without_an_address_nothing_is_made() -> None:
    assert not make_prefect_tables()


def test_an_incomplete_address_is_refused(host: Mubiao) -> None:
    host.set(MUBIAO_HOST_PREFECT_DATABASE_URL="postgresql://db.example.gov.cn/prefect")
    with pytest.raises(Refused, match="角色、密码和数据库名"):
        make_prefect_tables()


def test_role_and_database_are_made_and_a_server_without_the_extension_is_told(
    host: Mubiao, server: Server, ask: Ask
) -> None:
    """The server in the wheel has no pg_trgm, which Prefect asks for."""
    url = server.admin.set(username="prefect", password=PASSWORD, database="prefect")
    host.set(MUBIAO_HOST_PREFECT_DATABASE_URL=url.render_as_string(hide_password=False))
    with pytest.raises(Unavailable, match=r"Prefect的数据表没有建成，原因见 .*prefect-database\.log。"):
        make_prefect_tables()
    log = (host.home / "logs" / "prefect-database.log").read_text(encoding="utf-8")
    assert "pg_trgm" in log
    assert PASSWORD not in log
    owner = "SELECT datdba::regrole::text, has_database_privilege('host', oid, 'CONNECT') FROM pg_database"
    assert ask(f"{owner} WHERE datname = 'prefect'") == [("prefect", False)]
    ask("DROP DATABASE prefect")
    ask("DROP ROLE prefect")
