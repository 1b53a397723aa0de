"""绩效指标 of drafts: faulty ones stop the submission, sound ones become those of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.ledger.draft.submission import submit_drafts
from tests.models.ledger.draft.lists import (
    SUBMITTED,
    agree,
    approve,
    bodies,
    consult,
    draft,
    issue,
    submit,
    whole_list,
)
from tests.models.ledger.target.trees import NODES, leaf, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SUBMIT = submit_drafts.name


def test_a_leaf_that_ends_after_its_draft_stops_the_submission(march: Acting) -> None:
    bodies(march)
    draft(march, "N1")
    march.take("indicators", leaf("1", target="N1"))
    draft(march, "N1", 完成时限="2026-08-31")
    [number] = consult(march)
    agree(march, number, "N1")
    words = march.on(SUBMITTED).refused(SUBMIT, category="职能绩效目标")
    assert "第001厅N1“农村公路N1”：指标1完成时限2026年9月30日晚于目标的完成时限（2026年8月31日）" in words


def test_the_tree_of_a_draft_is_that_of_its_target(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    codes = whole_list(march, "D001")
    march.take("indicators", *tree("N2"))
    [number] = consult(march)
    agree(march, number, *codes)
    paper = submit(march)
    approve(march, paper)
    issue(march, paper)
    assert [row[0] for row in sql.rows(NODES)] == ["1", "1-1", "1-2", "2"]
    assert violations() == []
