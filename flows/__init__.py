"""One file per cycle, each reading as its clause does: its steps, and the shell that Prefect schedules."""
