"""专家名单: the jurors of 创新项目评选 and their ties to units (1-2.16)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from models.intake.innovation import JurorRegistered, JurorTieDeclared
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import find_department
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.transitions import lock, record_row
from models.records import Juror, JurorTie, id_of
from models.rules.errors import Refused
from models.rules.kinds import ContactRole
from models.rules.personal_names import NAMESAKE, check_name, namesakes_in, one_spelling
from models.statements import ResultRow, run

# The units :departments with those that were merged into them, and every name that they have or had.
UNITS = f"""
WITH unit AS MATERIALIZED (SELECT d.id, d.code, d.name, d.short_name FROM department d
    LEFT JOIN {HEIRS} h ON h.department_id = d.id
    WHERE d.id = ANY(:departments) OR h.heir = ANY(:departments))
"""  # noqa: S608 - constants only
NAMES = f"""{UNITS}
SELECT u.name AS unit, u.name FROM unit u
UNION SELECT u.name, u.short_name FROM unit u WHERE length(u.short_name) >= 3
UNION SELECT u.name, r.old_name FROM unit u JOIN reform r ON r.department_id = u.id WHERE r.kind = 'rename'
"""  # noqa: S608 - constants only
TIED = f"""{UNITS}
SELECT j.name, u.name AS unit, t.reason FROM juror_tie t JOIN juror j ON j.id = t.juror_id
    JOIN unit u ON u.id = t.department_id
WHERE j.id = ANY(:jurors)
"""  # noqa: S608 - constants only
# People who are tied to one of the units: inspectors with the reason, contacts with the role; and a juror of whose
# name, but for what is in brackets, another one has a tie.
OTHERS = f"""{UNITS}
SELECT p.name, u.name AS unit, t.reason, '' AS role FROM tie t JOIN inspector p ON p.id = t.inspector_id
    JOIN unit u ON u.id = t.department_id
UNION SELECT k.name, u.name, t.reason, '' FROM juror_tie t JOIN juror j ON j.id = t.juror_id
    JOIN unit u ON u.id = t.department_id JOIN juror k ON k.jurisdiction_id = j.jurisdiction_id
        AND k.id <> j.id AND split_part(k.name, '(', 1) = split_part(j.name, '(', 1)
UNION SELECT c.name, u.name, '', c.role FROM contact c JOIN unit u ON u.id = c.department_id
UNION SELECT r.representative, u.name, '', '' FROM representation r JOIN unit u ON u.id = r.department_id
ORDER BY name, unit, reason, role
"""  # noqa: S608 - constants only
JUDGED = """
SELECT DISTINCT r.year FROM innovation_round r, innovation_project p
WHERE r.jurisdiction_id = :jurisdiction AND r.jurors ? :name AND p.department_id = :department
    AND r.votes ? (p.year || '-' || p.number) ORDER BY r.year
"""


@act("register_juror", "登记创新项目评委", clause="1-2.16", roles={Role.AGENCY})
def register_juror(session: Session, data: JurorRegistered, ctx: Context) -> Summary:
    """2.16: insert a juror with his unit, or change it; he judges from the day of his registration.

    Two of one name have a number in brackets after it. Raises Refused for a name that names several.
    """
    check_name(data.name)
    lock(session, "juror")
    jurors = session.exec(select(Juror).where(Juror.jurisdiction_id == ctx.jurisdiction)).all()
    known = next((each for each in jurors if each.name == data.name), None)
    values = data.model_dump(exclude_unset=True)
    if known and known.model_dump(include=set(values)) == values:
        return Summary(f"评委“{data.name}”此前已登记，未作改动。{NAMESAKE}", {"registered": 0})
    juror = known or Juror(jurisdiction_id=ctx.jurisdiction, registered_on=ctx.date, **values)
    if known and known.unit != data.unit:
        values["registered_on"] = ctx.date  # he is of another unit from today on, not in earlier rounds
    juror.sqlmodel_update(values)
    record_row(session, ctx, juror, "changed" if known else "registered")
    done = "已更新" if known else "已登记"
    bare = juror.name.partition("(")[0]
    names = {juror.name, *(each.name for each in jurors)}
    also = NAMESAKE if known else namesakes_in(name for name in names if name.startswith(bare))
    return Summary(f"{done}评委“{juror.name}”（{juror.unit}）。{also}", {"registered": 1})


@act("declare_juror_tie", "登记评委回避", clause="1-2.16", roles={Role.AGENCY})
def declare_juror_tie(session: Session, data: JurorTieDeclared, ctx: Context) -> Summary:
    """2.16: record why a juror must not judge a unit; years in which he judged it already are named."""
    lock(session, "juror")
    [juror] = find_jurors(session, ctx, [data.juror])
    department = find_department(session, ctx.jurisdiction, data.department)
    ties = select(JurorTie).where(JurorTie.juror_id == juror.id, JurorTie.department_id == department.id)
    if session.exec(ties).first():
        return Summary(f"“{juror.name}”回避“{department.name}”此前已登记，未作改动。", {"declared": 0})
    tie = JurorTie(juror_id=id_of(juror), department_id=id_of(department), reason=data.reason, declared_on=ctx.date)
    record_row(session, ctx, tie, "declared")
    named = {"jurisdiction": ctx.jurisdiction, "name": juror.name, "department": department.id}
    years = [str(year) for year in run(session, JUDGED, **named).scalars()]
    advice = f"其参加过{'、'.join(years)}年对该单位项目的评审，请由评委会重新评审、更正。" if years else ""
    return Summary(f"已登记“{juror.name}”回避“{department.name}”。{advice}", {"declared": 1})


def find_jurors(session: Session, ctx: Context, names: Sequence[str]) -> list[Juror]:
    """Return the jurors of these names. Raises Refused for one that is not on the list."""
    jurors = session.exec(select(Juror).where(Juror.jurisdiction_id == ctx.jurisdiction)).all()
    known = {each.name: each for each in jurors}
    if unknown := [name for name in names if name not in known]:
        raise Refused(f"专家名单中没有“{unknown[0]}”，请核对姓名，或先登记（register_juror）。")
    return [known[name] for name in names]


def check_listed(jurors: Sequence[Juror], held_on: date) -> None:
    """Raise Refused for a juror who was not on the list on the day of a round."""
    for each in jurors:
        if each.registered_on > held_on:
            raise Refused(f"评委“{each.name}”{each.registered_on}才登记，评审当日（{held_on}）不在专家名单中。")
        if each.valid_to and each.valid_to < held_on:
            raise Refused(f"评委“{each.name}”已于{each.valid_to}退出专家名单，不能参加{held_on}的评审。")


def check_jurors_untied(session: Session, jurors: Sequence[Juror], departments: Sequence[int]) -> None:
    """2.16: raise Refused if a juror is of a unit whose project is judged, or has a tie to it on record."""
    for row in run(session, NAMES, departments=list(departments)):
        for each in jurors:
            if _plain(row.name) in _plain(each.unit):
                raise Refused(f"评委“{each.name}”是申报单位“{row.unit}”的人（{each.unit}），应当回避，不能参加评审。")
    for row in run(session, TIED, departments=list(departments), jurors=[each.id for each in jurors]):
        raise Refused(f"评委“{row.name}”与申报单位“{row.unit}”有回避情形（{row.reason}），不能参加评审。")


def tell_namesakes(session: Session, jurors: Sequence[Juror], departments: Sequence[int]) -> str:
    """2.16: return a remark about jurors with the name of another person who is tied to a unit that is judged."""
    names = {each.name for each in jurors}
    others = (row for row in run(session, OTHERS, departments=list(departments)) if row.name in names)
    same = "；".join(f"评委“{row.name}”与申报单位“{row.unit}”{_of_unit(row)}同名" for row in others)
    return f"{same}，是同一人的应当回避（declare_juror_tie），请核对。" if same else ""


def _of_unit(row: ResultRow) -> str:
    """Return in words the role of a person of a unit, or that he has a tie to it."""
    if row.reason:
        return f"有回避情形的人（{row.reason}）"
    return f"的{ContactRole(row.role).label if row.role else '受托人'}"


def _plain(name: str) -> str:
    return one_spelling(name).replace(" ", "")
