"""检查填报: reports, self-checks, meetings, their import, and the head's acknowledgement (6.1, 7.1)."""
