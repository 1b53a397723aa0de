"""A flow process as the runner starts one: prints its duration and its peak memory."""

import asyncio
import json
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from prefect import flow

from flows.monthly_check import monthly_check
from tasks.flow_shell import RunForm

TIMES = 5


@flow(name="空运行")
async def nothing() -> None:
    """A flow without steps: the overhead of Prefect."""


async def empty() -> float:
    """Returns the median duration of several empty runs, without the first one, in seconds."""
    await nothing()
    durations = []
    for _ in range(TIMES):
        began = perf_counter()
        await nothing()
        durations.append(perf_counter() - began)
    return median(durations)


async def check(period: str) -> float:
    """Run the monthly check with its steps as tasks. Returns the duration in seconds."""
    began = perf_counter()
    await monthly_check(RunForm(period=period))
    return perf_counter() - began


def main(arguments: list[str]) -> None:
    """Run `empty`, or the monthly check of a period."""
    work = empty() if arguments == ["empty"] else check(arguments[0])
    seconds = asyncio.run(work)
    print(json.dumps({"seconds": seconds, "megabytes": peak_memory()}))  # noqa: T201 - read by the parent process


def peak_memory(process: str = "self") -> float:
    """Returns the peak memory of a process in megabytes, of this one by default; getrusage would count the parent's."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
