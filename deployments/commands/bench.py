"""`mubiao bench`: measures the README's figures side by side with plain SQL."""

import os
import platform
import sys
from collections.abc import Iterator, Sequence

import click

from deployments.bench.committed import worse
from deployments.bench.databases import bench_server
from deployments.bench.measurements import TITLES, TURNS, BenchFigure
from deployments.commands.answers import as_json, print_answer
from deployments.text_table import table
from tasks.clock import current_instant

MOST, TARGETS_EACH = 10_000, 30
QUIET = 0.5
# In the order in which they are measured; `everything` holds what they do.
GROUPS: tuple[str, ...] = ("machine", "sweep", "quarter", "scores", "recompute", "workday", "submissions", "answers")
GROUPS += ("page", "papers", "picture", "draw", "breakdown", "sheets", "cells", "footprint", "year")
ANCHOR = "同类机器（2核）上SQL下限的参考值：100、1000、10000个部门分别为0.049秒、0.39秒、5.3秒。"


@click.command(help="测速：在临时的独立数据库上与纯SQL并排比较。例：mubiao bench --departments 1000")
@click.option("--departments", metavar="部门数", type=click.IntRange(1, MOST), default=1000, show_default=True)
@click.option("--targets", metavar="每部门目标数", type=click.IntRange(1, 200), default=TARGETS_EACH, show_default=True)
@click.option("--only", "cases", metavar="项目", type=click.Choice(GROUPS), multiple=True, help="只测这一项，可重复")
@as_json
def command(*, departments: int, targets: int, cases: tuple[str, ...], as_json: bool) -> None:
    """Measure, with progress on stderr, and print the figures; those that got worse are named."""
    busy = os.getloadavg()[0]
    figures = list(_measure(departments, targets, cases))
    print_answer([each.as_json() for each in figures], "\n".join(format_figures(figures, busy)), as_json=as_json)


def format_figures(figures: Sequence[BenchFigure], busy: float) -> Iterator[str]:
    """Yield the figures as lines, with the machine, the date and its load."""
    yield f"{_describe_machine()}，{current_instant():%Y-%m-%d %H:%M}，开始时负载{busy:.2f}。"
    if busy > QUIET:
        yield "注意：开始时机器并不空闲，用时偏大，倍数仅供参考。"
    yield table(TITLES, [figure.as_row() for figure in figures], columns=None)
    yield f"加法：该项前后{TURNS}次加法的用时，明显变长的，量这一项时机器变慢了，或者另有程序在运行。"
    yield ANCHOR
    if slower := list(worse(figures)):
        yield f"比登记的数（倍数，或本机加法的轮数）差三分之一以上的：{'；'.join(slower)}。"


def _print_progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _measure(departments: int, targets: int, cases: tuple[str, ...]) -> Iterator[BenchFigure]:
    with bench_server() as server:
        # Prefect reads its settings on its first import: only now do they name this run's home.
        from deployments.bench.everything import Bench, everything  # noqa: PLC0415

        yield from everything(Bench(server, departments, targets, _print_progress), cases)


def _describe_machine() -> str:
    return f"{platform.system()} {platform.machine()}，{os.cpu_count()}核，Python {platform.python_version()}"
