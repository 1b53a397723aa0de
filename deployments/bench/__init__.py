"""测速: measures the ledger side by side with plain SQL as the lower bound."""
