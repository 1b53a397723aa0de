"""Holiday notices: the days they mark, due dates that follow, notices that have not come."""
