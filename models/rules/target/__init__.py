"""绩效目标: its indicators, progress, units, parts and own date, and what a department's list of targets lacks."""
