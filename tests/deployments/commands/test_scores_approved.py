"""How `mubiao scores` shows approved sheets: columns, versions, digests, what came later, JSON (1-8.2, A53)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.commands.scores_approved import GROUPS, approved_cells, approved_json, approved_words
from models.ledger.appraisal.register import Frozen
from models.rules.score.canonical import canonical_sheet, digest_of
from models.rules.score.component import Component, Line, total
from tests.databases import story
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, CORRECTION, complete, drafted, objects

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

ASKED = ("scores", "--year", "2026", "--on", "2027-04-01")
ONE = (*ASKED, "--department", "D001")
POINTS = st.lists(st.decimals(min_value=0, max_value=50, places=2), min_size=9, max_size=9)


def frozen(points: list[Decimal], *, same: bool = True) -> Frozen:
    lines = [Line(component, Decimal(50), each) for component, each in zip(Component, points, strict=True)]
    content = canonical_sheet("D001", 2026, date(2027, 2, 26), lines)
    return Frozen(
        code="D001",
        department="第001厅",
        year=2026,
        version=2,
        content=content,
        digest=digest_of(content),
        total=total(lines) or Decimal(0),
        number="黔绩领〔2027〕1号",
        dated=date(2027, 3, 8),
        intact=True,
        same=same,
        now=None,
    )


def test_the_three_columns_hold_every_component_once() -> None:
    assert sorted(component for group in GROUPS for component in group) == sorted(Component)


@given(POINTS)
def test_the_columns_add_up_to_the_total(points: list[Decimal]) -> None:
    cells = approved_cells(frozen(points))
    assert [Decimal(each) for each in cells[2:5]] == [points[0], sum(points[1:6]), sum(points[6:])]
    assert Decimal(cells[5]) == sum(points)


@given(POINTS, st.booleans())
def test_the_words_say_every_line_and_what_came_later_only_if_something_did(points: list[Decimal], same: bool) -> None:  # noqa: FBT001
    said = list(approved_words(frozen(points, same=same), iter(["今日"])))
    assert said[0].endswith("，已审定（黔绩领〔2027〕1号，2027-03-08，第2版）")
    assert len(said) == 2 + len(Component) + 1 + (0 if same else 3)
    assert ("今日" in said) is not same


def test_without_an_approved_sheet_only_the_trial_is_shown() -> None:
    assert list(approved_words(None, iter(["试算"]))) == ["试算"]
    assert approved_json(None) == {"approved": None}


@given(POINTS)
def test_json_holds_the_sheet_as_its_digest_was_made_of(points: list[Decimal]) -> None:
    found = approved_json(frozen(points))["approved"]
    text = json.dumps(found["sheet"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha256(text.encode()).hexdigest() == found["digest"]


@pytest.fixture
@story
def approved(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are approved; today is 1 April 2027."""
    assert line.database
    march = anyone.on("2026-02-27")
    complete(march, sql)
    drafted(march)
    objects(march, sql)
    march.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    return march.on("2027-04-01")


def test_a_corrected_sheet_is_shown_with_the_paper_of_its_correction(line: Mubiao, approved: Acting) -> None:
    approved.do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    said = line.done(*ONE).splitlines()
    assert said[0] == "第001厅：合计96.10，已审定（黔绩领〔2027〕2号，2027-04-01，第2版）"
    assert said[2].endswith("条目2026/T001/1不计，依据更正（黔绩领〔2027〕2号，2027-04-01）")
    other = line.done(*ASKED, "--department", "D002").splitlines()[0]
    assert other == "第002厅：合计96.10，已审定（黔绩领〔2027〕1号，2027-03-08，第1版）"


def test_the_digest_is_printed_as_it_is_kept(line: Mubiao, approved: Acting, sql: Sql) -> None:
    assert approved.day.year == 2027
    kept = sql.value("SELECT digest FROM score_sheet ORDER BY id LIMIT 1")
    assert line.done(*ONE).splitlines()[1] == f"SHA-256：{kept}"


def test_json_of_one_department_holds_both_sheets_when_they_differ(line: Mubiao, approved: Acting) -> None:
    mark(approved, "10")
    [found] = line.json(*ONE)
    assert (found["approved"]["same"], found["approved"]["sheet"]["total"], found["total"]) == (False, "94.1", "92")


def test_a_department_that_did_not_change_is_listed_without_a_remark(line: Mubiao, approved: Acting) -> None:
    mark(approved, "10")
    rows = {row.split()[0]: row.split()[-1] for row in line.done(*ASKED).splitlines()[2:4]}
    assert rows == {"D001": "已审定，此后有变化", "D002": "已审定"}


def test_another_year_is_not_shown_as_approved(line: Mubiao, approved: Acting) -> None:
    assert approved.day.year == 2027
    said = line.done("scores", "--year", "2027", "--on", "2027-04-01")
    assert "已审定" not in said
    assert "2027年试算（2027-04-01）：" in said
    found: list[dict[str, Any]] = line.json("scores", "--year", "2027", "--on", "2027-04-01")
    assert [each["approved"] for each in found] == [None, None]


def test_a_department_that_is_merged_later_is_shown_as_it_was_approved(line: Mubiao, approved: Acting) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号", "effective_on": "2027-04-01"}
    approved.do("merge_department", **reform)
    assert line.done(*ONE).splitlines()[0].startswith("第001厅：合计94.10，已审定")
