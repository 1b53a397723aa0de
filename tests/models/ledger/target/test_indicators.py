"""绩效指标 on record: the nodes in force, and the copy of a draft's tree at its issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from models.database import begin
from models.ledger.target.indicators import (
    copy_indicators,
    draft_trees,
    indicator_of,
    requirement_of,
    target_trees,
)
from models.records import Target, TargetDraft, id_of
from models.rules.target.indicator import leaves
from tests.models.ledger.target.trees import DRAFT, NODES, leaf, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


@pytest.fixture
def drafted(march: Acting) -> Acting:
    """A draft with a tree, and a draft without one."""
    march.take("drafts", DRAFT, DRAFT | {"编号": "N2"})
    march.take("indicators", *tree("N1"))
    return march


def test_the_newest_correction_of_a_node_is_in_force(march: Acting, sql: Sql) -> None:
    march.take("indicators", *tree())
    march.take("indicators", leaf("2", 数量="75"), reason="录入有误")
    target = sql.value("SELECT id FROM target WHERE code = 'T001'")
    with begin() as session:
        nodes = target_trees(session, [target])[target]
        asked = requirement_of(session.get_one(Target, target))
        found = leaves(asked, [indicator_of(node) for node in nodes.values()])
    assert [*nodes] == ["1", "1-1", "1-2", "2"]
    assert [(each.code, each.amount.words if each.amount else each.standard) for each in found] == [
        ("1-1", "100公里"),
        ("1-2", "竣工验收合格"),
        ("2", "75公里"),
    ]


@pytest.mark.usefixtures("drafted")
def test_only_what_has_a_tree_is_found() -> None:
    with begin() as session:
        drafts = {draft.code: id_of(draft) for draft in session.exec(select(TargetDraft))}
        assert [*draft_trees(session, [*drafts.values()])] == [drafts["N1"]]
        assert target_trees(session, [1, 2, 3]) == {}


def test_the_issue_copies_the_tree_of_a_draft(drafted: Acting, sql: Sql) -> None:
    named = "SELECT d.id, t.id FROM target_draft d JOIN target t ON t.code = :target WHERE d.code = :draft"
    pairs = [sql.rows(named, target=target, draft=draft)[0] for target, draft in (("T001", "N1"), ("T002", "N2"))]
    with begin() as session:
        assert copy_indicators(session, drafted.context(), pairs) == 4
    assert [found[0] for found in sql.rows(NODES)] == ["1", "1-1", "1-2", "2"]
    assert sql.rows("SELECT record_key, event FROM transition WHERE record = 'indicator' ORDER BY id")[0] == (
        "2026|T001|1-1|1|0",
        "issued",
    )
