"""Entries of the negative list with the state that they had at the end of a day (1-8, A53)."""

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
