"""What every run and every act asks first: tables, store, clock, role. What is refused has written nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from deployments.act_entry import perform_act
from deployments.backup.records import digests_of
from models.database import begin, bind, engine, is_bound, unbind
from models.ledger.acts import ACTS
from models.ledger.evidence.store import configure_store, evidence_store
from models.migrations import BEFORE_RELEASE, NEWER, NO_TABLES
from models.migrations.rights import allow
from models.migrations.standing import require_own_tables
from models.outages import NO_RIGHT, REASONS
from models.rules.cycles import DELIVER, MONTHLY_CHECK
from models.rules.errors import Refused, Unavailable
from models.rules.workdays import BusinessDay
from tasks import clock_check
from tasks.cell_check import enter_cell
from tasks.clock import current_instant
from tasks.settings import read_settings
from tasks.step import first_step, prepare
from tests.conftest import counting
from tests.mails import moment
from tests.models.migrations.forbidden import APP, READER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Databases, Sql

NOW = moment("2026-03-05 10:30")
DAY = BusinessDay(NOW.date(), NOW)
Digests = dict[str, tuple[int, str]]


@pytest.fixture
def cell(databases: Databases, store: Path) -> Iterator[str]:
    """A separate database of March with its store."""
    assert not store.exists()
    with databases.fresh("march") as url:
        enter_cell()
        yield url


def everything() -> Digests:
    with begin() as session:
        return digests_of(session)


def refusals() -> set[str]:
    """What a run of deliveries, one of a month and an act say."""
    told = set()
    for each in (DELIVER, MONTHLY_CHECK):
        with pytest.raises(Refused) as refusal:
            first_step(each).fn(DAY)
        told.add(refusal.value.message)
    with pytest.raises(Refused) as refusal:
        perform_act(ACTS["register_inspector"], {"name": "王文"})
    return told | {refusal.value.message}


@pytest.mark.usefixtures("cell")
@pytest.mark.parametrize(("version", "words"), [("0207", NO_TABLES), ("9999", NEWER), ("0001", BEFORE_RELEASE)])
def test_tables_of_another_version_are_refused_also_in_a_bound_process(sql: Sql, version: str, words: str) -> None:
    sql("UPDATE alembic_version SET version_num = :version", version=version)
    before = everything()
    assert refusals() == {words}
    assert everything() == before


def test_a_new_process_with_other_tables_is_refused_and_stays_unbound(
    cell: str, sql: Sql, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sql("UPDATE alembic_version SET version_num = '9999'")
    monkeypatch.setenv("DATABASE_URL", cell)
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    read_settings.cache_clear()
    unbind()
    with pytest.raises(Refused) as refusal:
        prepare()
    assert (refusal.value.message, is_bound()) == (NEWER, False)
    read_settings.cache_clear()
    bind(cell)


def test_without_tables_the_check_says_so(databases: Databases) -> None:
    with databases.fresh(), pytest.raises(Refused) as refusal, begin() as session:
        require_own_tables(session)
    assert refusal.value.message == NO_TABLES


@pytest.mark.usefixtures("cell")
def test_a_second_store_is_refused(tmp_path: Path) -> None:
    before = everything()
    configure_store(tmp_path / "other", 1)
    [words] = refusals()
    assert "other”不是本数据库的印证材料文件夹" in words
    assert everything() == before
    assert not (tmp_path / "other").exists()


def test_the_first_run_binds_the_store_and_the_next_one_knows_it(databases: Databases, store: Path) -> None:
    with databases.fresh("march"):
        enter_cell()
        assert evidence_store().read_key() == (store / "store.id").read_text().strip()
        before = everything()
        enter_cell()
        assert everything() == before


@pytest.mark.usefixtures("cell")
def test_another_clock_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything()
    monkeypatch.setattr(clock_check, "current_instant", lambda: current_instant() - timedelta(hours=1))
    [words] = refusals()
    assert "不一致，没有办理" in words
    assert everything() == before


def test_a_role_that_only_reads_is_refused(cell: str) -> None:
    allow(APP, READER)
    before = everything()
    bind(make_url(cell).set(username=READER).render_as_string(hide_password=False))
    with pytest.raises(Unavailable) as refusal:
        first_step(DELIVER).fn(DAY)
    assert refusal.value.message == REASONS[NO_RIGHT]
    bind(cell)
    assert everything() == before


@pytest.mark.usefixtures("cell")
def test_the_check_of_a_run_is_two_statements_one_for_the_clocks_that_were_compared_before() -> None:
    assert engine().url
    with counting() as statements:
        enter_cell()
    assert statements == [2]
