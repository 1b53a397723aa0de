"""One file per cycle: its list of steps and the flow that Prefect schedules."""
