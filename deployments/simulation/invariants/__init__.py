"""The nightly checks of a simulated year; a violation is a sentence that names the day and the record."""
