"""Pure rules: deadlines, periods, cycles, states. Standard library only: no clock, no session, no query."""
