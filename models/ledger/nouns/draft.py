"""目标草案: SQL that several rooms share."""

# The newest line of each draft that was consulted.
NEWEST = """(SELECT DISTINCT ON (l.draft_id) l.* FROM draft_line l
    JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'consultation' ORDER BY l.draft_id, l.id DESC)"""
