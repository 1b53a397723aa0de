"""An office names its liaison by the sheet of its vacancy: as `appoint_liaison` does, from the next working day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.liaison import LiaisonNamed
from models.ledger.acts import Context, Summary
from models.ledger.answer.remembering import tell_office_and_head
from models.ledger.calendars import calendar_of
from models.ledger.registry.liaisons import appoint_liaison
from models.records import Department
from models.rules.errors import Refused
from models.statements import run

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('liaison', 0))"
HELD = """
SELECT name FROM contact WHERE department_id = :office AND role = 'liaison' AND coalesce(valid_to, 'infinity') >= :day
ORDER BY id DESC LIMIT 1
"""


def name_liaison(session: Session, ctx: Context, office: int, fields: Mapping[str, Any]) -> Summary:
    """6.1.6: appoint who is named; office and head are told of the address, so that they can object before.

    Valid from the day that is named, at the earliest from the next working day: until then nothing is taken from the
    new address. Raises Refused if the office has a liaison by now.
    """
    run(session, ONE_AT_A_TIME)
    if held := run(session, HELD, office=office, day=ctx.date).scalar():
        raise Refused(f"联络员“{held}”已经登记，这张表不再收取；要变更的，请来函或来电告知管理机构。")
    department = session.get_one(Department, office)
    first = calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, 1)
    asked: date = fields.get("valid_from", first)
    named = LiaisonNamed(**{**fields, "department": department.code, "valid_from": max(asked, first)})
    done = appoint_liaison(session, named, ctx)
    told = tell_office_and_head(session, ctx, department, named.email, max(asked, first), person=named.name)
    remark = f"填写的生效日期{asked}早于下一个工作日，未采用。" if asked < first else ""
    return replace(done, words=done.words + remark, counts={**done.counts, "notices": told})
