"""The demonstration: one year with real departments and targets, real flows, mail and robots on the loopback."""
