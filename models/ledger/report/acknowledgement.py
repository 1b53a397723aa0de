"""已阅: the head's acknowledgement of a reported result (6.1.5, A30)."""

from sqlmodel import Session, select

from models.intake.report import ResultRead
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import obligation_numbered
from models.ledger.transitions import record
from models.records import Acknowledgement, id_of
from models.rules.errors import Refused
from models.statements import run

RESULT = """
SELECT max(CAST(occasion AS int)) FROM notice
WHERE obligation_id = :obligation AND kind = 'result' AND audience = 'head'
"""


@act("record_read", "登记已阅", clause="3-6.1.5", roles={Role.HEAD, Role.OFFICE, Role.AGENCY}, by_hand="主要领导")
def record_read(session: Session, data: ResultRead, ctx: Context) -> Summary:
    """6.1.5: record that the head has read the newest result; an office states day and reader.

    Raises Refused if no result was sent to the head, or if the day is in the future.
    """
    obligation = obligation_numbered(session, ctx, data.obligation)
    version = run(session, RESULT, obligation=obligation.id).scalar()
    if version is None:
        raise Refused("该事项尚无报送主要领导的结果，不能登记已阅。")
    if ctx.actor.role is not Role.HEAD and (data.read_on is None or not data.read_by):
        raise Refused("由目标办代为登记已阅时，须写明阅知日期（read_on）和阅知人（read_by）。")
    if data.read_on and data.read_on > ctx.date:
        raise Refused(f"阅知日期{data.read_on}在今天（{ctx.date}）之后。")
    same = select(Acknowledgement).where(
        Acknowledgement.obligation_id == obligation.id, Acknowledgement.version == version
    )
    if session.exec(same).first():
        return Summary("该结果此前已登记已阅。", {"read": 0})
    read = Acknowledgement(
        obligation_id=id_of(obligation),
        version=version,
        read_on=data.read_on or ctx.date,
        read_by=data.read_by or ctx.actor.name,
    )
    session.add(read)
    session.flush()
    record(session, ctx, "acknowledgement", [id_of(read)], "read")
    return Summary("已登记已阅。", {"read": 1})
