"""Cycles: opened for a period, paused and resumed, swept every day (6.1, 6.2.2)."""
