"""The page (网页): offices answer what they owe, heads read and consent, the agency works without a shell (3-7.1)."""
