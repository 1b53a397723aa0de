"""参与单位 and 内设机构: registered with their validity; which of them are in force on a day (1-2.2, 1-2.12)."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.intake.body import BodyNamed, DivisionNamed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.inspection.roster import check_validity
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.registry.register import IN_FORCE
from models.ledger.transitions import record_row
from models.records import Body, Division, id_of
from models.rules.body import SINGLE, BodyKind, level_of
from models.rules.errors import FieldRefused, Refused
from models.rules.personal_names import one_spelling
from models.rules.plain_text import without_unseen
from models.statements import run

FIRST, LAST = date.min, date.max
IN_OFFICE = "先登记它的失效日期，再写明新单位的生效日期。"
ENDED = "写明新单位的生效日期，应在它失效之后。"
BODIES = f"""
SELECT r.name, r.kind, r.member, r.basis, r.email, r.contact, r.mobile, r.valid_from, r.valid_to
FROM body r WHERE r.jurisdiction_id = :jurisdiction AND {IN_FORCE.format("r")} ORDER BY r.name COLLATE "C"
"""  # noqa: S608 - constants only
DIVISIONS = f"""
SELECT d.code AS department_code, d.name AS department, r.name, r.valid_from, r.valid_to
FROM division r JOIN department d ON d.id = r.department_id
WHERE d.jurisdiction_id = :jurisdiction AND {IN_FORCE.format("r")} ORDER BY d.code COLLATE "C", r.name COLLATE "C"
"""  # noqa: S608 - constants only
OFFICES = f"""
SELECT count(*) FROM department d
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency AND {IN_FORCE.format("d")}
"""  # noqa: S608 - constants only


@act("register_body", "登记参与单位", clause="1-2.12", roles={Role.AGENCY})
def register_body(session: Session, data: BodyNamed, ctx: Context) -> Summary:
    """1-2.12: insert or update a body that takes part; what is not given stays unchanged.

    Raises Refused if the name is that of a body of another kind, if two bodies of a single kind, such as the leading
    group, would be in office at once, and for a member of the leading group without the paper that makes it one.
    """
    registered = session.exec(select(Body).where(Body.jurisdiction_id == ctx.jurisdiction)).all()
    same = [each for each in registered if one_spelling(each.name) == one_spelling(data.name)]
    existing = next((each for each in same if each.name == data.name), same[0] if same else None)
    _check_kind(existing, data)
    name = existing.name if existing else without_unseen(data.name)
    values = data.model_dump(exclude_unset=True) | {"name": name}
    body = existing or Body(jurisdiction_id=ctx.jurisdiction, **values)
    if existing and existing.model_dump(include=set(values)) == values:
        return Summary(f"参与单位“{name}”此前已登记，未作改动。", {"registered": 0})
    body.sqlmodel_update(values)
    check_validity(body.valid_from, body.valid_to)
    _check_member(body)
    _check_single(body, [each for each in registered if each is not existing])
    record_row(session, ctx, body, "changed" if existing else "registered")
    return Summary(f"{'已更新' if existing else '已登记'}参与单位“{name}”（{body.kind.label}）。", {"registered": 1})


@act("register_division", "登记内设机构", clause="1-2.2", roles={Role.AGENCY})
def register_division(session: Session, data: DivisionNamed, ctx: Context) -> Summary:
    """1-2.2: insert or update a part of a department; what is not given stays unchanged."""
    department = find_department(session, ctx.jurisdiction, data.department)
    registered = session.exec(select(Division).where(Division.department_id == id_of(department))).all()
    existing = next((each for each in registered if one_spelling(each.name) == one_spelling(data.name)), None)
    name = existing.name if existing else without_unseen(data.name)
    values = data.model_dump(exclude={"department"}, exclude_unset=True) | {"name": name}
    if existing and existing.model_dump(include=set(values)) == values:
        return Summary(f"{department.name}的内设机构“{name}”此前已登记，未作改动。", {"registered": 0})
    division = existing or Division(department_id=id_of(department), **values)
    division.sqlmodel_update(values)
    check_validity(division.valid_from, division.valid_to)
    record_row(session, ctx, division, "changed" if existing else "registered")
    return Summary(f"{'已更新' if existing else '已登记'}{department.name}的内设机构“{name}”。", {"registered": 1})


def _check_kind(existing: Body | None, data: BodyNamed) -> None:
    """Raise Refused if the name is registered for another kind of body: its papers are those of that kind."""
    if existing and existing.kind != data.kind:
        stands = f"“{existing.name}”已登记为{existing.kind.label}{_term_of(existing)}，不能改为{data.kind.label}"
        raise Refused(f"{stands}。是另一个单位的，请用不同的名称登记；查看：mubiao bodies。")


def _check_member(body: Body) -> None:
    """9.1: raise Refused for a member without a paper, since it is given all results of a year."""
    if body.member and not body.basis.strip():
        named = f"“{body.name}”登记为领导小组成员单位，须写明依据文件（--basis）"
        words = f"{named}，即确定它为成员单位的文件的文号。成员单位得到全年的考评结果（1-9.1）。"
        raise FieldRefused(words, "basis")


def _check_single(body: Body, others: list[Body]) -> None:
    """Raise Refused if another body of the kind is in office on a day on which this one is."""
    if body.kind not in SINGLE:
        return
    for other in others:
        if other.kind == body.kind and _overlap(body, other):
            registered = f"{body.kind.label}已登记为“{other.name}”{_term_of(other)}，同一时期只有一个。"
            raise Refused(f"{registered}更换的，{ENDED if other.valid_to else IN_OFFICE}")


def _overlap(one: Body, other: Body) -> bool:
    begins = max(one.valid_from or FIRST, other.valid_from or FIRST)
    return begins <= min(one.valid_to or LAST, other.valid_to or LAST)


def _term_of(body: Body) -> str:
    first, last = body.valid_from, body.valid_to
    term = "".join([f"{first}起" if first else "", f"至{last}" if last else ""])
    return f"（{term}）" if term else ""


def list_bodies(session: Session, day: date, *, former: bool = False) -> list[dict[str, Any]]:
    """Return the bodies in force on `day` by their level and kind; with `former` all. `level` 0: not in 2.12."""
    rows = run(session, BODIES, jurisdiction=home(session), day=day, former=former).mappings()
    kinds = list(BodyKind)
    found = [{**row, "kind": BodyKind(row["kind"])} for row in rows]
    ordered = sorted(found, key=lambda row: kinds.index(row["kind"]))
    return [{**row, "level": level_of(row["kind"])} for row in ordered]


def list_divisions(session: Session, day: date, *, former: bool = False) -> list[dict[str, Any]]:
    """Return the parts of the departments in force on `day`; with `former` all."""
    rows = run(session, DIVISIONS, jurisdiction=home(session), day=day, former=former)
    return [dict(row) for row in rows.mappings()]


def count_offices(session: Session, day: date) -> int:
    """Return how many departments are managed on a day: the fourth level of the agency (Part 1, 2.12)."""
    return int(run(session, OFFICES, jurisdiction=home(session), day=day, former=False).scalar_one())
