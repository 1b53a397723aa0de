"""What people and flows do to the records. An act takes the session first, never commits, and returns a small Summary.

An import of a module loads that module and what it imports; an act by its name is loaded by `models.ledger.acts`.
"""
