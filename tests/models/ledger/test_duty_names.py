"""The words for an obligation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty_names import name_duty

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


@pytest.mark.usefixtures("march")
def test_a_duty_is_named_by_department_and_title(sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'monthly_check' ORDER BY id LIMIT 1")
    with begin() as session:
        assert name_duty(session, number) == "“第001厅”2026年3月月度检查"


def test_a_remediation_is_named_with_its_target(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001", "未达目标要求", "2026-03-09")
    march.do("set_limit", target="T001", limit="2026-04-20")
    number = sql.value("SELECT id FROM obligation WHERE kind = 'remediation'")
    with begin() as session:
        assert name_duty(session, number) == "“第001厅”整改“目标T001”"
