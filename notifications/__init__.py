"""Delivery of notices: claimed, rendered and frozen, sent outside the transaction, then settled."""
