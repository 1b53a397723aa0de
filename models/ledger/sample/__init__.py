"""随机抽样: the population, the draw, and what is published of it (4.4)."""
