"""目标考评: the score of each department for a year, with what makes it so (1-8)."""
