"""Thin Prefect tasks for the steps of the cycles, the settings and the clock. No SQL and no decision here."""
