"""What was typed for an act as its input, and refusals at their fields."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import BaseModel

from deployments.portal.act_faults import faults_of, placed, sent_all
from deployments.portal.act_form import whites_of
from deployments.portal.act_input import read_form
from deployments.portal.acts import is_here
from deployments.reference.allowed import plain_type
from models.ledger.account.drafts import Typed
from models.ledger.acts import Act, all_acts, find_act
from models.ledger.doers import DOERS
from models.rules.white_cells import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.mark.parametrize("form", DOERS)
def test_a_field_that_names_who_does_an_act_is_there(form: type[BaseModel]) -> None:
    assert DOERS[form] in form.model_fields


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


def kinds_in(kind: Any) -> Iterator[Any]:
    """The types in a type, those of the fields of a model too."""
    inner, _ = plain_type(kind)
    yield inner
    fields = inner.model_fields.values() if isinstance(inner, type) and issubclass(inner, BaseModel) else ()
    for each in (*get_args(inner), *(field.annotation for field in fields)):
        yield from kinds_in(each)


HERE = [act for act in all_acts() if is_here(act)]


@pytest.mark.parametrize("act", HERE, ids=[act.name for act in HERE])
def test_a_file_of_an_act_is_chosen_and_never_named_by_its_path(act: Act[Any], tmp_path: Path) -> None:
    assert act.form
    whites = {white.name: white.cell for white in whites_of(act)}
    for name, info in act.form.model_fields.items():
        if Path in kinds_in(info.annotation):
            assert whites[info.alias or name] is Cell.FILES
    place = tmp_path / "secret.pdf"
    typed = {name: f'[{{"file": "{place}"}}]' for name, cell in whites.items() if cell is Cell.FILES}
    assert str(place) not in repr(read_form(act, Typed(content=typed), {}, "王文"))


@pytest.mark.parametrize("act", ["file_self_check", "file_year_end_check"])
def test_a_path_that_was_not_sent_is_refused_wherever_it_stands(act: str, tmp_path: Path) -> None:
    sent, other = tmp_path / "a.pdf", tmp_path / "b.pdf"
    line = {"target": "T001", "progress": "50"}
    for evidence in ([sent], [sent, other]):
        data = {"department": "D001", "period": "2026Q1", "lines": [line], "evidence": [str(each) for each in evidence]}
        faults = dict(faults_of(find_act(act), data, "王文", {sent}))
        assert faults == ({"evidence": "文件须在本页选择，不能写路径。"} if other in evidence else {})


@pytest.mark.parametrize(
    "wrap", [lambda each: each, lambda each: [each], lambda each: {"a": (each,)}, lambda each: {each: 1}]
)
def test_files_are_looked_for_in_every_value(wrap: Callable[[Path], object], tmp_path: Path) -> None:
    assert sent_all(wrap(tmp_path), {tmp_path})
    assert not sent_all(wrap(tmp_path / "x"), {tmp_path})


def test_a_refusal_stands_at_the_field_that_it_names_without_options() -> None:
    act = find_act("approve_drafts")
    said = "退回的目标编号（returned）和退回原因（reason）须一并写明（--returned、--reason）"
    assert placed(act, said) == {"returned": "退回的目标编号和退回原因须一并写明"}
    assert placed(act, "没有这份（other）报审。查看：mubiao submissions。") == {"": "没有这份报审。"}
    assert placed(act, "已经批准。", "number") == {"number": "已经批准。"}
