"""The mailbox to which answers come: its mails that were not yet taken, one by one; taken ones are flagged, not moved.

`open_inbox(url, disk)` gives an `Inbox`: `waiting()` lists, `fetch()` reads, `flag()` marks as taken.
"""

from notifications.inbox.opening import open_inbox
from notifications.inbox.waiting import Fetched, Inbox, Unreadable, Waiting

__all__ = ["Fetched", "Inbox", "Unreadable", "Waiting", "open_inbox"]
