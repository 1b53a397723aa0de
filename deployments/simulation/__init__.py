"""The simulated year: runs the real steps and acts day by day on a virtual clock and a separate database."""
