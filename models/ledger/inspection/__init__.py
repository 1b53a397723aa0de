"""核查: plan, roster, team, sample, findings, evaluation, conclusion, visits to projects (4, 6.2.1-6.2.3, 7.3)."""
