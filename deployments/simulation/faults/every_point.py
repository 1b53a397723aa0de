"""`simulate --faults every`: the trials of a small year, shared among the processors, each with a world of its own."""

import os
from functools import partial

from deployments.simulation.faults.children import Child, Ended
from deployments.simulation.faults.outcome import Share, Tried
from deployments.simulation.faults.spec import Faults
from deployments.simulation.plan import Plan
from deployments.simulation.world import world
from deployments.stop_signals import heed_termination
from models.rules.errors import MubiaoError, Refused

MOST = 4  # each has a server of its own


def try_every(plan: Plan, faults: Faults) -> Tried:
    """Everything that the trials came to; raises Refused when a share broke off."""
    of = min(MOST, len(os.sched_getaffinity(0)))
    children = [Child(partial(_try_share, plan, faults, Share(part, of)), spawned=True) for part in range(of)]
    try:
        first, *others = [_tried(child.end()) for child in children]
    finally:
        for child in children:
            child.stop()
    for other in others:
        first.add(other)
    return first


def _tried(ended: Ended) -> Tried:
    if isinstance(ended.said, Tried):
        return ended.said
    raise Refused(f"推演中断：{ended.said or f'子进程已结束（{ended.code}）。'}")


def _try_share(plan: Plan, faults: Faults, share: Share) -> Tried | str:
    heed_termination()
    try:
        with world(lasting=True) as around:
            # Prefect reads its settings when it is first imported: only now do they name this world's home.
            from deployments.simulation.faults.trials import tried  # noqa: PLC0415

            return tried(plan, faults, share, around)
    except MubiaoError as error:
        return error.message
