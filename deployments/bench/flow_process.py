"""A process of its own, as the runner starts one for each flow run: says how long it took and how large it grew."""

import asyncio
import json
import sys
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from prefect import flow

from flows.monthly_check import monthly_check
from tasks.flow_shell import RunForm

TIMES = 5


@flow(name="空运行")
async def nothing() -> None:
    """What Prefect does for a run that does nothing."""


async def empty() -> float:
    """The median of some empty runs after a first one."""
    await nothing()
    took = []
    for _ in range(TIMES):
        began = perf_counter()
        await nothing()
        took.append(perf_counter() - began)
    return median(took)


async def check(day: date, period: str) -> float:
    """One run of the monthly check, with its steps as tasks and its table published."""
    began = perf_counter()
    await monthly_check(RunForm(business_date=day, period=period))
    return perf_counter() - began


def main(words: list[str]) -> None:
    """`empty`, or a day and a period."""
    work = empty() if words == ["empty"] else check(date.fromisoformat(words[0]), words[1])
    seconds = asyncio.run(work)
    print(json.dumps({"seconds": seconds, "megabytes": largest()}))  # noqa: T201 - read by whoever started this process


def largest() -> float:
    """How much memory this process has had at most, in megabytes; getrusage would count its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
