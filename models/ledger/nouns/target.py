"""绩效目标: SQL that several rooms share."""

# What makes a row `x` of target_department the lead's, and the row of the department that leads target `t`.
LEADING = 0
LEADS = f"x.position = {LEADING}"
LEAD = f"target_department x ON x.target_id = t.id AND {LEADS}"
# SQL: target `t` is the one that a key names, and entry `e` of its entries: 2026/T001, 2026/T001/1.
NAMED_BY = "CAST(t.year AS text) = split_part({key}, '/', 1) AND t.code = split_part({key}, '/', 2)"
ENTRY_NAMED_BY = "CAST(e.occurrence AS text) = split_part({key}, '/', 3)"
