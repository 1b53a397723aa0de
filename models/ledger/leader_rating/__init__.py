"""省领导评价: the ratings of each leader, entered by one person and read a second time by another (1-2.15)."""
