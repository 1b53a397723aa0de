"""A run of a group as a worker's process does it: prints its seconds and its peak memory.

Arguments: the key of a flow, its period or `-`, and the keys of the cells.
"""

import json
import logging
import sys
from importlib import import_module
from time import perf_counter

from deployments.bench.flow_process import peak_memory
from models.cell_turns import only_run
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES
from models.rules.errors import Unavailable
from tasks.cell import host_address, open_registry
from tasks.group_run import Work, run_group

FLOWS: dict[str, Cycle | Routine] = {each.key: each for each in (*CYCLES, *ROUTINES)}


def seconds_of_run(flow: str, period: str | None, keys: list[str]) -> float:
    """Returns how long a run takes these cells. Raises Unavailable if one of them failed."""
    began = perf_counter()
    work = Work(FLOWS[flow], import_module(f"flows.{flow}").STEPS, period, None)
    with only_run(host_address(), flow, "bench") as turns:
        if turns is None:
            raise Unavailable("测速中止：同一流程正在运行。")
        result = run_group(work, open_registry(), turns, keys)
    if result.failed or result.waiting:
        raise Unavailable(f"测速中止：{result.words(flow)}")
    return perf_counter() - began


def main(flow: str, period: str, *keys: str) -> None:
    """Run the steps twice and print the figures of the second run, in which nothing is loaded for the first time."""
    logging.disable()
    chosen = None if period == "-" else period
    first = seconds_of_run(flow, chosen, [*keys])
    second = seconds_of_run(flow, chosen, [*keys])
    print(json.dumps({"first": first, "seconds": second, "megabytes": peak_memory()}))  # noqa: T201 - read by the parent process


if __name__ == "__main__":
    main(*sys.argv[1:])
