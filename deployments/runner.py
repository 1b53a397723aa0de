"""The runner process: serves the deployments until stopped. Started as `python -P -m deployments.runner`."""

import asyncio
import sys

from prefect import serve
from prefect.deployments.runner import RunnerDeployment

from deployments.schedules import all_deployments, deployment_of
from models.rules.cycles import find_cycle

AT_ONCE = 4


def main(cycles: list[str]) -> None:
    """Serve every cycle on its schedule, or only the named ones without a schedule."""
    serve(*asyncio.run(_deployments(cycles)), limit=AT_ONCE, pause_on_shutdown=False, print_starting_message=False)


async def _deployments(cycles: list[str]) -> list[RunnerDeployment]:
    if not cycles:
        return await all_deployments()
    return [await deployment_of(find_cycle(key), []) for key in cycles]


if __name__ == "__main__":
    main(sys.argv[1:])
