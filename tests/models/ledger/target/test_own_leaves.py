"""The own dates in force as SQL: the leaves of a tree as they are now, or the target without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.target.own_leaves import OWN
from models.statements import run
from tests.models.ledger.target.trees import checked, leaf, row

if TYPE_CHECKING:
    from tests.conftest import Acting, Make

FOUND = f'WITH {OWN} SELECT subject, leaf, due::text FROM own ORDER BY subject COLLATE "C"'  # noqa: S608 - constants only


def own(*targets: int) -> list[tuple[str, str, str]]:
    with begin() as session:
        chosen = list(targets) or None
        rows = run(session, FOUND, jurisdiction=home(session), years=[2026], targets=chosen)
        return [tuple(each) for each in rows]


@pytest.fixture
def planted(march: Acting, targets: Make) -> Acting:
    """T004 is due on 30 June, T005 has a tree below a deadline of 30 September."""
    targets("D001", 完成时限="2026-06-30")
    targets("D002", 完成时限="2026-09-30")
    tree = (row("1"), leaf("1-1", "1", 完成时限="2026-05-29"), checked("1-2", "1", 完成时限="2026-09-30"))
    march.take("indicators", *({**each, "目标编号": "T005"} for each in tree))
    return march


LEAVES = [("2026/T005//1-1", "1-1", "2026-05-29"), ("2026/T005//1-2", "1-2", "2026-09-30")]


@pytest.mark.usefixtures("planted")
def test_a_target_without_a_tree_has_its_own_date_and_one_with_a_tree_those_of_its_leaves() -> None:
    assert own() == [("2026/T004", "", "2026-06-30"), *LEAVES]


@pytest.mark.usefixtures("planted")
def test_only_those_of_the_chosen_targets() -> None:
    assert own(5) == LEAVES


def test_the_newest_version_of_a_leaf_counts(planted: Acting) -> None:
    corrected = {**leaf("1-1", "1", 完成时限="2026-05-28"), "目标编号": "T005"}
    planted.take("indicators", corrected, reason="录入时看错行")
    assert own()[1] == ("2026/T005//1-1", "1-1", "2026-05-28")
