"""得分旁列 as it is printed: 不满意度 with its numbers, and 讲规矩守纪律 with its papers; no points (1-8.3, A44)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from models.ledger.score.alongside import Alongside
from models.ledger.survey.rates import Surveyed
from models.rules.survey import Count, percent

NOT_IN_SCORE = "只扣奖不扣分，不计入得分"
NOT_ASKED = "没有结果"
SHOWN_FIELDS = ("serial", "fact", "reduces", "paper_number", "paper_date")


def alongside_words(alongside: Alongside, code: str) -> Iterator[str]:
    """Yield the lines of a department."""
    surveyed = alongside.surveyed.get(code)
    none = "" if surveyed or not alongside.surveyed else "，没有本部门的结果"
    yield f"公众测评（{NOT_IN_SCORE}）：{alongside.survey}{none}"
    yield from _rates(surveyed) if surveyed else ()
    found = alongside.discipline.get(code, [])
    yield f"讲规矩守纪律（{NOT_IN_SCORE}）：{f'{len(found)}项' if found else '没有登记'}"
    for row in found:
        paper = f"{row['paper_number']}，{row['paper_date']}"
        yield f"  第{row['serial']}项：{row['fact']}；扣减：{row['reduces']}（{paper}）"


def graded_words(alongside: Alongside, code: str, department: str) -> str:
    """1-8.3: return in one line what stands next to the grade of a department."""
    surveyed = alongside.surveyed.get(code)
    rates = surveyed.rates.items() if surveyed else ()
    survey = "，".join(f"{dimension.label}{rate.words}" for dimension, rate in rates) or NOT_ASKED
    found = "；".join(f"{row['fact']}，扣减{row['reduces']}" for row in alongside.discipline.get(code, ()))
    return f"{department}：不满意度{survey}；讲规矩守纪律{found or '没有登记'}。"


def _rates(surveyed: Surveyed) -> Iterator[str]:
    for dimension, numbers in surveyed.numbers.items():
        groups = "；".join(f"{group}{_in_words(count)}" for group, count in numbers.items())
        yield f"  {dimension.label}不满意度：加权{surveyed.rates[dimension].words}。{groups}"


def _in_words(count: Count) -> str:
    return f"{percent(count.rate)}（调查{count.asked}，作答{count.answered}，不满意{count.dissatisfied}）"


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
