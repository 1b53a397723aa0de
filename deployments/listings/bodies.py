"""`mubiao bodies`: the bodies that take part, the departments as a number, and the parts of the departments."""

from datetime import date

from sqlmodel import Session

from deployments.listings.departments import format_validity
from deployments.listings.listing import WITH_FORMER, Column, Filter, Listing, counted
from models.ledger.registry.bodies import count_offices, list_bodies, list_divisions
from models.rules.body import OFFICES, BodyKind

NUMBERS = ("", "第一层", "第二层", "第三层")
NONE = "没有参与单位。登记：mubiao act register_body，或 mubiao import bodies。"


def _fourth_level(session: Session, day: date) -> str:
    return f"第四层：{OFFICES}{count_offices(session, day)}个（mubiao departments）。"


DIVISIONS = Listing(
    "bodies",
    "内设机构",
    "列出各部门的内设机构",
    list_divisions,
    (
        Column("部门编码", "department_code", kept=True),
        Column("部门", "department"),
        Column("内设机构", "name"),
        Column("有效期", format_validity),
    ),
    none="没有内设机构。登记：mubiao act register_division，或 mubiao import divisions。",
    filters=(WITH_FORMER,),
)
LISTING = Listing(
    "bodies",
    "参与单位",
    "参与单位：领导小组、机关工委、督查室等。例：mubiao bodies --all",
    list_bodies,
    (
        Column("层次", lambda row: NUMBERS[row["level"]], kept=True),
        Column("单位", "name", kept=True),
        Column("类别", "kind", BodyKind),
        Column("成员单位", lambda row: "是" if row["member"] else ""),
        Column("联系人", "contact"),
        Column("手机", "mobile"),
        Column("有效期", format_validity, kept=True),
    ),
    none=lambda session, day, **_: f"{NONE}\n{_fourth_level(session, day)}",
    filters=(WITH_FORMER,),
    instead=((Filter("divisions", DIVISIONS.about), DIVISIONS),),
    after=lambda session, found: [counted(found.rows), _fourth_level(session, found.day)],
    data=lambda session, found: {"bodies": found.rows, "offices": count_offices(session, found.day)},
)
