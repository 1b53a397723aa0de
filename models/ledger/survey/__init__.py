"""公众测评: the sheet handed out, the numbers that come back, 不满意度 by dimension and group (1-2.14, 1-8.3)."""
