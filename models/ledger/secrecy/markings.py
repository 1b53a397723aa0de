"""密级标注: a target, a finding or a file is marked, and the marking lifted; nothing of it leaves by notice (4.7)."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.database import run
from models.intake.secrecy import Marked, MarkingLifted, OfMatter
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import inspection_named, target_coded
from models.ledger.nouns import NOUNS
from models.ledger.secrets import secret_of
from models.ledger.transitions import record
from models.records import Evidence, Finding, Secrecy, id_of
from models.rules.errors import Refused
from models.rules.secrecy import Marking, Matter, Secrets, pointer

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('secrecy', 0))"
KEY = "SELECT {key} FROM {source} WHERE r.id = :number"
# Frozen messages that name something: those that left, and those that can still be kept back.
SAID = """
SELECT m.id, m.state IN ('waiting', 'parked') OR (m.state = 'sending' AND m.lease_until <= :now) AS unsent
FROM message m WHERE m.state <> 'dropped' AND EXISTS (SELECT FROM unnest(CAST(:names AS text[])) AS u(name)
    WHERE position(u.name IN concat_ws(' ', m.subject, m.text, m.markdown)) > 0)
ORDER BY m.id
"""
GIVE_UP = """
UPDATE message SET state = 'dropped', next_try = NULL, lease_until = NULL, reason = :why WHERE id = ANY(:ids)
"""
SAY_ANEW = "UPDATE delivery SET message_id = NULL WHERE message_id = ANY(:ids)"


@dataclass(frozen=True, slots=True)
class Named:
    """What an act of secrecy is about: the record, as the ledger names it, and how it is marked now, if it is."""

    matter: Matter
    number: int
    key: str
    now: Secrecy | None

    @property
    def is_marked(self) -> bool:
        """Whether a marking is in force."""
        return self.now is not None and self.now.marking is not None

    @property
    def words(self) -> str:
        """目标T003（工作秘密）; refuses what is not marked."""
        return pointer(self.matter, self.key, marking_of(self))


@act("mark_secret", "标注密级", clause="3-4.7", roles={Role.AGENCY})
def mark_secret(session: Session, data: Marked, ctx: Context) -> Summary:
    """4.7: from now on a target, finding or file is told by its pointer only, and opened by named people only.

    Messages frozen before that name it and have not left are given up, and said anew without it.
    """
    run(session, ONE_AT_A_TIME)
    named = matter_named(session, ctx, data)
    if named.now and named.now.marking is data.marking:
        return Summary(f"{named.words}此前已标注，未作改动。", {"marked": 0})
    _keep(session, ctx, named, data.marking, data.reason)
    secret = secret_of(session, named.matter, (named.number, named.key), data.marking)
    left, kept_back = _keep_back(session, ctx, Secrets((secret,)))
    words = (
        f"已标注：{pointer(named.matter, named.key, data.marking)}。通知只写编号，阅看人员须逐一指定（admit_reader）。"
    )
    words += f"{kept_back}条待发消息写有其内容，已撤下重拟。" if kept_back else ""
    words += f"此前已发出的{left}条消息写有其名称，无法收回，请按保密规定处置。" if left else ""
    return Summary(words, {"marked": 1, "kept_back": kept_back, "left": left})


@act("lift_marking", "解除密级标注", clause="3-4.7", roles={Role.AGENCY})
def lift_marking(session: Session, data: MarkingLifted, ctx: Context) -> Summary:
    """4.7: a marking is taken back, with the reason; who could open it, and who did, stays on record."""
    run(session, ONE_AT_A_TIME)
    named = matter_named(session, ctx, data)
    if not named.is_marked:
        return Summary("该事项没有标注密级，未作改动。", {"lifted": 0})
    words = named.words
    _keep(session, ctx, named, None, data.reason)
    return Summary(f"已解除标注：{words}。", {"lifted": 1})


def matter_named(session: Session, ctx: Context, data: OfMatter) -> Named:
    """The target, the newest finding about it in an inspection, or the file that is meant; refuses an unknown one."""
    if data.evidence:
        return _named(session, Matter.EVIDENCE, _file(session, data.evidence))
    target = target_coded(session, ctx, data.target, data.year or ctx.date.year)
    if not data.inspection:
        return _named(session, Matter.TARGET, id_of(target))
    inspection = inspection_named(session, ctx, data.inspection)
    asked = select(Finding).where(Finding.inspection_id == inspection.id, Finding.target_id == target.id)
    finding = session.exec(asked.order_by(col(Finding.serial).desc())).first()
    if finding is None:
        raise Refused(f"核查{inspection.key}没有目标{target.code}的核查结果。")
    return _named(session, Matter.FINDING, id_of(finding))


def marking_of(named: Named) -> Marking:
    """How it is marked; refuses what is not."""
    if named.now is None or named.now.marking is None:
        raise Refused("该事项没有标注密级。标注：mubiao act mark_secret。")
    return named.now.marking


def _file(session: Session, digest: str) -> int:
    found = session.exec(select(Evidence).where(col(Evidence.sha256).startswith(digest))).all()
    if len(found) != 1:
        many = "不止一份印证材料，请写出更多位" if found else "没有印证材料"
        raise Refused(f"SHA-256以{digest}开头的{many}。")
    return id_of(found[0])


def _named(session: Session, matter: Matter, number: int) -> Named:
    spec = NOUNS.get(matter)
    asked = KEY.format(key=spec.key, source=spec.source) if spec else "SELECT sha256 FROM evidence WHERE id = :number"
    held = select(Secrecy).where(Secrecy.record == matter, Secrecy.record_id == number)
    now = session.exec(held.order_by(col(Secrecy.serial).desc())).first()
    return Named(matter, number, str(run(session, asked, number=number).scalar_one()), now)


def _keep(session: Session, ctx: Context, named: Named, marking: Marking | None, reason: str) -> None:
    row = Secrecy(
        jurisdiction_id=ctx.jurisdiction,
        record=named.matter,
        record_id=named.number,
        record_key=named.key,
        serial=named.now.serial + 1 if named.now else 1,
        marking=marking,
        reason=reason,
        marked_on=ctx.date,
    )
    session.add(row)
    session.flush()
    moved = (named.now.marking or "" if named.now else "", marking or "")
    record(session, ctx, "secrecy", [id_of(row)], "marked" if marking else "lifted", moved=moved)


def _keep_back(session: Session, ctx: Context, secrets: Secrets) -> tuple[int, int]:
    """How many messages that name something marked have left, and how many were given up to be said anew."""
    rows = run(session, SAID, names=sorted(secrets.telling), now=ctx.at).all()
    unsent = [row.id for row in rows if row.unsent]
    if unsent:
        run(session, GIVE_UP, ids=unsent, why="内容已标注密级，重新拟写")
        run(session, SAY_ANEW, ids=unsent)
        record(session, ctx, "message", unsent, "dropped", moved=("", "dropped"), detail={"why": "内容已标注密级"})
    return len(rows) - len(unsent), len(unsent)
