"""What each paper says, gathered from the records as frozen values."""
