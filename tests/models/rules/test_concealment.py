"""A paper shows the pointer of a marked record, and neither its requirements nor its findings (4.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.concealment import CONTENT, conceal
from models.rules.inspection import Conclusion
from models.rules.secrecy import WITHHELD, Secret, Secrets

POINTER, FOUND = "目标T009（工作秘密）", "核查2026-1对目标T001的结果（秘密）"
ROAD = Secret(POINTER, ("农村公路",), ("建成1000公里", "仍差", ""), ("2026/T009",))
SECRETS = Secrets((ROAD, Secret(FOUND, (), ("未完工",), ("2026/T001/1",), "供水")))


class Row(NamedTuple):
    """A row as returned by a query."""

    code: str
    name: str
    requirement: str
    quantity: Decimal | None
    unit: str
    deadline: date | None
    ground: str
    changes: dict[str, str]
    files: str
    conclusion: Conclusion


@dataclass(frozen=True, slots=True)
class Paper:
    """The data of a paper."""

    target: str
    finding: str
    limit: date
    lines: tuple[Any, ...]
    failed: tuple[date, str] | None = None

    @property
    def title(self) -> str:
        return f"关于“{self.target}”整改的通知"


ASKED = Row(
    "T009",
    "农村公路",
    "硬化",
    Decimal(12),
    "公里",
    date(2026, 12, 31),
    "major_policy",
    {"unit": "里"},
    "",
    Conclusion.FAILS,
)
OTHER = Row("T001", "供水", "通水", Decimal(3), "处", None, "", {}, "单.pdf", Conclusion.CONFORMS)


def test_a_row_that_names_a_marked_target_keeps_its_keys_but_not_its_content() -> None:
    shown = conceal(SECRETS, ASKED)
    assert vars(shown) == {
        **ASKED._asdict(),
        "name": POINTER,
        "requirement": WITHHELD,
        "quantity": None,
        "unit": WITHHELD,
        "deadline": None,
        "changes": {},
    }
    assert shown.conclusion is Conclusion.FAILS


def test_a_row_about_something_else_stays() -> None:
    assert conceal(SECRETS, OTHER) == SimpleNamespace(**OTHER._asdict())


def test_a_paper_is_of_the_same_kind_and_says_the_pointer() -> None:
    paper = Paper("农村公路", "路基未成", date(2026, 10, 20), (ASKED, OTHER), (date(2026, 9, 1), "仍未建成1000公里"))
    shown = conceal(SECRETS, paper)
    assert isinstance(shown, Paper)
    assert shown.title == f"关于“{POINTER}”整改的通知"
    assert (shown.finding, shown.limit, shown.failed) == (WITHHELD, paper.limit, (date(2026, 9, 1), f"仍未{POINTER}"))
    assert [line.name for line in shown.lines] == [POINTER, "供水"]


def test_a_record_about_a_marked_target_is_blanked_without_naming_it() -> None:
    versions = {"versions": [{"requirement": "硬化", "quantity": Decimal(12), "effective_on": date(2026, 4, 10)}]}
    shown: Any = conceal(SECRETS, versions, about=True)
    assert shown["versions"] == [{"requirement": WITHHELD, "quantity": None, "effective_on": date(2026, 4, 10)}]
    assert conceal(SECRETS, versions) == versions


def test_a_short_finding_is_hidden_only_in_a_row_with_its_target() -> None:
    lines = [{"target": "供水", "finding": "未完工"}, {"target": "供电", "finding": "未完工"}]
    assert conceal(SECRETS, lines) == [{"target": "供水", "finding": FOUND}, lines[1]]


def test_however_short_a_text_about_it_is_not_shown() -> None:
    paper = Paper("农村公路", "", date(2026, 10, 20), (), (date(2026, 9, 1), "仍差"))
    assert conceal(SECRETS, paper).failed == (date(2026, 9, 1), WITHHELD)
    assert conceal(SECRETS, paper).finding == ""
    assert conceal(SECRETS, replace(paper, target="供电")).failed == paper.failed


@pytest.mark.parametrize("data", [ASKED, OTHER, "农村公路", [1, None], {"requirement": "农村公路"}])
def test_without_markings_values_stay_unchanged(data: Any) -> None:
    assert conceal(Secrets(), data) is data


words = st.text("abcd（ ", max_size=12)
records = st.dictionaries(st.sampled_from(["name", "title", *sorted(CONTENT)]), words | st.none() | st.integers())


@given(st.lists(records, max_size=4), st.lists(st.text("abcd", min_size=1, max_size=4), min_size=1, max_size=3))
def test_no_marked_name_survives(data: list[dict[str, Any]], names: list[str]) -> None:
    secrets = Secrets(tuple(Secret("【】", (name,)) for name in names))
    texts = [str(value) for record in conceal(secrets, data) for value in record.values()]
    left = [name for name in names for text in texts if name in text and not text.isidentifier()]
    assert left == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (OTHER, {"requirement": WITHHELD, "unit": WITHHELD, "quantity": None, "files": WITHHELD, "name": "供水"}),
        (Paper("供水", "路基未成", date(2026, 10, 20), ()), {"target": "供水", "finding": WITHHELD}),
        (OTHER._asdict(), {"requirement": WITHHELD, "conclusion": Conclusion.CONFORMS}),
        ([OTHER, OTHER], {"unit": WITHHELD}),
    ],
)
def test_a_row_or_a_paper_about_a_marked_record_is_blanked_although_it_names_nothing(
    value: Any, shown: dict[str, Any]
) -> None:
    result = conceal(SECRETS, value, about=True)
    for each in result if isinstance(result, list) else [result]:
        values = each if isinstance(each, dict) else {key: getattr(each, key) for key in shown}
        assert {key: values[key] for key in shown} == shown


@pytest.mark.parametrize(
    ("value", "blank"),
    [
        ("", ""),
        ("major_policy", "major_policy"),
        ("Major", WITHHELD),
        ("已完成", WITHHELD),
        ("12", WITHHELD),
        (Conclusion.FAILS, Conclusion.FAILS),
        ({"unit": "里"}, {}),
        (["甲"], []),
        (("甲",), ()),
        (Decimal(3), None),
        (date(2026, 1, 1), None),
        (None, None),
    ],
)
@pytest.mark.parametrize("column", ["finding", "words", "note"])
def test_a_column_of_content_becomes_an_empty_value_of_its_kind(column: str, value: Any, blank: Any) -> None:
    assert conceal(SECRETS, {column: value}, about=True) == {column: blank}
    assert conceal(SECRETS, {"state": value}) == {"state": value}
