"""The department's own part of its 台账: targets with last progress, obligations, and all versions of reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.ledger_targets import DutyKept, answers_of, duties_of, targets_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

REFORM = {"successor": "D002", "effective_on": "2026-04-10", "basis": "黔机编〔2026〕12号"}


def params_of(sql: Sql, code: str = "D001", year: int = 2026) -> dict[str, int]:
    """Return the query parameters for the department with this code."""
    number, jurisdiction = sql.rows("SELECT id, jurisdiction_id FROM department WHERE code = :code", code=code)[0]
    return {"jurisdiction": jurisdiction, "department": number, "year": year}


def targets(sql: Sql, code: str = "D001", year: int = 2026) -> dict[str, Any]:
    with begin() as session:
        return {row.code: row for row in targets_of(session, params_of(sql, code, year))}


def duties(sql: Sql, day: str, code: str = "D001") -> list[DutyKept]:
    with begin() as session:
        return duties_of(session, params_of(sql, code), date.fromisoformat(day))


def answers(sql: Sql, code: str = "D001", year: int = 2026) -> list[Any]:
    with begin() as session:
        return list(answers_of(session, params_of(sql, code, year)))


# Targets


def test_a_target_has_its_requirements_and_its_last_progress(april: Acting, sql: Sql) -> None:
    april.on("2026-04-01").report("D001", "2026-03", "T001", "T002", progress=30)
    april.on("2026-04-20").report("D001", "2026-04", "T001", "T002", "T009", progress=45)
    found = targets(sql)["T009"]
    assert (found.name, found.requirement, found.quantity, found.unit) == ("农村公路", "建成1000公里", 1000, "公里")
    assert (found.deadline, found.issued_on, found.position) == (date(2026, 12, 31), date(2026, 2, 27), 0)
    last = {code: (row.progress, row.received_on) for code, row in targets(sql).items()}
    assert last == dict.fromkeys(("T001", "T002", "T009"), (Decimal(45), date(2026, 4, 20)))


def test_the_last_progress_is_that_of_the_latest_period_not_of_the_latest_entry(april: Acting, sql: Sql) -> None:
    april.on("2026-04-20").report("D001", "2026-04", "T001", "T002", "T009", progress=45)
    april.on("2026-04-22").report("D001", "2026-03", "T001", "T002", progress=30)
    assert {code: row.progress for code, row in targets(sql).items()} == dict.fromkeys(("T001", "T002", "T009"), 45)
    april.open("self_check", "2026Q1")
    april.on("2026-04-25").report("D001", "2026Q1", "T001", "T002", "T009", name="file_self_check", progress=35)
    assert targets(sql)["T001"].progress == 45
    april.on("2026-04-29").report("D001", "2026-04", "T001", "T002", "T009", name="amend_report", progress=50)
    assert targets(sql)["T001"].progress == 50


def test_a_self_check_is_later_than_the_months_of_its_quarter_but_not_than_the_next(april: Acting, sql: Sql) -> None:
    april.report("D001", "2026-03", "T001", "T002", progress=30)
    april.open("self_check", "2026Q1")
    april.on("2026-04-08").report("D001", "2026Q1", "T001", "T002", "T009", name="file_self_check", progress=35)
    assert targets(sql)["T001"].progress == 35


def test_a_returned_report_shows_both_verdicts(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").report("D001", "2026-03", "T001", "T002")
    march.on("2026-04-02").do("return_report", department="D001", period="2026-03", reason="数据有误")
    march.on("2026-04-03").report("D001", "2026-03", "T001", "T002")
    row = duties(sql, "2026-05-01")[0].row
    assert (row.late, row.first_late, row.first_on) == (False, True, "2026-04-01")


def test_a_shared_target_has_the_progress_reported_by_its_lead(march: Acting, sql: Sql) -> None:
    target = {"编号": "T010", "年度": "2026", "目标名称": "共管", "责任部门": "D002", "配合部门": "D001"}
    march.take("targets", target | {"下达日期": "2026-02-27"})
    march.on("2026-04-01").open("monthly_check", "2026-04")
    march.on("2026-04-05").report("D002", "2026-04", "T003", "T010", progress=70)
    found = targets(sql)
    assert (found["T010"].position, found["T010"].progress) == (1, Decimal(70))
    assert (found["T001"].progress, found["T001"].received_on) == (None, None)


def test_a_transferred_target_stays_in_the_former_departments_ledger(march: Acting, sql: Sql) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    march.on("2026-04-10").do("transfer_targets", department="D001", targets="T002", **REFORM)
    assert {code: row.position for code, row in targets(sql).items()} == {"T001": 0, "T002": None}
    assert sorted(targets(sql, "D002")) == ["T002", "T003"]
    assert targets(sql, "D002")["T002"].progress is None  # the current lead has not reported it yet


def test_another_year_has_other_targets(march: Acting, sql: Sql) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    assert targets(sql, year=2025) == {}


# Duties


def test_a_duty_is_late_by_working_days_when_it_was_done_late(march: Acting, sql: Sql) -> None:
    march.on("2026-04-03").report("D001", "2026-03", "T001", "T002")
    [found] = duties(sql, "2026-06-01")
    assert (found.title, found.late_days, found.row.counted_on) == ("2026年3月月度检查", 3, date(2026, 4, 3))
    assert (found.row.state, found.row.due, found.row.clause) == ("discharged", date(2026, 3, 31), "3-6.1.1")


def test_a_duty_that_was_done_in_time_is_not_late(march: Acting, sql: Sql) -> None:
    march.on("2026-03-31").report("D001", "2026-03", "T001", "T002")
    assert [found.late_days for found in duties(sql, "2026-06-01")] == [None]


@pytest.mark.usefixtures("march")
def test_an_open_duty_is_late_as_of_the_day(sql: Sql) -> None:
    assert [duties(sql, day)[0].late_days for day in ("2026-03-31", "2026-04-01", "2026-04-03")] == [None, 1, 3]


@pytest.mark.usefixtures("march")
def test_a_duty_that_was_waived_is_not_late(sql: Sql) -> None:
    sql("UPDATE obligation SET state = 'waived'")
    assert [found.late_days for found in duties(sql, "2026-06-01")] == [None]


def test_the_obligations_of_an_entry_belong_to_the_year_of_its_target(march: Acting, sql: Sql) -> None:
    march.lists("T001", "进度滞后", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-20")
    assert [found.title for found in duties(sql, "2026-03-05")] == ["整改“目标T001”", "2026年3月月度检查"]


def test_after_a_merger_both_ledgers_have_the_open_obligations(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").report("D001", "2026-03", "T001", "T002")
    march.on("2026-04-01").open("monthly_check", "2026-04")
    march.on("2026-04-10").do("merge_department", department="D001", **REFORM)
    old = {found.row.period: found.row.handed_on_to for found in duties(sql, "2026-04-10")}
    new = [found.title for found in duties(sql, "2026-04-10", "D002") if found.row.taken_over_from == "第001厅"]
    assert (old["2026-03"], old["2026-04"]) == (None, "第002厅")
    assert "2026年4月月度检查" in new
    assert "2026年3月月度检查" not in new


# Answers


def test_every_version_of_a_report_is_listed_and_the_newest_has_the_files(
    march: Acting, sql: Sql, store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "验收单.pdf"
    file.write_bytes(b"accepted")
    march.report("D001", "2026-03", "T001", "T002", progress=30)
    march.on("2026-03-10").report("D001", "2026-03", "T001", name="amend_report", progress=40)
    given = {"department": "D001", "period": "2026-03", "file": str(file)}
    march.on("2026-03-11").do("attach_evidence", target="T001", **given)
    digest = sql.value("SELECT sha256 FROM evidence")
    assert store.exists()
    rows = [(row.code, row.version, row.progress, row.received_on, row.files) for row in answers(sql)]
    days = date(2026, 3, 5), date(2026, 3, 10)
    assert rows == [
        ("T001", 1, Decimal(30), days[0], None),
        ("T001", 2, Decimal(40), days[1], f"验收单.pdf 2026年3月11日 {digest}"),
        ("T002", 1, Decimal(30), days[0], None),
        ("T002", 2, Decimal(30), days[1], None),
    ]


def test_an_unreported_line_is_listed_with_its_files(march: Acting, sql: Sql, store: Path, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(name.encode())
    given = {"department": "D001", "period": "2026-03"}
    march.do("attach_evidence", target="T002", file=str(tmp_path / "a.pdf"), **given)
    march.do("attach_evidence", file=str(tmp_path / "b.pdf"), **given)
    assert store.exists()
    rows = [(row.code, row.version, (row.files or "")[:15]) for row in answers(sql)]
    assert rows == [("T001", None, ""), ("T002", None, "a.pdf 2026年3月5日"), (None, None, "b.pdf 2026年3月5日")]


def test_answers_of_another_department_or_year_are_not_there(march: Acting, sql: Sql) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    assert [row.code for row in answers(sql, "D002")] == ["T003"]
    assert answers(sql, year=2025) == []
