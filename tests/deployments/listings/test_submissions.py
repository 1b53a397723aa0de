"""`mubiao submissions`: the papers that went to the body that approves, and how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.models.ledger.draft.lists import approve, consulted_list, submit

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_papers_are_listed_with_their_numbers(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-05")
    consulted_list(march)
    approve(march, submit(march))
    shown = line.done("submissions")
    assert shown.split()[0] == "报审"
    assert "2026-1" in shown
    assert "黔目标批〔2026〕1号，" in shown
    assert "2026-03-16" in shown.splitlines()[2]
    assert "…" not in shown
    [row] = line.json("submissions", "--year", "2026")
    assert (row["submission"], row["category"], row["drafts"]) == ("2026-1", "functional", 7)
    assert line.done("drafts", "--year", "2026").count("同意") == 7


def test_without_a_paper_the_way_to_submit_is_said(line: Mubiao) -> None:
    assert "mubiao act submit_drafts" in line.done("submissions", "--year", "2030")
