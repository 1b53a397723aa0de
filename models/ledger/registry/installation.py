"""初始化: the jurisdiction (1-1), its go-live date, the agency's own row and the shipped calendar."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.intake.jurisdiction import Founding
from models.intake.shipped import CALENDAR, shipped_rows
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.answer_keys import make_key
from models.ledger.jurisdiction import INIT, calendar_of, is_rehearsal
from models.ledger.perform import NATION
from models.ledger.rehearsal import start_rehearsal
from models.ledger.transitions import record, record_end, record_rows
from models.records import CalendarDay, Department, Jurisdiction, Office, id_of
from models.rules.errors import Refused
from models.rules.kinds import DayKind
from models.rules.organ_word import STANDARD, organ_word
from models.rules.rehearsal import marked
from models.statements import ResultRow, run

AGENCY_CODE = "AGENCY"
FOUNDED = """
SELECT id, name, go_live, organ_word, EXISTS (SELECT 1 FROM block WHERE act <> :init) AS used,
    EXISTS (SELECT 1 FROM cycle_run) OR EXISTS (SELECT 1 FROM obligation) AS begun
FROM jurisdiction WHERE go_live IS NOT NULL
"""
START_AGAIN = "还没有正式办理的，可以另设 MUBIAO_HOME（或空的数据库），重新初始化、导入。"
CORRECT = "UPDATE jurisdiction SET name = :name, organ_word = :word, go_live = :go_live WHERE id = :id"
NAME_AGENCY = "UPDATE department SET name = :name WHERE code = :code RETURNING id"


@act(INIT, "初始化", clause="3-1", roles={Role.AGENCY})
def initialize(session: Session, data: Founding, ctx: Context) -> Summary:
    """Insert jurisdiction, agency and shipped calendar; periods that began before the go-live date never open.

    Until a cycle is opened, a repeated call may correct the go-live date; until anything else is done, the name with
    the word for its organs. Raises Refused if it is already initialized under another name, if the word for its organs
    does not follow from its name, or for a day outside the calendar.
    """
    if live := run(session, FOUNDED, init=INIT).first():
        return _correct(session, data, ctx, live)
    word = _stored_word(data)
    jurisdiction = Jurisdiction(name=data.name, parent_id=NATION, go_live=data.go_live, organ_word=word)
    days = _insert_calendar(session, ctx)
    session.add(jurisdiction)
    session.flush()
    agency = Department(jurisdiction_id=id_of(jurisdiction), code=AGENCY_CODE, name=_name_agency(data), is_agency=True)
    session.add(agency)
    session.flush()
    session.add(Office(department_id=id_of(agency)))
    record(session, ctx, "jurisdiction", [NATION, id_of(jurisdiction)], "founded")
    record(session, ctx, "department", [id_of(agency)], "added")
    own = replace(ctx, jurisdiction=id_of(jurisdiction))
    calendar_of(session, own.jurisdiction).is_workday(data.go_live)
    make_key(session, own, "初始化")
    if data.rehearsal:
        start_rehearsal(session, own, data.send_to)
    words = f"已初始化：{data.name}，{data.go_live}启用，工作日历{days}天。"
    words += f"本级机关称“{word}”。" if word else ""
    return Summary(marked(words, rehearsal=data.rehearsal), {"founded": 1, "calendar_days": days})


def _correct(session: Session, data: Founding, ctx: Context, live: ResultRow) -> Summary:
    """Correct the go-live date, or the name while nothing but init was done; raises Refused afterwards."""
    if data.rehearsal and not is_rehearsal(session):
        raise Refused(f"本系统已初始化为“{live.name}”，不是演练。演练请另设 MUBIAO_HOME（或空的数据库）。")
    if (live.name, live.go_live) == (data.name, data.go_live):
        return Summary(f"“{data.name}”此前已初始化，未作改动。", {"founded": 0})
    renamed = live.name != data.name
    if live.begun or (renamed and live.used):
        reason = "，已有周期开启" if live.begun else "，已有导入或办理"
        existing = f"本系统已初始化为“{live.name}”（{live.go_live}启用）"
        raise Refused(f"{existing}{reason}，不能改为“{data.name}”（{data.go_live}）。{START_AGAIN}")
    calendar_of(session, live.id).is_workday(data.go_live)
    word = _stored_word(data) if renamed else live.organ_word
    changes = {"from": f"{live.name}，{live.go_live}启用", "to": f"{data.name}，{data.go_live}启用"}
    if not renamed:
        changes = {"from": live.go_live.isoformat(), "to": data.go_live.isoformat()}
    marks = _end_former_name(session, ctx, live.id, changes) if renamed else []
    run(session, CORRECT, id=live.id, name=data.name, word=word, go_live=data.go_live)
    record(session, ctx, "jurisdiction", [live.id], "corrected", detail=changes)
    record(session, ctx, "rehearsal", marks, "corrected", detail=changes)
    if not renamed:
        return Summary(f"启用日期由{live.go_live}更正为{data.go_live}。", {"founded": 0, "corrected": 1})
    agency = run(session, NAME_AGENCY, name=_name_agency(data), code=AGENCY_CODE).scalar_one()
    record(session, ctx, "department", [agency], "corrected", detail=changes)
    keys = list(run(session, "SELECT id FROM answer_key").scalars())
    record(session, ctx, "answer_key", keys, "corrected", detail=changes)
    words = f"管辖名称由“{live.name}”更正为“{data.name}”，{_say_go_live(live, data)}，本级机关称“{word or STANDARD}”。"
    return Summary(words, {"founded": 0, "corrected": 1})


def _say_go_live(live: ResultRow, data: Founding) -> str:
    if live.go_live == data.go_live:
        return f"{data.go_live}启用"
    return f"启用日期由{live.go_live}更正为{data.go_live}"


def _end_former_name(session: Session, ctx: Context, jurisdiction: int, changes: dict[str, str]) -> list[int]:
    """Record that the records with the name as their key have another key now; returns the ids of rehearsals."""
    marks = list(run(session, "SELECT id FROM rehearsal").scalars())
    record_end(session, ctx, "jurisdiction", [jurisdiction], "corrected", changes)
    record_end(session, ctx, "rehearsal", marks, "corrected", changes)
    return marks


def _stored_word(data: Founding) -> str | None:
    word = organ_word(data.name, data.organ_word.strip())
    return None if word == STANDARD else word


def _name_agency(data: Founding) -> str:
    return f"{data.name}目标绩效管理机构"


def _insert_calendar(session: Session, ctx: Context) -> int:
    days = [
        CalendarDay(
            jurisdiction_id=NATION,
            date=date.fromisoformat(row["date"]),
            kind=DayKind(row["kind"]),
            name=row["name"],
            notice_title=row["notice_title"],
            notice_number=row["notice_number"],
            notice_date=date.fromisoformat(row["notice_date"]),
        )
        for row in shipped_rows(CALENDAR)
    ]
    return len(record_rows(session, ctx, days, "announced"))
