"""Faults in a simulated year: kills at any statement or letter, doubled and dropped runs, events in the world."""
