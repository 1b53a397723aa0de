"""决定单位: the registered body whose paper decides a matter, in office on the day of the paper (1-2.12, A37)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from models.ledger.acts import Context
from models.records import Body
from models.rules.body import BodyKind
from models.rules.errors import Refused
from models.rules.personal_names import one_spelling

LEADING_GROUPS = (BodyKind.LEADING_GROUP, BodyKind.LEADING_GROUP_OFFICE)  # who ends a line, or a duty to visit


def deciding_body(
    session: Session, ctx: Context, named: str, kinds: Sequence[BodyKind], dated: date, *, what: str
) -> Body:
    """Return the body of these kinds that is `named`, by its name or its kind, and was in office on `dated`.

    `what` is decided. Raises Refused unless there is one, with those that are registered.
    """
    bodies = session.exec(select(Body).where(Body.jurisdiction_id == ctx.jurisdiction)).all()
    entitled = [each for each in bodies if each.kind in kinds and _in_office(each, dated)]
    by_name = (each for each in entitled if one_spelling(each.name) == one_spelling(named))
    by_kind = (each for each in entitled if each.kind.label == named)
    if found := next(by_name, None) or next(by_kind, None):
        return found
    known = "、".join(each.name for each in entitled) or "无"
    who = "或".join(kind.label for kind in kinds)
    why = f"“{named}”不是{dated}在任的这类单位" if named else "请写明决定的单位"
    raise Refused(f"{what}须由{who}决定，{why}（已登记的：{known}）。先登记：mubiao act register_body。")


def _in_office(body: Body, day: date) -> bool:
    return (body.valid_from or date.min) <= day <= (body.valid_to or date.max)
