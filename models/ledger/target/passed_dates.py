"""早已过时限的目标: own dates before 目标到期 first ran here or before the take-over, listed once (A47)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.notices import notify_agency
from models.rules.chinese_dates import in_full

KIND = "target_dates_passed"
SHOWN = 20  # lines of the message
# The keys of the own dates that were listed to the agency.
TOLD = f"""SELECT jsonb_array_elements_text(n.payload -> 'keys') AS subject FROM notice n
    WHERE n.jurisdiction_id = :jurisdiction AND n.kind = '{KIND}'"""  # noqa: S608 - constants only


def tell_passed(session: Session, ctx: Context, rows: Sequence[Any]) -> int:
    """A47: queue one list of own dates for the agency; returns 1 if there is any."""
    if not rows:
        return 0
    payload = {
        "number": len(rows),
        "lines": [_line(row) for row in rows[:SHOWN]],
        "keys": [row.subject for row in rows],
    }
    return notify_agency(session, ctx, KIND, ctx.date.isoformat(), payload=payload)


def _line(row: Any) -> str:  # noqa: ANN401 - a result row
    of_leaf = f"（指标{row.leaf}）" if row.leaf else ""
    return f"{row.lead}：{row.name}{of_leaf}，完成时限{in_full(row.due)}"
