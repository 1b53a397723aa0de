"""目标考评: what a year's score is made of, as rules (1-8)."""
