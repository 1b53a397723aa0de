"""What ends an obligation: the discharge with its verdict, and the agency's waiver."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.duties import discharge
from models.records import Obligation

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

STATE = """
SELECT o.state, o.counted_on::text, o.late FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = 'D002'
"""
NUMBER = "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D002'"


def test_a27_a_report_on_the_due_day_is_in_time(march: Acting, sql: Sql) -> None:
    march.on("2026-03-31").report("D002", "2026-03", "T003")
    assert sql.rows(STATE) == [("discharged", "2026-03-31", False)]


def test_a27_a_report_a_day_later_is_late_and_not_refused(march: Acting, sql: Sql) -> None:
    summary = march.on("2026-04-01").report("D002", "2026-03", "T003")
    assert summary.counts["late"] == 1
    assert sql.rows(STATE) == [("discharged", "2026-04-01", True)]


def test_the_first_verdict_stands_whatever_day_is_given_again(march: Acting, sql: Sql) -> None:
    march.on("2026-03-31").report("D002", "2026-03", "T003")
    with begin() as session:
        obligation = session.get_one(Obligation, sql.value(NUMBER))
        discharge(session, march.context(), obligation, date(2026, 4, 1))
        assert (obligation.counted_on, obligation.late) == (date(2026, 3, 31), False)
    assert sql.rows(STATE) == [("discharged", "2026-03-31", False)]


def test_the_discharge_is_written_down_with_its_verdict(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    moved = sql.rows("SELECT event, from_state, to_state, detail FROM transition WHERE to_state = 'discharged'")
    assert moved == [("discharge", "open", "discharged", {"counted_on": "2026-04-01", "late": True})]


def test_the_agency_waives_an_obligation_with_its_reason_on_record(march: Acting, sql: Sql) -> None:
    assert march.do("waive", obligation=sql.value(NUMBER), reason="机构改革").counts == {"waived": 1}
    assert sql.rows(STATE) == [("waived", None, None)]
    assert sql.value("SELECT detail ->> 'reason' FROM transition WHERE event = 'waive'") == "机构改革"


def test_waiving_twice_changes_nothing(march: Acting, sql: Sql) -> None:
    march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    assert march.do("waive", obligation=sql.value(NUMBER), reason="机构改革").words == "该事项此前已豁免。"
    assert sql.value("SELECT count(*) FROM transition WHERE event = 'waive'") == 1


def test_what_was_discharged_is_not_waived(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")
    assert march.refused("waive", obligation=sql.value(NUMBER), reason="机构改革") == "该事项已办结，无需豁免。"


def test_a_waiver_needs_a_reason(march: Acting, sql: Sql) -> None:
    assert "“豁免原因”不能为空" in march.refused("waive", obligation=sql.value(NUMBER), reason="  ")


def test_waiving_an_unknown_number_is_refused_and_says_where_to_look(march: Acting) -> None:
    assert march.refused("waive", obligation=99, reason="改革") == "没有编号为99的应办事项。查看：mubiao owed。"


def test_a_number_larger_than_the_database_can_hold_is_refused_politely(march: Acting) -> None:
    assert "数字过大" in march.refused("waive", obligation=10**12, reason="改革")
