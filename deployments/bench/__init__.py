"""测速: how fast it is, side by side in one run with plain SQL as the bound and with three engines."""
