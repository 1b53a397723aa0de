"""`simulate --faults every`: the trials of a small year, divided among the processors, each with a separate world."""

import os
from functools import partial

from deployments.simulation.faults.children import Child, ChildResult
from deployments.simulation.faults.outcome import Share, TrialResults
from deployments.simulation.faults.spec import Faults
from deployments.simulation.plan import Plan
from deployments.simulation.world import world
from deployments.stop_signals import handle_termination
from models.rules.errors import MubiaoError, Refused

MOST = 4  # each share runs a database server


def try_every(plan: Plan, faults: Faults) -> TrialResults:
    """Returns the sum of all trials. Raises Refused if a share broke off."""
    shares = min(MOST, len(os.sched_getaffinity(0)))
    children = [Child(partial(_try_share, plan, faults, Share(part, shares)), spawned=True) for part in range(shares)]
    try:
        first, *others = [_require_result(child.end()) for child in children]
    finally:
        for child in children:
            child.stop()
    for other in others:
        first.add(other)
    return first


def _require_result(ended: ChildResult) -> TrialResults:
    if isinstance(ended.value, TrialResults):
        return ended.value
    raise Refused(f"推演中断：{ended.value or f'子进程已结束（{ended.code}）。'}")


def _try_share(plan: Plan, faults: Faults, share: Share) -> TrialResults | str:
    handle_termination()
    try:
        with world(lasting=True) as surroundings:
            # Prefect reads its settings when it is first imported: import it only now, when they name this world's
            # home.
            from deployments.simulation.faults.trials import run_trials  # noqa: PLC0415

            return run_trials(plan, faults, share, surroundings)
    except MubiaoError as error:
        return error.message
