"""The ledger's side: the same steps that the flows run, on the same database as the bound."""

from datetime import date, time

from deployments.bench.databases import on
from deployments.bench.plain import Plain, digest
from flows.daily_sweep import STEPS
from models.rules.cycles import MONTHLY_CHECK
from models.rules.workdays import BusinessDay
from tasks.clock import set_virtual_instant
from tasks.flow_steps import opening_step
from tasks.step import Step, run_steps

OPENED, IDLE, DUE = date(2026, 3, 1), date(2026, 3, 20), date(2026, 3, 31)
# The content of our records, in the form of the bound's digest.
CONTENT = """
SELECT concat_ws('|', 'duty', c.cycle, c.period, d.code, x.due, o.state)
FROM obligation o JOIN cycle_run c ON c.id = o.cycle_run_id JOIN department d ON d.id = o.department_id
    JOIN deadline x ON x.id = o.deadline_id
UNION ALL SELECT concat_ws('|', 'line', d.code, t.code)
FROM report_line l JOIN obligation o ON o.id = l.obligation_id JOIN department d ON d.id = o.department_id
    JOIN target t ON t.id = l.target_id
UNION ALL SELECT concat_ws('|', 'note', d.code, split_part(n.kind, '_', 1), split_part(n.occasion, '|', 2))
FROM notice n JOIN obligation o ON o.id = n.obligation_id JOIN department d ON d.id = o.department_id
UNION ALL SELECT concat_ws('|', 'reminder', d.code, 'T')
FROM obligation o JOIN department d ON d.id = o.department_id WHERE o.reminded = 0
UNION ALL SELECT concat_ws('|', t.event, split_part(t.record_key, '|', 3)) FROM transition t
WHERE t.record = 'obligation'
"""


def open_check() -> dict[str, int]:
    """Open the monthly check of March. Returns the counts."""
    return run_on((opening_step(MONTHLY_CHECK),), on(OPENED, time(7, 30)))


def sweep(day: date) -> dict[str, int]:
    """Run all steps of the daily sweep. Returns the counts."""
    return run_on(STEPS, on(day))


def digest_of_ours(plain: Plain) -> tuple[int, str]:
    """Returns count and digest of our records in the database of these plain tables."""
    with Plain(plain.url, "public").connect() as connection:
        return digest(connection, CONTENT)


def run_on(steps: tuple[Step, ...], day: BusinessDay) -> dict[str, int]:
    """Run steps on that day without Prefect. Returns their counts added."""
    set_virtual_instant(day.at)
    counts: dict[str, int] = {}
    for summary in run_steps(steps, day, engine=False):
        counts |= {name: counts.get(name, 0) + count for name, count in summary.counts.items()}
    return counts
