"""负面清单: entries and limits, 整改, confirmation on site, points, the list of a quarter (6.2.4, 6.2.5)."""
