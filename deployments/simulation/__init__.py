"""The simulated year: the real steps and acts, day by day on a virtual clock, on a database of its own."""
