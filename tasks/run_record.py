"""What the database keeps of a run: that it ended today; of the routines that must not be late when it began too."""

from collections.abc import Callable
from contextlib import suppress

from models.database import begin
from models.last_run import forget_beginning, note_beginning, note_end
from models.ledger.day_runs import count_end
from models.rules.cycle import Cycle, Routine
from models.rules.errors import Unavailable
from tasks.clock import lease_time
from tasks.home import worker_name


def begin_run(cycle: Cycle | Routine) -> None:
    """Note that a run begins here."""
    _note(cycle, note_beginning, worker_name())


def end_run(cycle: Cycle | Routine) -> None:
    """Note that a run has ended, and count it."""
    _note(cycle, note_end)
    with suppress(Unavailable), begin() as session:
        count_end(session, cycle.key, lease_time(session))


def forget_run(cycle: Cycle | Routine) -> None:
    """Forget that a run began here, because the cell was away: it is missing, and will be started again."""
    if isinstance(cycle, Routine) and cycle.noted:
        with suppress(Unavailable), begin() as session:
            forget_beginning(session, cycle.key)


def _note(cycle: Cycle | Routine, note: Callable[..., None], *more: str) -> None:
    """Note it, if it is to be noted; while the database is away or takes nothing, the steps themselves say so."""
    if isinstance(cycle, Routine) and cycle.noted:
        with suppress(Unavailable), begin() as session:
            note(session, cycle.key, lease_time(session), *more)
