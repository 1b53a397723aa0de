"""The process that opens what was missed while the system was down, each period as a run of its cycle in Prefect.

Started by `mubiao up` as `python -P -m deployments.catch_up`, once; it ends when the last run has ended.
"""

import asyncio
from contextlib import suppress

from deployments.missed_work import TAG, missed_work
from deployments.schedules import call
from models.database import begin
from models.rules.errors import MubiaoError
from tasks.clock import business_day
from tasks.flow_shell import RunForm
from tasks.step import prepare


def main() -> None:
    """Run everything that was missed, one after the other. A run that fails shows why; the next one follows."""
    prepare()
    with begin() as session:
        work = missed_work(session, business_day())
    for cycle, period in work:
        with suppress(MubiaoError):
            asyncio.run(call(cycle, RunForm(period=period), TAG))


if __name__ == "__main__":
    main()
