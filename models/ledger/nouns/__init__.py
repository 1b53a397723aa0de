"""The nouns of the ledger, by what they are about."""
