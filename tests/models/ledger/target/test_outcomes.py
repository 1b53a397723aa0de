"""What came of a target: each finding, entry and appeal with its state and the duties that say more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.target.history import why_target

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def traced(code: str = "T001") -> dict[str, Any]:
    with begin() as session:
        return why_target(session, code, 2026)


def kinds(sql: Sql, numbers: list[int]) -> list[str]:
    return sorted(sql.column(f"SELECT kind FROM obligation WHERE id IN ({', '.join(map(str, numbers))})"))  # noqa: S608 - numbers


def test_a_target_without_an_inspection_has_none(march: Acting) -> None:
    assert march.day.year == 2026
    assert [traced()[name] for name in ("findings", "entries", "appeals")] == [[], [], []]


def test_finding_entry_and_appeal_of_a_contested_target_are_there(contested: Acting, sql: Sql) -> None:
    assert contested.day.month == 9
    found = traced()
    [finding], [entry], [appeal] = found["findings"], found["entries"], found["appeals"]
    assert (finding["inspection"], finding["conclusion"], finding["state"]) == ("2026-1", "fails", "signed")
    assert (entry["occurrence"], entry["state"], entry["round"], str(entry["limit"])) == (
        1,
        "remedying",
        1,
        "2026-10-20",
    )
    assert kinds(sql, entry["duties"]) == ["remediation"]
    assert (appeal["kind"], appeal["key"], appeal["number"], appeal["state"]) == ("entry", "2026/T001/1", 1, "lodged")
    assert appeal["ground"] == "另有34公里已完工"
    assert appeal["duties"] == []  # nothing is owed about it: the agency has set no time limit
    assert [traced("T003")[name] for name in ("findings", "entries", "appeals")] == [[], [], []]


def test_an_appeal_against_an_entry_names_its_duty(listed: Acting, sql: Sql) -> None:
    listed.do("set_policy", key="appeal_answer_days", value="5", basis="5号")
    listed.office("D001").do("lodge_appeal", target="T001", ground="已完工")
    [appeal] = traced()["appeals"]
    assert kinds(sql, appeal["duties"]) == ["appeal_answer"]


def test_an_appeal_against_a_finding_without_an_entry_names_its_duty(unverified: Acting, sql: Sql) -> None:
    appeal = {"kind": "核查结果", "key": "2026-1/2026/T001", "ground": "材料齐全"}
    unverified.do("set_policy", key="appeal_answer_days", value="5", basis="5号")
    unverified.office("D001").do("lodge_appeal", **appeal)
    found = traced()
    assert found["entries"] == []
    [appeal] = found["appeals"]
    assert (appeal["kind"], appeal["key"], appeal["state"]) == ("finding", "2026-1/2026/T001", "lodged")
    assert kinds(sql, appeal["duties"]) == ["appeal_answer"]
