"""在线复核: assigned, concluded line by line, proposed for the negative list (7.2)."""
