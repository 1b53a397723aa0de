"""How the cells stand: what is missing by the ledger of each, and what is late; of a held cell nothing is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.host.standing import CellStanding, look_at
from models.database import begin, is_bound
from models.last_run import note_beginning, note_end
from models.migrations import versions
from tasks.cell import bound_to, open_registry, settings_of
from tasks.settings import read_settings
from tests.mails import moment

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask

pytestmark = pytest.mark.process


def standings(host: Mubiao, at: str) -> dict[str, CellStanding]:
    host.set(MUBIAO_CLOCK=at)
    read_settings.cache_clear()
    registry = open_registry()
    found = list(look_at(registry.cells.values(), registry.secret))
    assert not is_bound()
    return {each.cell: each for each in found}


def test_what_a_ledger_lacks_is_missing_and_a_sweep_of_today_is_late_after_half_an_hour(host: Mubiao) -> None:
    found = standings(host, "2026-02-02T08:29")["gz-zunyi"]
    assert {("monthly_check", "2026-01"), ("daily_sweep", "")} <= {(each.flow, each.period) for each in found.missing}
    assert {(each.cell, each.group, each.begun) for each in found.missing} == {("gz-zunyi", "main", None)}
    assert found.late == ""
    assert standings(host, "2026-02-02T08:30")["gz-zunyi"].late == "单元“gz-zunyi”：今天的每日巡检没有办。"


def test_a_period_that_opens_today_is_missing_from_the_hour_of_its_schedule_on(host: Mubiao) -> None:
    before, after = (standings(host, f"2026-02-01T{at}")["gz-zunyi"] for at in ("00:30", "07:30"))
    assert ("monthly_check", "2026-02") not in {(each.flow, each.period) for each in before.missing}
    assert ("monthly_check", "2026-02") in {(each.flow, each.period) for each in after.missing}


def test_of_a_held_cell_nothing_is_missing_but_it_is_late(host: Mubiao) -> None:
    host.done("host", "hold", "gz-zunyi")
    found = standings(host, "2026-02-02T09:00")["gz-zunyi"]
    host.done("host", "go", "gz-zunyi")
    assert found.missing == ()
    assert found.late == "单元“gz-zunyi”（暂停）：今天的每日巡检没有办。"


def test_a_delivery_that_does_not_end_is_missing_with_its_beginning(host: Mubiao, ask: Ask) -> None:
    registry = open_registry()
    with bound_to(settings_of(registry.cells["gz-zunyi"], registry.secret)), begin() as session:
        note_beginning(session, "deliver", moment("2026-02-02 08:00"), "old:1:00000000")
        note_end(session, "deliver", moment("2026-02-02 08:01"))
        note_beginning(session, "deliver", moment("2026-02-02 09:50"), "old:1:00000000")
    found = standings(host, "2026-02-02T10:00")["gz-zunyi"]
    (delivery,) = [each for each in found.missing if each.flow == "deliver"]
    assert delivery.begun == moment("2026-02-02 09:50")
    assert "通知投递最近一次2026-02-02 08:01办完" in found.late
    ask("DELETE FROM last_run", "cell_gz_zunyi")


def test_a_cell_of_other_tables_is_late_and_stops_no_other(host: Mubiao, ask: Ask) -> None:
    ask("UPDATE alembic_version SET version_num = '0200'", "cell_gz")
    found = standings(host, "2026-02-02T09:00")
    ask(f"UPDATE alembic_version SET version_num = '{max(versions())}'", "cell_gz")  # noqa: S608 - a number
    assert (found["gz"].missing, "旧版本" in found["gz"].late) == ((), True)
    assert found["gz-zunyi"].missing != ()
