"""What no digest covers: a contact without its first day, and a line of no version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.chain.undigested import check_undigested

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def faults() -> list[str]:
    with begin() as session:
        return list(check_undigested(session))


@pytest.mark.usefixtures("march")
def test_a_line_of_no_version_is_named(sql: Sql) -> None:
    assert faults() == []
    sql("UPDATE report_line SET version = -1 WHERE obligation_id = 2")
    assert faults() == ["填报 事项2第-1版：有不属于任何填报的行。"]


def test_a_contact_that_always_was_without_a_first_day_is_not_named(march: Acting, sql: Sql) -> None:
    march.do("appoint_liaison", department="D001", name="王五")
    sql("UPDATE contact SET valid_from = NULL")
    assert faults() == []
    sql("UPDATE contact SET name = concat(name, '|2026-03-05')")
    assert faults() == ["联系人 D001|liaison|王五|2026-03-05：姓名和起始日期被更改。"]
