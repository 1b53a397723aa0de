"""得分旁列 as it is printed: 不满意度 with its numbers, and 讲规矩守纪律 with its papers; no points (1-8.3, A44)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from models.ledger.score.alongside import NOT_ASKED, NOT_IN_SCORE, Alongside, alongside_lines
from models.ledger.survey.rates import Surveyed
from models.rules.survey import Count

SHOWN_FIELDS = ("serial", "fact", "reduces", "paper_number", "paper_date")


def alongside_words(alongside: Alongside, code: str) -> Iterator[str]:
    """Yield the lines of a department."""
    for title, words in alongside_lines(alongside, code):
        yield f"{'' if NOT_IN_SCORE in title else '  '}{title}：{words}"


def graded_words(alongside: Alongside, code: str, department: str) -> str:
    """1-8.3: return in one line what stands next to the grade of a department."""
    surveyed = alongside.surveyed.get(code)
    rates = surveyed.rates.items() if surveyed else ()
    survey = "，".join(f"{dimension.label}{rate.words}" for dimension, rate in rates) or NOT_ASKED
    return f"{department}：不满意度{survey}；讲规矩守纪律{alongside.facts(code) or '没有登记'}。"


def alongside_json(alongside: Alongside, code: str) -> dict[str, Any]:
    """Return the same with exact fractions."""
    surveyed = alongside.surveyed.get(code)
    return {
        "survey": alongside.survey,
        "dimensions": _dimensions(surveyed) if surveyed else [],
        "discipline": [{name: row[name] for name in SHOWN_FIELDS} for row in alongside.discipline.get(code, [])],
    }


def _dimensions(surveyed: Surveyed) -> list[dict[str, Any]]:
    return [
        {
            "dimension": dimension.label,
            "rate": exact(surveyed.rates[dimension].value),
            "lacks": surveyed.rates[dimension].lacks,
            "groups": _groups(numbers),
        }
        for dimension, numbers in surveyed.numbers.items()
    ]


def _groups(numbers: Mapping[str, Count]) -> list[dict[str, Any]]:
    return [{"group": group, **asdict(count), "rate": exact(count.rate)} for group, count in numbers.items()]


def exact(rate: Fraction | None) -> str | None:
    """Return a rate as an exact fraction in text; None stays None."""
    return None if rate is None else str(rate)
