"""The steps of the cycles as thin Prefect tasks, the settings and the clock. No SQL here, no decision."""
