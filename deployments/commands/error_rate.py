"""`mubiao error-rate`: computes the rate of a sample and its exact interval, from numbers or a sheet of strata."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, print_answer, read_csv
from deployments.text_table import table
from models.rules.error_rate import ErrorRate, Overall, Tally, overall_rate
from models.rules.errors import Refused
from models.rules.rounding import half_up

PARTS = ("population", "sample", "declared", "failing")
NEEDED_INPUT = "请给出 --population、--sample、--declared、--failing 四个数，或用 --file，或用 --inspection。"
TITLES = ("层", "总体", "抽查样本", "申报完成", "申报完成而不符合标准", "误差率", "占申报完成", "总体区间")
MEANING = (
    "误差率＝申报完成而不符合标准的样本数÷抽查样本总数；占申报完成＝申报完成而不符合标准的样本数÷申报完成的样本数。"
    "没有申报完成的样本，即使不符合标准，也不算作申报完成而不符合标准。"
)


@click.command(
    help="核验误差率及其精确区间。例：mubiao error-rate --population 60 --sample 20 --declared 20 --failing 1"
)
@click.option("--population", metavar="N", type=int, help="总体：可抽的目标数")
@click.option("--sample", metavar="n", type=int, help="样本：抽查的目标数")
@click.option("--declared", metavar="d", type=int, help="样本中申报完成的数量")
@click.option("--failing", metavar="k", type=int, help="申报完成而不符合评分标准的数量")
@click.option("--file", metavar="CSV", type=PATH, help="分层计算，列为 stratum,population,sample,declared,failing")
@click.option("--inspection", metavar="核查编号", help="按一次核查的样本和签字生效的结果计算，例：2026-1")
@as_json
def command(*, file: Path | None, inspection: str | None, as_json: bool, **numbers: int | None) -> None:
    """Print the literal rate, the rate among those declared complete, and the interval."""
    counts = {name: number for name, number in numbers.items() if number is not None}
    if sum(map(bool, (file, inspection, counts))) != 1 or 0 < len(counts) < len(PARTS):
        raise click.UsageError(NEEDED_INPUT, click.get_current_context())
    if inspection:
        overall = _of_inspection(inspection)
    elif file:
        overall = overall_rate(_read_strata(file))
    else:
        overall = overall_rate([_tally_of([counts[part] for part in PARTS])])
    words = "\n".join(_format_sentences(overall.total) if counts else _format_table(overall))
    print_answer(overall_json(overall, by_stratum=not counts), words, as_json=as_json)


def overall_json(overall: Overall, *, by_stratum: bool) -> dict[str, Any]:
    strata = (
        {"strata": [{"stratum": each.tally.name, **_rate_json(each)} for each in overall.strata]} if by_stratum else {}
    )
    return {**_rate_json(overall.total), **strata, "note": overall.words}


def _of_inspection(key: str) -> Overall:
    # Imported here: the rate of given numbers needs no database.
    from deployments.installation import read_only  # noqa: PLC0415
    from models.ledger.inspection.error_rate import rate_of  # noqa: PLC0415
    from models.ledger.jurisdiction import home  # noqa: PLC0415
    from models.ledger.lookup import find_inspection  # noqa: PLC0415

    with read_only() as session:
        return rate_of(session, find_inspection(session, home(session), key))


def _rate_json(rate: ErrorRate) -> dict[str, Any]:
    """Returns rates and bounds as fractions of 1; the bounds are None if the whole population was inspected."""
    tally, declared = rate.tally, rate.tally.rate_declared
    low, high = (None, None) if tally.is_certain else map(float, rate.bounds)
    counts = {name: getattr(tally, name) for name in PARTS}
    rates = {"rate": float(tally.rate), "rate_declared": None if declared is None else float(declared)}
    return {**rates, "low": low, "high": high, **counts}


def _format_sentences(rate: ErrorRate) -> list[str]:
    tally = rate.tally
    return [
        f"核验误差率 {_percentage(tally.rate)}：抽查{tally.sample}项，其中申报完成而不符合标准的{tally.failing}项。",
        f"占申报完成的样本 {_format_declared(tally)}：申报完成{tally.declared}项。",
        f"总体{tally.population}项全部核查，{tally.failing}项为实数，没有区间。"
        if tally.is_certain
        else f"总体{tally.population}项的误差率在 {_bounds_of(rate)} 之间（95%精确区间，{rate.low}至{rate.high}项）。",
    ]


def _format_table(overall: Overall) -> list[str]:
    rows = [*overall.strata, *([overall.total] if len(overall.strata) > 1 else [])]
    cells = [
        [each.tally.name or "合计", *(getattr(each.tally, name) for name in PARTS), *_format_rates(each)]
        for each in rows
    ]
    return [table(TITLES, cells, wrapped=range(len(TITLES))), MEANING, *([overall.words] if overall.words else [])]


def _format_rates(rate: ErrorRate) -> list[str]:
    return [
        _percentage(rate.tally.rate),
        _format_declared(rate.tally),
        "全部核查" if rate.tally.is_certain else _bounds_of(rate),
    ]


def _bounds_of(rate: ErrorRate) -> str:
    low, high = (f"{half_up(bound * 100, 1):f}" for bound in rate.bounds)
    return f"{low}–{high}%"


def _format_declared(tally: Tally) -> str:
    return "无" if tally.rate_declared is None else _percentage(tally.rate_declared)


def _percentage(rate: Fraction) -> str:
    return f"{half_up(rate * 100, 1):f}%"


def _read_strata(file: Path) -> list[Tally]:
    return [_parse_row(file, number, row) for number, row in enumerate(read_csv(file), 2)]


def _parse_row(file: Path, number: int, row: dict[str, str]) -> Tally:
    """Returns the tally of one row. Raises Refused, naming file and row, if it is invalid."""
    row_name = f"{file.name} 第{number}行"
    try:
        name, counts = row["stratum"].strip(), [int(row[part]) for part in PARTS]
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise Refused(f"{row_name}：应有五列 stratum,{','.join(PARTS)}，后四列为整数。") from error
    if not name:
        raise Refused(f"{row_name}：层名不能为空。")
    return _tally_of(counts, name)


def _tally_of(counts: list[int], name: str = "") -> Tally:
    population, sample, declared, failing = counts
    return Tally(population, sample, declared, failing, name)
