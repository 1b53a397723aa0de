"""What was typed for an act as its input, and refusals at their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deployments.portal.act_faults import DOERS, placed
from deployments.portal.act_form import whites_of
from deployments.portal.act_input import read_form
from models.ledger.account.drafts import Typed
from models.ledger.acts import Act, find_act
from models.rules.white_cells import Cell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("act", DOERS)
def test_a_field_that_names_who_does_an_act_is_there(act: Act[Any]) -> None:
    assert DOERS[act] in {each.name for each in whites_of(act)}


def test_who_does_an_act_is_one_of_the_names() -> None:
    act, typed = find_act("told_by_phone"), {"notices": "1、2", "told_on": "2026年3月5日", "person": "李明"}
    read = [read_form(act, Typed(content={**typed, "told_by": each}), {}, "王文") for each in ("王文", "李天")]
    assert read[0].data == {"notices": "1、2", "told_on": "2026-03-05", "person": "李明", "told_by": "王文"}
    assert [[*each.faults] for each in read] == [[], ["told_by"]]


def test_a_field_of_one_file_takes_no_second(tmp_path: Path) -> None:
    act = find_act("excuse_limit")
    [field] = [each.name for each in whites_of(act) if each.cell is Cell.FILES and each.most == 1][:1]
    for chosen, fault in (["a.pdf"], ""), (["a.pdf", "b.pdf"], "只附一个文件，请移除其余的。"):
        read = read_form(act, Typed(), {field: [tmp_path / name for name in chosen]}, "王文")
        assert read.faults.get(field, "").endswith(fault)
        assert (field in read.faults) == bool(fault)


def test_a_refusal_stands_at_the_field_that_it_names_without_options() -> None:
    act = find_act("approve_drafts")
    said = "退回的目标编号（returned）和退回原因（reason）须一并写明（--returned、--reason）"
    assert placed(act, said) == {"returned": "退回的目标编号和退回原因须一并写明"}
    assert placed(act, "没有这份（other）报审。") == {"": "没有这份（other）报审。"}
    assert placed(act, "已经批准。", "number") == {"number": "已经批准。"}
