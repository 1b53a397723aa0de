"""Input: the model of every act, and spreadsheets read into checked rows; a complaint names file, sheet and cell."""
