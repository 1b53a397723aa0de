"""init: the jurisdiction, its go-live date, the agency's row and the shipped calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


@pytest.mark.usefixtures("database")
def test_init_names_the_jurisdiction_its_agency_and_the_calendar(anyone: Acting, sql: Sql) -> None:
    summary = anyone.do("init", name="贵州省", go_live="2026-01-01")
    assert sql.rows("SELECT code, name, is_agency FROM department") == [("AGENCY", "贵州省目标绩效管理机构", True)]
    assert sql.value("SELECT count(*) FROM calendar_day") == summary.counts["calendar_days"] > 300
    assert sql.value("SELECT parent_id FROM jurisdiction WHERE name = '贵州省'") == 1


def test_init_a_second_time_changes_nothing(acting: Acting, sql: Sql) -> None:
    assert acting.do("init", name="贵州省", go_live="2026-01-01").counts == {"founded": 0}
    assert sql.value("SELECT count(*) FROM block") == 1


@pytest.mark.parametrize(("name", "go_live"), [("云南省", "2026-01-01"), ("贵州省", "2026-02-01")])
def test_init_with_another_name_or_date_is_refused_and_says_what_is_there(
    acting: Acting, name: str, go_live: str
) -> None:
    assert "已初始化为“贵州省”（2026-01-01启用）" in acting.refused("init", name=name, go_live=go_live)


@pytest.mark.usefixtures("database")
def test_init_with_a_date_that_does_not_exist_is_refused(anyone: Acting, sql: Sql) -> None:
    assert "“启用日期”不是有效日期" in anyone.refused("init", name="贵州省", go_live="2026-02-30")
    assert sql.value("SELECT count(*) FROM department") == 0


def test_only_the_agency_may_init(acting: Acting) -> None:
    assert "“系统”不能执行“初始化”" in acting.system.refused("init", name="贵州省", go_live="2026-01-01")
