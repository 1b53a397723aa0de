"""What people and flows do to the records. An act takes the session first, never commits, and returns a small Summary.

Importing the package registers every act.
"""

from models.ledger import (
    closing,
    discharging,
    evidencing,
    founding,
    importing,
    listing,
    meeting,
    messaging,
    opening,
    reading,
    remedying,
    reminding,
    reporting,
    staffing,
    taking,
    urging,
)

__all__ = [
    "closing",
    "discharging",
    "evidencing",
    "founding",
    "importing",
    "listing",
    "meeting",
    "messaging",
    "opening",
    "reading",
    "remedying",
    "reminding",
    "reporting",
    "staffing",
    "taking",
    "urging",
]
