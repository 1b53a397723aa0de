"""在线复核: assignment, conclusions per line, proposals for the negative list (7.2)."""
