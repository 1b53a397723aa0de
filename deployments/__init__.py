"""How an installation runs: embedded database, Prefect server and runner, schedules, command line, demonstration."""
