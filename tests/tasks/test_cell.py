"""`with cell(key)`: database, evidence, settings and clock of a cell, and those of before afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from models.database import begin, is_bound
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import is_rehearsal
from models.migrations import versions
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI
from models.statements import run
from tasks.cell import CellSettings, bound_to, cell, open_registry
from tasks.clock import clear_virtual_instant, set_virtual_instant, virtual_instant
from tasks.settings import read_settings, settings
from tests.deployments.conftest import mubiao
from tests.deployments.host.conftest import Ask, ask, host, server, worked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao

__all__ = ["ask", "host", "mubiao", "server", "worked"]
pytestmark = pytest.mark.process
NAME = "SELECT name FROM jurisdiction WHERE go_live IS NOT NULL"


def jurisdiction() -> str:
    with begin() as session:
        return str(run(session, NAME).scalar_one())


def test_one_cell_after_the_other_is_bound_and_unbound(worked: Mubiao) -> None:
    before, folder = settings(), evidence_store()
    for key, name in (("gz", "贵州省"), ("gz-zunyi", "遵义市")):
        with cell(key) as chosen:
            assert (jurisdiction(), settings(), settings().cell) == (name, chosen, key)
            assert evidence_store().scratch == worked.home / "cells" / key / "evidence"
        assert not is_bound()
        assert (settings(), evidence_store()) == (before, folder)


@pytest.mark.usefixtures("worked")
def test_what_a_cell_fails_with_undoes_it_too() -> None:
    with pytest.raises(ZeroDivisionError), cell("gz"):
        raise ZeroDivisionError
    assert not is_bound()
    assert settings().cell == ""


@pytest.mark.usefixtures("worked")
def test_the_evidence_of_a_cell_may_be_in_a_bucket(tmp_path: Path) -> None:
    pytest.importorskip("obstore", reason="obstore is in the extra `host`, which is not installed")
    before = evidence_store()
    with bound_to(CellSettings(home=tmp_path, evidence_url=SecretStr("s3://key:secret@store:9000/host/gz"))):
        assert evidence_store().address == "s3://store:9000/host/gz"
    assert evidence_store() == before


@pytest.mark.usefixtures("worked")
def test_a_virtual_instant_of_before_is_none_of_the_cell() -> None:
    instant = datetime(2026, 3, 5, tzinfo=SHANGHAI)
    set_virtual_instant(instant)
    with cell("gz"):
        assert virtual_instant() is None
    assert virtual_instant() == instant
    clear_virtual_instant()


def test_the_clock_of_a_rehearsal_is_that_of_the_machine_that_lives_it(worked: Mubiao) -> None:
    worked.set(MUBIAO_CLOCK="2026-04-01T08:00")
    read_settings.cache_clear()
    with cell("gz-zunyi"), begin() as session:
        assert is_rehearsal(session)
        assert virtual_instant() == datetime(2026, 4, 1, 8, tzinfo=SHANGHAI)


def test_no_variable_of_this_machine_is_a_setting_of_a_cell(worked: Mubiao) -> None:
    worked.set(MUBIAO_MAIL_DOMAIN="else.example.cn", DATABASE_URL="postgresql://elsewhere/else")
    read_settings.cache_clear()
    with cell("gz"):
        assert settings().mail_domain == "mubiao.invalid"
        assert jurisdiction() == "贵州省"


def test_a_held_cell_is_not_worked_for(worked: Mubiao) -> None:
    worked.done("host", "hold", "gz-zunyi")
    with pytest.raises(Refused, match="单元“gz-zunyi”暂停中，没有办理。"), cell("gz-zunyi"):
        pass
    worked.done("host", "go", "gz-zunyi")


def test_a_cell_with_older_tables_is_refused_and_stays_as_it_is(worked: Mubiao, ask: Ask) -> None:
    ask("UPDATE alembic_version SET version_num = '0200'", "cell_gz")
    with pytest.raises(Refused, match="旧版本"), cell("gz"):
        pass
    assert "旧版本" in worked.refused("--cell", "gz", "owed")
    assert ask("SELECT version_num FROM alembic_version", "cell_gz") == [("0200",)]
    ask(f"UPDATE alembic_version SET version_num = '{max(versions())}'", "cell_gz")  # noqa: S608 - a number


def test_the_registry_is_read_once_for_many_cells(worked: Mubiao) -> None:
    registry = open_registry()
    assert {"gz", "gz-zunyi"} <= {*registry.of_group("main")}
    worked.patch.delenv("MUBIAO_HOST_KEY")
    for key in ("gz", "gz-zunyi"):
        with cell(key, registry):
            assert settings().cell == key


def test_a_cell_with_another_evidence_store_is_refused_before_anything_is_done(worked: Mubiao, tmp_path: Path) -> None:
    with cell("gz"):
        pass
    worked.set(MUBIAO_HOME=str(tmp_path / "other"))
    read_settings.cache_clear()
    with pytest.raises(Refused, match="不是本数据库的印证材料文件夹"), cell("gz"):
        pass
    assert not is_bound()


def test_a_cell_that_is_not_there_is_refused(host: Mubiao) -> None:
    assert host.refused("--cell", "nobody", "owed") == "没有单元“nobody”。查看：mubiao host list。\n"
