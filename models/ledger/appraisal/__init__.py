"""年度考评: the score sheets of a year are drafted, checked by the departments, approved, corrected (1-8)."""
