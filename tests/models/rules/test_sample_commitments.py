"""A commitment is bound by one hash: a document with anything else in it gives another hash and another draw."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from models.rules.public_numbers import NumberKind
from models.rules.sample_commitments import BOUND, commitment_hash, plan_hash
from models.rules.sample_documents import KIND, check_document
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import draw, population_of, secret_hash, seed_of

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]
RULE = SizeRule(2)
POPULATION = population_of({"甲": [f"T{i}" for i in range(9)], "乙": ["U1", "U2", "U3"]}, RULE)
SECRETS = ["ab" * 32, "cd" * 32, "ef" * 32]
PLAN: dict[str, Any] = {
    "key": "2026-3",
    "kind": "quarterly",
    "period": "2026Q3",
    "departments": ["D001"],
    "content": "完成情况",
    "scopes": [],
    "standard": "目标绩效要求",
}


def committed(attempt: int, earlier: list[Document]) -> Document:
    """Return the facts of a commitment of 1 October with the lottery of the 10th."""
    facts: Document = {
        "kind": KIND,
        "subject": "2026-3",
        "purpose": "targets",
        "attempt": attempt,
        "reason": "名单有误" if attempt > 1 else "",
        "committed_on": "2026-10-01",
        "plan_hash": plan_hash(PLAN),
        "number_kind": NumberKind.LOTTERY_3D.value,
        "number_name": "福彩3D第2026270期",
        "known_on": "2026-10-10",
        "rule": RULE.as_json(),
        "population": POPULATION.as_json(),
        "population_hash": POPULATION.hash,
        "secret_hash": secret_hash(SECRETS[attempt - 1]),
        "mistyped": [],
        "related": [],
    }
    return facts | {"commitment_hash": commitment_hash(facts, earlier)}


def drawn(facts: Document, number: str) -> list[list[Any]]:
    seed = seed_of(SECRETS[facts["attempt"] - 1], number, facts["commitment_hash"])
    return [[name, ids] for name, ids in draw(seed, POPULATION).items()]


def document(attempts: int = 1) -> Document:
    """Return the document of the last of some commitments, each drawn on the 10th and published."""
    earlier: list[Document] = []
    for attempt in range(1, attempts + 1):
        facts = committed(attempt, earlier)
        result = {
            "number": "058",
            "drawn_on": "2026-10-10",
            "secret": SECRETS[attempt - 1],
            "drawn": drawn(facts, "058"),
        }
        earlier.insert(0, facts | result)
    return earlier[0] | {"earlier": earlier[1:]}


def faults(data: Document) -> str:
    return "；".join(check_document(data).faults)


@pytest.mark.parametrize("attempts", [1, 2, 3])
def test_a_valid_document_names_the_one_hash_to_compare(attempts: int) -> None:
    made = document(attempts)
    verdict = check_document(made)
    assert verdict.faults == ()
    assert f"请与承诺时公布的承诺校验码比对：{made['commitment_hash']}。" in verdict.proven


@pytest.mark.parametrize("name", BOUND)
def test_each_fact_is_bound(name: str) -> None:
    facts = committed(1, [])
    other: Any = 2 if name == "attempt" else "另外的"
    assert commitment_hash(facts | {name: other}, []) != commitment_hash(facts, [])


@pytest.mark.parametrize("name", PLAN)
def test_each_fact_of_the_plan_is_in_its_hash(name: str) -> None:
    assert plan_hash(PLAN | {name: ["另外的"]}) != plan_hash(PLAN)


def test_another_commitment_that_was_there_before_cannot_be_left_out() -> None:
    facts = committed(1, []) | {"related_before": ["12" * 32]}
    facts |= {"commitment_hash": commitment_hash(facts, [])}
    result = {"number": "058", "drawn_on": "2026-10-10", "secret": SECRETS[0], "drawn": drawn(facts, "058")}
    made = facts | result | {"earlier": []}
    assert faults(made | {"related": [{"hash": "12" * 32}]}) == ""
    assert faults(made) == f"同类别、同期间的其他抽样没有全部附上：承诺时已有的（校验码{'12' * 32}）不在其中。"
    assert "承诺校验码不符" in faults(made | {"related_before": []})
    with pytest.raises(Refused, match="内容已残缺"):
        check_document({name: value for name, value in made.items() if name != "related"})


def _cut_out_the_second(data: Document) -> None:
    data["earlier"] = data["earlier"][1:]
    data["attempt"] = 2


def _cut_out_and_hash(data: Document) -> None:
    _cut_out_the_second(data)
    data["commitment_hash"] = commitment_hash(data, data["earlier"])


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (lambda data: data.update(number_kind="double_colour"), "承诺校验码不符"),
        (lambda data: data.update(committed_on="2026-09-30"), "承诺校验码不符"),
        (lambda data: data.update(known_on="2026-10-09"), "承诺校验码不符"),
        (lambda data: data.update(subject="2026-4"), "承诺校验码不符"),
        (lambda data: data.update(commitment_hash=""), "抽取结果不符"),
        (lambda data: data["earlier"][0].update(reason="另外的"), "第2次承诺：承诺校验码不符"),
        (_cut_out_the_second, "承诺校验码不符"),
        (_cut_out_and_hash, "抽取结果不符"),
    ],
)
def test_a_third_commitment_with_something_else_in_it_does_not_hold(
    tamper: Callable[[Document], None], fault: str
) -> None:
    data = deepcopy(document(3))
    tamper(data)
    assert fault in faults(data)


def test_another_spelling_of_the_same_number_is_named() -> None:
    made = document()
    assert "公开数“0,5,8”不是约定的写法。" in faults(made | {"number": "0,5,8"})
    assert "公开数“58”不是约定的写法。" in faults(made | {"number": "58"})


def test_a_mistyped_number_is_shown_and_its_draw_is_computed_too() -> None:
    made = document()
    first = {"number": "085", "drawn_on": "2026-10-10", "reason": "录错", "drawn": drawn(made, "085")}
    verdict = check_document(made | {"mistyped": [first]})
    assert verdict.faults == ()
    assert "注意：公开数曾录为“085”并抽取，后更正（录错）。" in verdict.proven
    assert "抽取结果不符" in faults(made | {"mistyped": [first | {"drawn": made["drawn"]}]})
