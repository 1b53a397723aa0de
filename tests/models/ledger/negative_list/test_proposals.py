"""拟列入负面清单: proposed entries wait for the finding on site (7.2, 7.4, A20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations
    from tests.models.ledger.conftest import Conform

PROPOSAL = {"target": "T001", "way": "在线", "finding": "上传材料显示未完成", "found_on": "2026-09-08"}


def test_a_proposal_waits_for_the_finding_on_the_spot(roster: Acting, sql: Sql) -> None:
    words = roster.do("propose_entry", **PROPOSAL).words
    assert words == "已提出将“目标T001”（第001厅）列入负面清单，待现场认定。"
    assert sql.rows("SELECT state, finding FROM negative_entry") == [("proposed", "上传材料显示未完成")]
    assert sql.rows("SELECT way, proposed_on::text FROM entry_origin") == [("online", "2026-09-10")]
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'remediation'") == 0


def test_a_proposed_entry_opens_no_remediation(roster: Acting) -> None:
    roster.do("propose_entry", **PROPOSAL)
    assert (
        roster.refused("set_limit", target="T001", limit="2026-10-20")
        == "该条目尚未经现场认定，不能明确整改时限；请先现场核查并签字（sign_off），再认定列入（list_finding）。"
    )


def test_a_second_proposal_is_refused(roster: Acting) -> None:
    roster.do("propose_entry", **PROPOSAL)
    text = roster.refused("propose_entry", **PROPOSAL)
    assert text == "目标T001已在2026-09-10提出拟列入负面清单，等待现场认定，不能重复提出。"


def test_a_listed_target_is_not_proposed(roster: Acting) -> None:
    roster.lists("T001", "进度滞后", "2026-09-08")
    assert roster.refused("propose_entry", **PROPOSAL).startswith("目标T001已在负面清单中")


def test_the_agency_may_confirm_a_proposal_by_listing_it(roster: Acting, sql: Sql) -> None:
    roster.do("propose_entry", **PROPOSAL)
    roster.on("2026-09-12").lists("T001", "现场认定未完成", "2026-09-12")
    rows = sql.rows("SELECT occurrence, state, finding, listed_on::text FROM negative_entry")
    assert rows == [(1, "listed", "现场认定未完成", "2026-09-12")]


# 指定现场认定


@pytest.fixture
def proposed(issued: Acting) -> Acting:
    """T001 is proposed for the list; the plan of 2026-1 is issued."""
    issued.do("propose_entry", **PROPOSAL)
    return issued


def test_7_2_an_inspection_is_named_that_looks_on_site(proposed: Acting, sql: Sql, violations: Violations) -> None:
    fields = {"target": "T001", "inspection": "2026-1"}
    words = "“目标T001”拟列入负面清单，由核查2026-1到现场认定。"
    assert proposed.do("assign_confirmation", **fields).words == words
    assert proposed.do("assign_confirmation", **fields).counts == {"assigned": 0}
    assert sql.rows("SELECT inspection_id, assigned_on::text FROM confirmation") == [(1, "2026-09-15")]
    assert violations() == []


def test_another_inspection_takes_its_place(proposed: Acting, plan: dict[str, str], sql: Sql) -> None:
    proposed.do("assign_confirmation", target="T001", inspection="2026-1")
    proposed.do("draft_inspection", kind="专项核查", title="现场认定", **plan)
    proposed.on("2026-09-16").do("assign_confirmation", target="T001", inspection="2026-2")
    assert sql.rows("SELECT inspection_id, assigned_on::text FROM confirmation") == [(2, "2026-09-16")]


def test_an_inspection_is_assigned_to_proposed_entries_only(issued: Acting) -> None:
    fields = {"target": "T001", "inspection": "2026-1"}
    assert issued.refused("assign_confirmation", **fields).startswith("目标T001没有列入负面清单。")
    issued.lists("T001", "进度滞后", "2026-09-08")
    assert issued.refused("assign_confirmation", **fields) == "目标T001的条目已列入，拟列入的才指定现场认定。"


def test_an_inspection_that_is_over_or_goes_elsewhere_is_not_named(
    proposed: Acting, plan: dict[str, str], conform: Conform
) -> None:
    conform(proposed, "2026-1", "T002")
    proposed.do("conclude_inspection", inspection="2026-1", coverage="专项", reason="只查公路")
    proposed.do("draft_inspection", kind="专项核查", title="另一核查", departments="D002", **plan)
    refusals = [proposed.refused("assign_confirmation", target="T001", inspection=key) for key in ("2026-1", "2026-2")]
    assert refusals == [
        "核查2026-1已结束，不能指定它到现场认定。",
        "目标T001由“第001厅”牵头，不在核查2026-2的受核查部门中。",
    ]
