"""The runner process: serves the deployments until it is told to stop. Started as `python -P -m deployments.runner`."""

import json
import sys
from datetime import datetime, timedelta

from prefect import serve
from prefect.schedules import Interval

from deployments.schedules import ZONE, all_deployments, deployment_of
from models.rules.cycles import find_cycle

AT_ONCE = 4


def main(arguments: list[str]) -> None:
    """Serve every cycle; or, given `{"cycle", "form", "at"}`, one cycle whose schedule carries that form, once at that time."""
    if not arguments:
        serve(*all_deployments(), limit=AT_ONCE, pause_on_shutdown=False, print_starting_message=False)
        return
    said = json.loads(arguments[0])
    once = Interval(
        timedelta(days=365),
        anchor_date=datetime.fromisoformat(said["at"]),
        timezone=ZONE,
        parameters={"form": said["form"]},
        slug="demonstration",
    )
    serve(deployment_of(find_cycle(said["cycle"]), [once]), pause_on_shutdown=False, print_starting_message=False)


if __name__ == "__main__":
    main(sys.argv[1:])
