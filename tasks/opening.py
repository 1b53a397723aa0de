"""Steps that open cycles: that of one periodic cycle, and one that opens every missed period."""

from models.ledger.cycle.opening import open_cycle, reconcile
from models.ledger.questions import ALWAYS
from models.rules.business_day import BusinessDay
from models.rules.cycle import Cycle
from tasks.step import Step, step


def opening_step(cycle: Cycle) -> Step:
    """Returns the step that opens a cycle for the period of the run, by default the newest one."""

    def input_for(day: BusinessDay) -> dict[str, str]:
        return {"cycle": cycle.key, "period": day.period or str(cycle.newest(day.date))}

    return step(f"开启{cycle.name}", open_cycle, input_for, asks=ALWAYS)


reconcile_runs = step("补开周期", reconcile, asks=ALWAYS)
