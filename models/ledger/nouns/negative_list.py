"""负面清单: SQL that several rooms share."""

from collections.abc import Iterable

from models.rules.states import EntryState


def in_sql(states: Iterable[EntryState]) -> str:
    """Return states of an entry as a list in SQL, such as ('dismissed', 'made_good')."""
    quoted = sorted(f"'{state.value}'" for state in states)
    return f"({', '.join(quoted)})"


# In place of the table `negative_entry`: its rows as they are now, or, if `:until` is a day, those that there were at
# its end, each with its state of then.
ENTRIES_THEN = """(
    SELECT n.id, n.target_id, n.occurrence, n.department_id, n.finding, n.found_on, n.listed_on, n.state
    FROM negative_entry n
    WHERE CAST(:until AS date) IS NULL
    UNION ALL SELECT n.id, n.target_id, n.occurrence, n.department_id, n.finding, n.found_on, n.listed_on, s.state
    FROM negative_entry n JOIN (
        SELECT DISTINCT ON (m.record_id) m.record_id, m.to_state AS state
        FROM transition m JOIN block b ON b.act_id = m.act_id
        WHERE m.record = 'negative_entry' AND b.business_date <= CAST(:until AS date)
        ORDER BY m.record_id, m.id DESC) s ON s.record_id = n.id)"""
