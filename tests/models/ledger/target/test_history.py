"""The complete history of a target's adjustments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.target.history import why_target
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def traced(code: str = "T009", year: int = 2026) -> dict[str, Any]:
    with begin() as session:
        return why_target(session, code, year)


def test_every_version_and_every_adjustment_is_there_with_its_files_moves_and_notices(filed: Acting) -> None:
    filed.do("return_adjustment", target="T009", reason="缺签批件")
    filed.do("withdraw_adjustment", target="T009", reason="不再调整")
    found = traced()
    assert [row["cause"] for row in found["versions"]] == ["issued", "adjusted", "restored"]
    [adjustment] = found["adjustments"]
    assert (adjustment["state"], adjustment["head_by"], adjustment["leader_by"]) == ("withdrawn", "王建国", "赵立")
    assert [move["event"] for move in adjustment["history"]] == [
        "requested", "consent_head", "consent_leader", "file", "return", "withdraw",
    ]  # fmt: skip
    assert [file["file_name"] for file in adjustment["evidence"]] == ["省政府通知.pdf"]
    assert [notice["kind"] for notice in adjustment["notices"]] == ["adjustment_filed"] * 3 + [
        "adjustment_returned"
    ] * 2


def test_a_target_is_shown_with_the_successor_of_its_lead(filed: Acting) -> None:
    form = {"effective_on": "2026-04-15", "basis": "黔机编〔2026〕12号"}
    filed.do("merge_department", department="D001", successor="D002", **form)
    found = traced()
    assert found["target"]["department"] == "第002厅"
    assert found["adjustments"][0]["department"] == "第001厅"


@pytest.mark.parametrize(("code", "year"), [("T099", 2026), ("T009", 2025)])
def test_a_target_that_is_not_there_is_refused(april: Acting, code: str, year: int) -> None:
    assert april.day.year == 2026
    with pytest.raises(Refused, match=f"{year}年目标中没有编号“{code}”"):
        traced(code, year)


def kinds(sql: Sql, numbers: list[int]) -> list[str]:
    return sorted(sql.column(f"SELECT kind FROM obligation WHERE id IN ({', '.join(map(str, numbers))})"))  # noqa: S608 - numbers


def test_a_target_without_an_inspection_has_none(march: Acting) -> None:
    assert march.day.year == 2026
    assert [traced("T001")[name] for name in ("findings", "entries", "appeals")] == [[], [], []]


def test_finding_entry_and_appeal_of_a_contested_target_are_there(contested: Acting, sql: Sql) -> None:
    assert contested.day.month == 9
    found = traced("T001")
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
    [appeal] = traced("T001")["appeals"]
    assert kinds(sql, appeal["duties"]) == ["appeal_answer"]


def test_an_appeal_against_a_finding_without_an_entry_names_its_duty(unverified: Acting, sql: Sql) -> None:
    appeal = {"kind": "核查结果", "key": "2026-1/2026/T001", "ground": "材料齐全"}
    unverified.do("set_policy", key="appeal_answer_days", value="5", basis="5号")
    unverified.office("D001").do("lodge_appeal", **appeal)
    found = traced("T001")
    assert found["entries"] == []
    [appeal] = found["appeals"]
    assert (appeal["kind"], appeal["key"], appeal["state"]) == ("finding", "2026-1/2026/T001", "lodged")
    assert kinds(sql, appeal["duties"]) == ["appeal_answer"]
