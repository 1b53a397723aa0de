"""Holiday notices: the days they announce, the due dates that follow, and warnings about missing notices."""
