"""Who led a target in a year, as SQL: its lead, or the successor of one that was merged by the last day (A54)."""

from models.ledger.heirs import HEIRS

# The successors of the departments that were merged by the last day of the year; a later merger changes no sheet.
HEIRS_THEN = HEIRS.replace("kind = 'merge'", "kind = 'merge' AND effective_on <= :last")
# Of a target whose lead `x` has it since after the year it is who had it before: `{before}`.
LED = "CASE WHEN x.since > :last THEN {before} ELSE x.department_id END"
