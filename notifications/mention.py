"""Mentions: in a group, the message about an open duty calls the liaisons of the office that owes it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.ledger.representatives import PRESENT
from models.statements import run
from notifications.printers import Rendered

MEMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
EVERYONE = "all"  # as a name it would call the whole group
OWING = f"""
SELECT v.recipient_id AS recipient, array_agg(DISTINCT c.wecom_id) AS members
FROM delivery v JOIN recipient r ON r.id = v.recipient_id AND r.channel = 'wecom'
    JOIN notice n ON n.id = v.notice_id AND n.audience = 'office'
    JOIN obligation o ON o.id = n.obligation_id AND o.state = 'open'
    JOIN {PRESENT} c ON c.department_id = n.department_id AND c.role = 'liaison' AND c.wecom_id <> ''
WHERE v.id = ANY(:deliveries) GROUP BY v.recipient_id
"""  # noqa: S608 - constants only


def owing_members(session: Session, deliveries: Sequence[int], day: date) -> Mapping[int, Sequence[str]]:
    """Returns for each robot the WeCom names of today's liaisons (6.1.6) of the offices whose open duty it is told.

    Notices to the agency have no mention.
    """
    rows = run(session, OWING, deliveries=list(deliveries), day=day)
    return {row.recipient: sorted(filter(is_member, row.members)) for row in rows}


def is_member(name: str) -> bool:
    """Returns whether this is the name of one member: with any other text in it a mention would not stay one."""
    return MEMBER.fullmatch(name) is not None and name.lower() != EVERYONE


def with_mentions(message: Rendered, members: Sequence[str]) -> Rendered:
    """Returns the message to a group with a first line that calls these members.

    It is added after rendering: what people wrote cannot call anyone, because `inert` takes the mark from it.
    """
    if not (members and message.markdown):
        return message
    return replace(message, markdown=f"请{'、'.join(f'<@{name}>' for name in members)}办理：\n{message.markdown}")
