"""目标到期 by leaf: each leaf is discharged by its own declaration, with evidence about it or its target (A47)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.databases import story
from tests.models.ledger.target.dates import OWED, VERDICT, attach, made
from tests.models.ledger.target.trees import leaf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

STOOD = "SELECT detail ->> 'declared_on' FROM entry_origin WHERE way = 'own_date'"


@pytest.fixture
@story
def unproved(march: Acting) -> Acting:
    """D001 leads T009: leaf 1 is due on 26 June, leaf 2 on the 30th; today is 16 June."""
    rows = {"年度": "2026", "下达日期": "2026-03-02", "责任部门": "D001"}
    march.take("targets", {"编号": "T009", "目标名称": "农村公路", **rows})
    days = (("1", "2026-06-26"), ("2", "2026-06-30"))
    march.take("indicators", *[leaf(code, target="T009", 完成时限=day) for code, day in days])
    march.system.do("open_target_dates")
    march.on("2026-06-01").open("monthly_check", "2026-06")
    march.on("2026-06-15").system.do("open_target_dates")
    return march.on("2026-06-16")


@pytest.fixture
def leaves(unproved: Acting, tmp_path: Path) -> Acting:
    """Evidence of the target is there since 16 June; today too."""
    attach(unproved, "2026-06", made(tmp_path))
    return unproved


def declare(acting: Acting, *shares: int, name: str = "submit_report") -> None:
    """Report the leaves of T009 with these percentages, in their order."""
    lines: list[dict[str, Any]] = [{"target": code, "progress": 50} for code in ("T001", "T002")]
    lines += [{"target": "T009", "indicator": str(n), "progress": share} for n, share in enumerate(shares, 1)]
    acting.do(name, department="D001", period="2026-06", lines=lines)


def test_a_leaf_is_discharged_by_its_own_declaration(leaves: Acting, sql: Sql, violations: Violations) -> None:
    declare(leaves, 100, 50)
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("open", None, None)]
    declare(leaves.on("2026-07-01"), 100, 100, name="amend_report")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("discharged", "2026-07-01", True)]
    assert violations() == []


def test_no_percentage_of_the_other_leaf_discharges_it(leaves: Acting, sql: Sql) -> None:
    declare(leaves, 99, 100)
    assert [row[0] for row in sql.rows(VERDICT)] == ["open", "discharged"]


def test_a_leaf_that_is_declared_before_its_date_comes_owes_nothing(march: Acting, sql: Sql, tmp_path: Path) -> None:
    march.take("indicators", leaf("1", 完成时限="2026-06-26"), leaf("2", 完成时限="2026-06-30"))
    march.system.do("open_target_dates")
    june = march.on("2026-06-01")
    june.open("monthly_check", "2026-06")
    attach(june, "2026-06", made(tmp_path), "T001")
    lines = [{"target": "T001", "indicator": code, "progress": share} for code, share in (("1", 100), ("2", 10))]
    june.do("submit_report", department="D001", period="2026-06", lines=[*lines, {"target": "T002", "progress": 5}])
    june.on("2026-06-16").system.do("open_target_dates")
    assert [row[0] for row in sql.rows(OWED)] == ["2026/T001//2"]


def test_a_proposal_stands_with_the_day_on_which_its_last_leaf_was_declared(leaves: Acting, sql: Sql) -> None:
    july = leaves.on("2026-07-01")
    july.system.do("propose_missed_dates")
    declare(july, 100, 50)
    assert sql.rows(STOOD) == [(None,)]
    declare(july.on("2026-07-03"), 100, 100, name="amend_report")
    assert sql.rows(STOOD) == [("2026-07-03",)]


def test_evidence_of_one_leaf_is_none_of_the_other(unproved: Acting, sql: Sql, tmp_path: Path) -> None:
    attach(unproved, "2026-06", made(tmp_path, "一.pdf"), leaf="1")
    declare(unproved, 100, 100)
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("open", None, None)]
    attach(unproved.on("2026-06-30"), "2026-06", made(tmp_path, "二.pdf"), leaf="2")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("discharged", "2026-06-30", False)]


def test_a_file_is_evidence_of_both_leaves_and_its_first_day_counts_for_each(
    unproved: Acting, sql: Sql, tmp_path: Path
) -> None:
    proof = made(tmp_path, "总.pdf")
    attach(unproved.on("2026-06-17"), "2026-06", proof, leaf="2")
    attach(unproved.on("2026-06-18"), "2026-06", proof)
    declare(unproved.on("2026-06-18"), 100, 100)
    assert sql.rows("SELECT indicator FROM evidence_use ORDER BY id") == [("2",), ("",)]
    assert sql.rows(VERDICT) == [("discharged", "2026-06-18", False)] * 2


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"target": "T009", "indicator": "3"}, "“验收单.pdf”：目标T009没有要填报的指标3，应填报的指标：1、2。"),
        ({"target": "T001", "indicator": "1"}, "目标T001没有要填报的指标1，本期按目标填报，请不要填指标编号。"),
        ({"indicator": "1"}, "“验收单.pdf”填了指标编号1，没有填目标编号，请补填。"),
    ],
)
def test_evidence_of_a_leaf_that_is_not_asked_is_refused(
    leaves: Acting, tmp_path: Path, about: dict[str, str], said: str
) -> None:
    file = made(tmp_path)
    with pytest.raises(Refused) as caught:
        leaves.do("attach_evidence", department="D001", period="2026-06", file=file, **about)
    assert said in str(caught.value)


def test_a_declaration_of_one_leaf_is_taken_back_alone(leaves: Acting, sql: Sql) -> None:
    declare(leaves, 100, 100)
    declare(leaves.on("2026-06-20"), 100, 60, name="amend_report")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-16", False), ("open", None, None)]
    assert sql.value("SELECT subject FROM obligation WHERE kind = 'target_due' AND due_version = 2") == "2026/T009//2"


def test_a_leaf_that_another_leafs_file_supports_is_not_declared_when_its_date_comes(
    march: Acting, sql: Sql, tmp_path: Path
) -> None:
    march.take("indicators", leaf("1", 完成时限="2026-06-26"), leaf("2", 完成时限="2026-06-30"))
    march.system.do("open_target_dates")
    june = march.on("2026-06-01")
    june.open("monthly_check", "2026-06")
    attach(june, "2026-06", made(tmp_path), "T001", "1")
    lines = [{"target": "T001", "indicator": code, "progress": 100} for code in ("1", "2")]
    june.do("submit_report", department="D001", period="2026-06", lines=[*lines, {"target": "T002", "progress": 5}])
    june.on("2026-06-16").system.do("open_target_dates")
    assert [row[0] for row in sql.rows(OWED)] == ["2026/T001//2"]
