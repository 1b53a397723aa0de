"""回复: the answer sheets of the offices' duties, their codes, and the judgement of what comes back (A49, A50)."""
