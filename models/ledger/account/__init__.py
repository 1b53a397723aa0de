"""账号: opening and ending, slips and their receipts, signing in, sessions, and what a person is on a day."""
