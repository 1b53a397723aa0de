"""拟列入负面清单: proposed, waiting for the finding on the spot (7.2, 7.4, A20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

PROPOSAL = {"target": "T001", "way": "在线", "finding": "上传材料显示未完成", "found_on": "2026-09-08"}


def test_a_proposal_waits_for_the_finding_on_the_spot(roster: Acting, sql: Sql) -> None:
    words = roster.do("propose_entry", **PROPOSAL).words
    assert words == "已提出将“目标T001”（第001厅）列入负面清单，待现场认定。"
    assert sql.rows("SELECT state, finding FROM negative_entry") == [("proposed", "上传材料显示未完成")]
    assert sql.rows("SELECT way, proposed_on::text FROM entry_origin") == [("online", "2026-09-10")]
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'remediation'") == 0


def test_nobody_is_asked_to_remedy_what_is_only_proposed(roster: Acting) -> None:
    roster.do("propose_entry", **PROPOSAL)
    assert roster.refused("set_limit", target="T001", limit="2026-10-20") == "该条目尚未经现场认定，不能明确整改时限。"


def test_a_second_proposal_is_refused(roster: Acting) -> None:
    roster.do("propose_entry", **PROPOSAL)
    said = roster.refused("propose_entry", **PROPOSAL)
    assert said == "目标T001已在2026-09-10提出拟列入负面清单，等待现场认定，不能重复提出。"


def test_what_is_listed_already_is_not_proposed(roster: Acting) -> None:
    roster.do("list_finding", target="T001", finding="进度滞后", found_on="2026-09-08")
    assert roster.refused("propose_entry", **PROPOSAL).startswith("目标T001已在负面清单中")


def test_the_agency_may_confirm_a_proposal_by_listing_it(roster: Acting, sql: Sql) -> None:
    roster.do("propose_entry", **PROPOSAL)
    roster.on("2026-09-12").do("list_finding", target="T001", finding="现场认定未完成", found_on="2026-09-12")
    rows = sql.rows("SELECT occurrence, state, finding, listed_on::text FROM negative_entry")
    assert rows == [(1, "listed", "现场认定未完成", "2026-09-12")]
