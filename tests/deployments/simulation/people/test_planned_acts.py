"""A planned act is performed once by the actor who decided it, however often it is repeated."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.planned_acts import PlannedAct, carry_out, office
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, BusinessDay

if TYPE_CHECKING:
    from tests.conftest import Make, Sql

AT = datetime(2026, 3, 2, 10, 30, tzinfo=SHANGHAI)
DAY = BusinessDay(AT.date(), AT)


@pytest.mark.usefixtures("founded")
def test_a_planned_act_names_its_office_or_the_agency_as_actor(departments: Make, sql: Sql) -> None:
    (code,) = departments(1)
    number = sql.value("SELECT id FROM department WHERE code = :code", code=code)
    for name, actor in (("甲", office(number, "第001厅")), ("乙", None)):
        carry_out(
            PlannedAct(ACTS["appoint_liaison"], {"department": code, "name": name, "valid_from": None}, name, actor),
            DAY,
        )
        sql("UPDATE contact SET valid_from = valid_from - 10, valid_to = NULL")
    blocks = sql.rows("SELECT actor, role, at FROM block WHERE act = 'appoint_liaison' ORDER BY height")
    assert blocks == [("第001厅目标办", "office", AT), ("管理机构经办人", "agency", AT)]


@pytest.mark.usefixtures("founded")
def test_a_repeated_planned_act_has_its_first_result(departments: Make, sql: Sql) -> None:
    step = PlannedAct(ACTS["appoint_liaison"], {"department": departments(1)[0], "name": "甲"}, "again")
    assert carry_out(step, DAY) == carry_out(step, DAY)
    assert sql.value("SELECT count(*) FROM contact WHERE name = '甲'") == 1
