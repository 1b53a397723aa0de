"""The lines between a department and its total: their order, their words, and what ends each (A37)."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.score.gate import NAMED, Excepted, GateFact, GateKind, gate, grouped


def test_lines_stand_in_the_order_of_their_kinds() -> None:
    lines = gate(GateFact(each, 1, ["甲"]) for each in reversed(GateKind))
    assert [each.kind for each in lines] == list(GateKind)


@pytest.mark.parametrize(
    ("number", "keys"), [(2, "T001、T002"), (NAMED, "T001、T002、T003"), (4, "T001、T002、T003等")]
)
def test_the_first_keys_are_named(number: int, keys: str) -> None:
    [line] = gate([GateFact(GateKind.TARGETS, number, [f"T{each:03d}" for each in range(1, number + 1)])])
    assert line.words == f"{number}个目标年终检查没有申报完成，也没有列入负面清单：{keys}（file_year_end_check）"


@pytest.mark.parametrize(("newest", "number"), [(20, 0), (21, 1)])
def test_a_paper_ends_only_what_was_proposed_by_its_day(newest: int, number: int) -> None:
    paper = Excepted(GateKind.PROPOSED, "改革", "领导小组", "4号", date(2027, 1, 20))
    assert len(gate([GateFact(GateKind.PROPOSED, 2, ["甲"], date(2027, 1, newest))], [paper])) == number


@pytest.mark.parametrize("kind", list(GateKind))
def test_a_line_of_several_says_what_ends_it(kind: GateKind) -> None:
    assert grouped(kind).startswith(kind.label)
    assert grouped(kind).endswith("）")
