"""随机抽样: the population, the draw, and the published document (4.4)."""
