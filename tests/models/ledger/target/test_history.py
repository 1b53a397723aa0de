"""The complete history of a target's adjustments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.target.history import why_target
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting


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
