"""检查填报: reports, self-checks, meetings, their sheet, and that the head has read the result (6.1, 7.1)."""
