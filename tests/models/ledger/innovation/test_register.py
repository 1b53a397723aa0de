"""创新项目 as a list: state, prize, and what made it so (1-2.16)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.innovation.register import list_projects, state_in_words
from tests.models.ledger.innovation.conftest import results_of

if TYPE_CHECKING:
    from tests.conftest import Acting

EXPERT = "入围：2026-11-05专家初评，3人评审，2人评为入围（评1）"


def listed(day: str = "2026-12-31") -> list[dict[str, Any]]:
    with begin() as session:
        return list_projects(session, 2026, date.fromisoformat(day))


def test_2_16_a_project_is_listed_from_its_application_to_its_prize(
    applied: Acting, expert: dict[str, Any], onsite: dict[str, Any]
) -> None:
    assert [state_in_words(row) for row in listed()] == ["已申报"] * 3
    applied.do("record_expert_round", **expert)
    assert [state_in_words(row) for row in listed()] == ["入围", "未入围", "入围"]
    applied.on("2026-12-09").do("record_onsite_round", **onsite)
    rows = listed()
    assert [state_in_words(row) for row in rows] == ["二等奖", "未入围", "未获奖"]
    assert rows[0]["why"] == [
        "2026-10-12申报（黔一厅函〔2026〕9号）",
        EXPERT,
        "二等奖：2026-12-08现场评审，3人评审，2人评为二等奖或更高（评2）",
    ]
    assert rows[1]["why"][1] == "不入围：2026-11-05专家初评，3人评审：成效尚未显现（评1）"
    assert (rows[0]["code"], rows[0]["rounds"][1]["place"]) == ("D001", "省政府会议中心")
    assert (rows[2]["management"], rows[2]["rank"]) == ("delegated", "deputy")


def test_a_correction_is_told_and_what_it_replaced_is_not(applied: Acting, expert: dict[str, Any]) -> None:
    applied.do("record_expert_round", **expert)
    kept = results_of({"2026-1": "不入围：材料不实", "2026-2": "不入围：略", "2026-3": "入围"})
    applied.do("record_expert_round", **expert | {"results": kept, "reason": "复核材料"})
    said = listed()[0]["why"][1:]
    assert said == ["不入围：2026-11-05专家初评，3人评审：材料不实（评1），更正原因：复核材料"]


def test_a_withdrawn_project_says_why_and_a_later_one_is_not_listed_yet(
    called: Acting, project: dict[str, Any]
) -> None:
    called.office("D001").do("apply_innovation", **project)
    called.office("D001").do("withdraw_innovation", project="2026-1", reason="明年再申报")
    [row] = listed()
    assert (state_in_words(row), row["why"][-1]) == ("已撤回", "2026-10-12撤回：明年再申报")
    assert listed("2026-10-11") == []
