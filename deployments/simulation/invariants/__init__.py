"""What is checked every night of a simulated year; a violation is a sentence that names the day and the record."""
