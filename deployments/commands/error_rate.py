"""`mubiao error-rate`: the rate of a sample and its exact interval, from numbers alone or a sheet of strata."""

import csv
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, put_json
from deployments.text_table import table
from models.rules.error_rate import Overall, Rate, Tally, overall_rate
from models.rules.errors import Refused

PARTS = ("population", "sample", "declared", "failing")
ASKED = "请给出 --population、--sample、--declared、--failing 四个数，或用 --file，或用 --inspection。"
TITLES = ("层", "总体", "样本", "申报完成", "不符合标准", "误差率", "占申报完成", "总体区间")


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
    """Tell the literal rate, the rate among those declared complete, and the interval."""
    given = {name: number for name, number in numbers.items() if number is not None}
    if sum(map(bool, (file, inspection, given))) != 1 or 0 < len(given) < len(PARTS):
        raise click.UsageError(ASKED, click.get_current_context())
    if inspection:
        found = _of_inspection(inspection)
    elif file:
        found = overall_rate(_strata(file))
    else:
        found = overall_rate([_tally_of([given[part] for part in PARTS])])
    if as_json:
        put_json(_whole(found, by_stratum=not given))
    else:
        print("\n".join(_sentences(found.total) if given else _sheet(found)))


def _whole(found: Overall, *, by_stratum: bool) -> dict[str, Any]:
    strata = {"strata": [{"stratum": each.tally.name, **_json(each)} for each in found.strata]} if by_stratum else {}
    return {**_json(found.total), **strata, "note": found.words}


def _of_inspection(key: str) -> Overall:
    # Loaded only here: numbers alone are answered at once.
    from deployments.installation import reading  # noqa: PLC0415
    from models.ledger.inspection.error_rate import rate_of  # noqa: PLC0415
    from models.ledger.lookup import find_inspection, home  # noqa: PLC0415

    with reading() as session:
        return rate_of(session, find_inspection(session, home(session), key))


def _json(rate: Rate) -> dict[str, Any]:
    """Rates and bounds as fractions of 1; no bounds where all were looked at."""
    tally, declared = rate.tally, rate.tally.rate_declared
    low, high = (None, None) if tally.is_certain else map(float, rate.bounds)
    counts = {name: getattr(tally, name) for name in PARTS}
    rates = {"rate": float(tally.rate), "rate_declared": None if declared is None else float(declared)}
    return {**rates, "low": low, "high": high, **counts}


def _sentences(rate: Rate) -> list[str]:
    tally = rate.tally
    return [
        f"核验误差率 {_percent(tally.rate)}：抽查{tally.sample}项，其中申报完成而不符合标准的{tally.failing}项。",
        f"占申报完成的样本 {_declared(tally)}：申报完成{tally.declared}项。",
        f"总体{tally.population}项全部核查，{tally.failing}项为实数，没有区间。"
        if tally.is_certain
        else f"总体{tally.population}项的误差率在 {_interval(rate)} 之间（95%精确区间，{rate.low}至{rate.high}项）。",
    ]


def _sheet(found: Overall) -> list[str]:
    rows = [*found.strata, *([found.total] if len(found.strata) > 1 else [])]
    cells = [
        [each.tally.name or "合计", *(getattr(each.tally, name) for name in PARTS), *_rates(each)] for each in rows
    ]
    return [table(TITLES, cells), *([found.words] if found.words else [])]


def _rates(rate: Rate) -> list[str]:
    return [_percent(rate.tally.rate), _declared(rate.tally), "全部核查" if rate.tally.is_certain else _interval(rate)]


def _interval(rate: Rate) -> str:
    low, high = (f"{float(bound) * 100:.1f}" for bound in rate.bounds)
    return f"{low}–{high}%"


def _declared(tally: Tally) -> str:
    return "无" if tally.rate_declared is None else _percent(tally.rate_declared)


def _percent(rate: Any) -> str:  # noqa: ANN401 - a fraction
    return f"{float(rate) * 100:.1f}%"


def _strata(file: Path) -> list[Tally]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"无法读取“{file}”：应为UTF-8编码的CSV文件。") from error
    return [_tally(file, number, row) for number, row in enumerate(rows, 2)]


def _tally(file: Path, number: int, row: dict[str, str]) -> Tally:
    where = f"{file.name} 第{number}行"
    try:
        name, counts = row["stratum"].strip(), [int(row[part]) for part in PARTS]
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise Refused(f"{where}：应有五列 stratum,{','.join(PARTS)}，后四列为整数。") from error
    if not name:
        raise Refused(f"{where}：层名不能为空。")
    return _tally_of(counts, name)


def _tally_of(counts: list[int], name: str = "") -> Tally:
    population, sample, declared, failing = counts
    return Tally(population, sample, declared, failing, name)
