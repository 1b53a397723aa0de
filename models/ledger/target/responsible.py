"""责任部门 and 配合部门 of a row of a sheet of targets or drafts: known, still there, each named once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from models.intake.complaints import Complaint, Located
from models.intake.target import COOPERATING, LEAD, DescribedRow
from models.intake.values import names
from models.ledger.sheets import complain_unknown
from models.records import Department, id_of

Known = Mapping[str, Department | None]


def unknown_responsible(located: Located[DescribedRow], known: Known) -> Iterator[Complaint]:
    """Complain about each name that is no department's, or that of several, at the cell in which it stands."""
    led = {located.row.lead, *names(located.source.cells.get(LEAD))}
    for column, given in ((LEAD, [located.row.lead]), (COOPERATING, located.row.cooperating)):
        for name in given:
            place = LEAD if name in led else column
            if name in known and known[name] is None:
                yield located.complain(place, f"“{name}”对应多个部门，请改用部门编码或全称")
            elif name not in known:
                yield complain_unknown(located, place, name, known)


def ended_lead(located: Located[DescribedRow], wanted: Sequence[int], known: Known, day: date) -> Iterator[Complaint]:
    """Complain about a 责任部门 that ended before `day` and has no successor; `wanted` is who is responsible now."""
    lead = known.get(located.row.lead)
    if lead and lead.valid_to and lead.valid_to < day and wanted[0] == lead.id:
        yield located.complain("责任部门", f"“{lead.name}”已于{lead.valid_to}终止，请填写现任责任部门")


def led_by_agency(located: Located[DescribedRow], known: Known) -> Iterator[Complaint]:
    """Complain about a target that the agency itself would lead."""
    lead = known.get(located.row.lead)
    if lead and lead.is_agency:
        yield located.complain("责任部门", f"“{lead.name}”是管理机构，不能作责任部门，请填写承担目标的部门")


def named_twice(located: Located[DescribedRow], known: Known) -> Iterator[Complaint]:
    """Complain about a department that two names of 责任部门 and 配合部门 mean."""
    first: dict[int, str] = {}
    for name in (located.row.lead, *located.row.cooperating):
        if department := known.get(name):
            before = first.setdefault(id_of(department), name)
            if before != name:
                yield located.complain("配合部门", f"“{name}”与“{before}”是同一部门，请只写一次")
