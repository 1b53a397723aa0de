"""Input: the model of each act, and spreadsheets parsed into checked rows; a complaint names file, sheet and cell."""
