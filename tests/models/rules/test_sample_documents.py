"""The published document of a sample is verified, and every change to it is reported."""

from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from models.rules import sample_documents
from models.rules.errors import Refused
from models.rules.sample_documents import (
    KIND,
    SELF_VOUCHED,
    Gap,
    SampleVerdict,
    check_document,
    describe_related,
    describe_scope,
    drawn_how,
    marks,
    ordinal,
)
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import draw, population_of, secret_hash, seed_of

SECRET, OTHER, BOUND = "ab" * 32, "cd" * 32, "ef" * 32
RULE = SizeRule(2)
PEOPLE = {"甲": [f"T{i}" for i in range(9)], "乙": ["U1", "U2", "U3"]}
Document = dict[str, Any]


@pytest.fixture(autouse=True)
def bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """承诺校验码 is the same for every document, so that each change is found by what else tells it."""
    monkeypatch.setattr(sample_documents, "commitment_hash", lambda *_: BOUND)


def document(attempt: int = 1, secret: str = SECRET, number: str = "5,12", **more: Any) -> Document:
    """Return a sample committed to on 1 October, drawn on the 10th and published on the 11th."""
    population = population_of(PEOPLE, RULE)
    drawn = draw(seed_of(secret, number, BOUND), population)
    return {
        "kind": KIND,
        "subject": "2026-Q3-1",
        "purpose": "targets",
        "attempt": attempt,
        "reason": "名单有误" if attempt > 1 else "",
        "committed_on": "2026-10-01",
        "rule": RULE.as_json(),
        "population": population.as_json(),
        "population_hash": population.hash,
        "secret_hash": secret_hash(secret),
        "commitment_hash": BOUND,
        "plan_hash": "",
        "number_kind": "two_people" if number else "",
        "number_name": "双色球" if number else "",
        "known_on": "2026-10-10" if number else None,
        "number": number,
        "drawn_on": "2026-10-10",
        "drawn": [[name, ids] for name, ids in drawn.items()],
        "secret": secret,
        "mistyped": [],
        "related": [],
        "earlier": [],
        **more,
    }


def second() -> Document:
    return document(2, OTHER, earlier=[{k: v for k, v in document(number="").items() if k != "earlier"}])


def faults(data: Document, commitment: Document | None = None) -> str:
    verdict = check_document(data, commitment)
    assert not verdict.proven
    return "；".join(verdict.faults)


def test_a_valid_document_lists_its_proofs_and_the_remaining_comparison() -> None:
    result = document()
    verdict = check_document(result)
    assert verdict.faults == ()
    assert verdict.proven == (
        "总体12项与总体校验码相符，应抽4项与抽取办法相符。",
        "密数与承诺时公布的校验码相符。",
        "用密数和公开数重新抽取，抽中的4项及次序完全一致。",
        f"请与承诺时公布的承诺校验码比对：{BOUND}。",
    )


def test_a_draw_without_a_public_number_is_repeated_with_the_secret_alone() -> None:
    whole = document(number="")
    assert "用密数重新抽取，抽中的4项及次序完全一致。" in check_document(whole).proven
    assert "公开数" not in "".join(check_document(whole).proven)
    whole["drawn"][0][1].reverse()
    assert "用公布的密数重新抽取，" in faults(whole)


def test_with_the_earlier_publication_no_comparison_remains() -> None:
    before = document(number="5,12", secret=SECRET) | {"secret": "", "drawn": [], "drawn_on": None, "number": ""}
    assert check_document(document(), before).proven[-1] == "与承诺时公布的文书一致。"


def test_a_second_commitment_and_a_missing_public_number_are_reported() -> None:
    proven = check_document(second()).proven
    assert proven[-2:] == ("注意：第2次承诺（名单有误）。", f"注意：{SELF_VOUCHED}。")


def test_an_earlier_commitment_need_not_have_been_drawn() -> None:
    result = second()
    result["earlier"][0] |= {"drawn": [], "drawn_on": None}
    assert check_document(result).faults == ()
    undrawn = document(number="") | {"drawn": [], "drawn_on": None}
    assert "抽中" not in "".join(check_document(undrawn).proven)


def test_marks_and_ordinals() -> None:
    assert (marks(1, "double_colour"), marks(3, "")) == ([], ["第3次承诺", SELF_VOUCHED])
    assert (ordinal(1), ordinal(2)) == ("", "（第2次承诺）")


def _reverse_drawn_ids(data: Document) -> None:
    data["drawn"][0][1].reverse()


def _reverse_strata(data: Document) -> None:
    data["drawn"].reverse()


def _drop_id(data: Document) -> None:
    data["population"][0][2].remove("T0")


def _take_more(data: Document) -> None:
    data["population"][1][1] = 3
    data["population_hash"] = population_of(PEOPLE, SizeRule(2, certain=frozenset({"乙"}))).hash


@pytest.mark.parametrize(
    ("tamper", "why"),
    [
        (lambda data: data.update(population_hash="0" * 64), "总体校验码不符：按名单重算为"),
        (_drop_id, "总体校验码不符"),
        (_take_more, "层“乙”应抽3项，按抽取办法应为2项"),
        (_reverse_drawn_ids, "抽取结果不符：用公布的密数和公开数重新抽取，“甲”与所列的不同"),
        (_reverse_strata, "抽取结果不符：用公布的密数和公开数重新抽取，各层的次序与所列的不同"),
        (lambda data: data.update(number="5,13"), "抽取结果不符"),
        (lambda data: data.update(secret=OTHER), "密数与承诺时公布的校验码不符：按密数重算为"),
        (lambda data: data.update(secret=""), "密数尚未公布，还不能核验抽取结果"),
        (lambda data: data.update(known_on="2026-10-01"), "不在承诺日期2026-10-01之后，承诺时可能已经知道"),
        (lambda data: data.update(drawn_on="2026-10-09"), "抽取日期2026-10-09早于2026-10-10"),
        (lambda data: data.update(number_name="", known_on=None), "公开数与承诺时的约定不符"),
        (lambda data: data.update(drawn_on=None), "列有抽取结果，却没有抽取日期"),
        (lambda data: data.update(attempt=2), "这是第2次承诺，此前的承诺没有全部附上"),
    ],
)
def test_every_tampering_is_named(tamper: Callable[[Document], None], why: str) -> None:
    data = deepcopy(document())
    tamper(data)
    assert why in faults(data)


def test_earlier_commitments_are_checked_too_and_belong_to_the_same_matter() -> None:
    result = second()
    result["earlier"][0]["subject"] = "2026-Q3-2"
    result["earlier"][0]["number"] = "7"
    assert "所附的第1次承诺是另一事项的" in faults(result)
    assert "第1次承诺：公开数与承诺时的约定不符" in faults(result)


@pytest.mark.parametrize("name", ["population_hash", "secret_hash", "number_name", "known_on", "subject"])
def test_a_document_must_match_the_one_published_before_the_draw(name: str) -> None:
    assert "与承诺时公布的文书不同" in faults(document(), document() | {name: "另外的"})


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        "x",
        {"kind": "why"},
        document() | {"kind": "x"},
        document() | {"population": 3},
        document() | {"population": [["甲", 1, [1]]]},
        document() | {"committed_on": ""},
        document() | {"committed_on": 7},
        document() | {"known_on": None},
        document() | {"rule": {}},
        document() | {"earlier": None},
        document() | {"attempt": "x"},
        document() | {"secret": 7},
        {k: v for k, v in document().items() if k != "drawn"},
    ],
)
def test_a_malformed_document_is_refused(broken: object) -> None:
    with pytest.raises(Refused):
        check_document(broken)
    with pytest.raises(Refused, match="不是 mubiao sample show --json 导出的抽样文书"):
        check_document(document(), [])


# Rules with shares, and strata that are drawn whole


def document_of(rule: SizeRule, **more: Any) -> Document:
    """Return a document of the same people drawn by another rule."""
    population = population_of(PEOPLE, rule)
    drawn = [[name, ids] for name, ids in draw(seed_of(SECRET, "5,12", BOUND), population).items()]
    changed: Document = {"rule": rule.as_json(), "population": population.as_json(), "population_hash": population.hash}
    return document(**changed, drawn=drawn, **more)


@pytest.mark.parametrize(
    ("rule", "take"),
    [
        (SizeRule(1, certain=frozenset({"乙"})), 4),
        (SizeRule(share=Fraction(1, 3)), 4),
        (SizeRule(share=Fraction(1, 10), least=2), 4),
        (SizeRule(share=Fraction(1)), 12),
        (SizeRule(3), 6),
    ],
)
def test_a_document_is_verified_by_its_own_rule(rule: SizeRule, take: int) -> None:
    verdict = check_document(document_of(rule))
    assert verdict.faults == ()
    assert verdict.proven[0] == f"总体12项与总体校验码相符，应抽{take}项与抽取办法相符。"


def test_a_rule_that_was_exchanged_afterwards_is_found_in_every_stratum() -> None:
    exchanged = document_of(SizeRule(share=Fraction(1, 3))) | {"rule": SizeRule(2).as_json()}
    assert faults(exchanged).startswith("层“甲”应抽3项，按抽取办法应为2项。；层“乙”应抽1项，按抽取办法应为2项。")


# The faults and their words


def _exchange_all(data: Document) -> None:
    data["drawn"] = [[name, ids[::-1]] for name, ids in data["drawn"]]


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (lambda data: data.update(secret=""), "密数尚未公布，还不能核验抽取结果。"),
        (lambda data: data.update(drawn_on=None), "列有抽取结果，却没有抽取日期。"),
        (_exchange_all, "抽取结果不符：用公布的密数和公开数重新抽取，“甲”、“乙”与所列的不同。"),
        (
            lambda data: data.update(known_on="2026-09-30"),
            "公开数2026-09-30公布，不在承诺日期2026-10-01之后，承诺时可能已经知道。",
        ),
        (lambda data: data.update(drawn_on="2026-09-30"), "抽取日期2026-09-30早于2026-10-10。"),
    ],
)
def test_a_fault_is_one_sentence_and_the_only_one(tamper: Callable[[Document], None], fault: str) -> None:
    data = deepcopy(document())
    tamper(data)
    assert check_document(data) == SampleVerdict((), (fault,))


def test_without_a_public_number_the_draw_must_not_precede_the_commitment() -> None:
    assert check_document(document(number="") | {"drawn_on": "2026-10-01"}).faults == ()
    early = document(number="") | {"drawn_on": "2026-09-30"}
    assert faults(early) == "抽取日期2026-09-30早于2026-10-01。"


@pytest.mark.parametrize(("known", "drawn"), [("2026-10-02", "2026-10-02"), ("2026-10-02", "2026-12-31")])
def test_the_number_may_come_on_the_next_day_and_be_used_at_once(known: str, drawn: str) -> None:
    assert check_document(document() | {"known_on": known, "drawn_on": drawn}).faults == ()


def third() -> Document:
    """Return a third commitment with the two before it, the newest first."""
    before = [second(), document(number="")]
    return document(3, "ef" * 32, earlier=[{k: v for k, v in each.items() if k != "earlier"} for each in before])


def test_all_earlier_commitments_are_listed_from_the_newest_to_the_first() -> None:
    verdict = check_document(third())
    assert verdict.faults == ()
    assert verdict.proven[-3:] == (
        "注意：第3次承诺（名单有误）。",
        "注意：第2次承诺（名单有误）。",
        f"注意：{SELF_VOUCHED}。",
    )


@pytest.mark.parametrize("stored", [[], [0], [1], [1, 0], [0, 0], [0, 1, 1]])
def test_a_missing_doubled_or_misplaced_commitment_is_found(stored: list[int]) -> None:
    data = third()
    data["earlier"] = [data["earlier"][i] for i in stored]
    assert "这是第3次承诺，此前的承诺没有全部附上。" in faults(data)


@pytest.mark.parametrize("name", ["subject", "purpose"])
def test_a_commitment_for_another_matter_or_purpose_is_found(name: str) -> None:
    data = third()
    data["earlier"][1][name] = "team"
    assert faults(data) == "所附的第1次承诺是另一事项的。"


@pytest.mark.parametrize(
    ("name", "title", "before"),
    [
        ("subject", "事项", "2026-Q3-2"),
        ("purpose", "用途", "team"),
        ("attempt", "承诺次数", 2),
        ("committed_on", "承诺日期", "2026-09-30"),
        ("population_hash", "总体校验码", "0" * 64),
        ("secret_hash", "密数校验码", "0" * 64),
        ("number_name", "公开数名称", "大乐透"),
        ("known_on", "公开数公布日期", "2026-10-09"),
    ],
)
def test_a_difference_to_the_published_commitment_is_said_with_both_values(name: str, title: str, before: Any) -> None:
    now = document()[name]
    assert faults(document(), document() | {name: before}) == (
        f"与承诺时公布的文书不同：{title}当时为“{before}”，现为“{now}”。"
    )


def test_the_refusal_of_a_malformed_document_says_where_documents_come_from() -> None:
    with pytest.raises(Refused, match=r"^不是 mubiao sample show --json 导出的抽样文书，或内容已残缺。$"):
        check_document({})


@pytest.mark.parametrize(
    ("attempt", "words", "remarks"),
    [(1, "", []), (2, "（第2次承诺）", ["第2次承诺"]), (11, "（第11次承诺）", ["第11次承诺"])],
)
def test_only_a_repeated_commitment_is_counted(attempt: int, words: str, remarks: list[str]) -> None:
    assert (ordinal(attempt), marks(attempt, "double_colour")) == (words, remarks)
    assert marks(attempt, "") == [*remarks, "仅凭抽取方保证"]


@pytest.mark.parametrize(("self_vouched", "words"), [(None, "未抽样"), (True, SELF_VOUCHED), (False, "有公开数")])
def test_a_table_says_how_a_sample_can_be_checked(words: str, *, self_vouched: bool | None) -> None:
    assert drawn_how(self_vouched=self_vouched) == words
    scoped = drawn_how(self_vouched=self_vouched, scope="2项未列入总体")
    assert scoped == (f"{words}；2项未列入总体" if words != "未抽样" else words)


def test_a_commitment_for_another_inspection_of_the_kind_is_described_with_its_hash() -> None:
    related = {"subject": "2026-2", "inspection": "cancelled", "purpose": "targets", "attempt": 2, "hash": "ab"}
    days = {"committed_on": "2026-10-01", "drawn_on": None}
    words = "核查2026-2（已取消）抽查目标（第2次承诺），2026年10月1日承诺，未抽取，校验码ab"
    assert describe_related(related | days) == words
    assert "2026年10月2日抽取" in describe_related(related | days | {"drawn_on": "2026-10-02"})


@pytest.mark.parametrize(
    ("left_out", "is_list", "words"),
    [
        (0, False, ""),
        (2, False, "方案所列部门的目标5项中有2项未列入总体，1个部门全部未列入（未到期）"),
        (0, True, "总体为抽取方自备的名单，与台账中方案所列部门的目标一致"),
        (2, True, "总体为抽取方自备的名单，方案所列部门的目标5项中有2项未列入总体，1个部门全部未列入（未到期）"),
    ],
)
def test_the_scope_of_a_population_is_stated_where_it_differs(left_out: int, words: str, *, is_list: bool) -> None:
    assert describe_scope(Gap(left_out, left_out // 2), 5, "未到期", is_list=is_list) == words


@pytest.mark.parametrize(
    ("left_out", "is_list", "words"),
    [
        (0, False, "方案没有列入的另有2个部门、7项目标"),
        (2, False, "方案所列部门的目标5项中有2项未列入总体（未到期）；方案没有列入的另有2个部门、7项目标"),
        (0, True, "总体为抽取方自备的名单，与台账中方案所列部门的目标一致；方案没有列入的另有2个部门、7项目标"),
    ],
)
def test_what_lies_outside_the_plan_is_counted_too(left_out: int, words: str, *, is_list: bool) -> None:
    assert describe_scope(Gap(left_out), 5, "未到期", is_list=is_list, outside=Gap(7, 2)) == words


def test_the_scope_is_a_remark_of_every_paper() -> None:
    assert marks(1, "double_colour", "自备名单") == ["自备名单"]
