"""密级标注: mark a target, finding or file, and lift the marking; no notice contains marked content (4.7)."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.intake.secrecy import Marked, MarkingLifted, OfMatter
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.attachments import unsent_naming
from models.ledger.lookup import inspection_named, newest, target_coded
from models.ledger.messages import TO_REDRAFT
from models.ledger.nouns import NOUNS
from models.ledger.seals import seal_changes
from models.ledger.secrets import forget_words, secret_of
from models.ledger.transitions import lock, record
from models.records import Evidence, Finding, Secrecy, TargetDraft, id_of
from models.records.notice import MessageState
from models.rules.errors import Refused
from models.rules.secrecy import Marking, Matter, Secrets, pointer
from models.rules.states import DraftState
from models.statements import run

SENT_DRAFT = "SELECT EXISTS (SELECT FROM draft_line WHERE draft_id = :draft)"
# Rendered messages that contain one of the names, or one that the record had before: whether each came or may have come
# (a try without an answer, a part), and whether it may still be sent and is dropped.
NAMING_MESSAGES = """
SELECT m.id, m.state, m.state IN ('waiting', 'parked', 'doubtful')
        OR (m.state = 'sending' AND m.lease_until <= :now) AS unsent,
    m.state = 'doubtful' OR (m.state = 'sending' AND m.lease_until > :now) OR m.maybe_duplicate OR m.in_handover
        OR EXISTS (SELECT FROM attempt a WHERE a.message_id = m.id AND a.outcome = 'part') AS tried
FROM message m WHERE m.state <> 'dropped' AND EXISTS (SELECT FROM unnest(CAST(:names AS text[])) AS u(name)
    WHERE position(u.name IN concat_ws(' ', m.subject, m.text, m.markdown)) > 0) OR m.id = ANY(:about)
ORDER BY m.id
"""
CAME = (MessageState.SENT, MessageState.ARRIVED)
UNSENT_SUBJECTS = """
SELECT DISTINCT m.id, n.subject FROM message m JOIN delivery v ON v.message_id = m.id
    JOIN notice n ON n.id = v.notice_id
WHERE m.state IN ('waiting', 'parked', 'sending', 'doubtful')
"""
DROP_MESSAGES = (
    """UPDATE message SET state = 'dropped', next_try = NULL, lease_until = NULL, reason = :why WHERE id = ANY(:ids)"""
)
# What was typed of a target at the page, in its own duties and in its row of others, and its files (3-4.7).
FORGET_DRAFTS = """
DELETE FROM page_draft p USING target t, obligation o
WHERE t.id = CASE :matter WHEN 'target' THEN :number
        WHEN 'finding' THEN (SELECT f.target_id FROM finding f WHERE f.id = :number) END
    AND o.id = p.obligation_id AND starts_with(concat(o.subject, '/'), concat(t.year, '/', t.code, '/'))
"""
FORGET_ACTS = "DELETE FROM page_draft WHERE act <> '' AND :matter <> 'evidence'"  # they may name it in any way
OF_ROW = "split_part(split_part({0}, '.', 1), '/', 1) = t.code"
FORGET_TYPED = f"""
UPDATE page_draft p SET version = p.version + 1, faults = '{{}}',
    content = (SELECT coalesce(jsonb_object_agg(k.key, k.value), '{{}}')
    FROM jsonb_each(p.content) k WHERE NOT {OF_ROW.format("k.key")})
FROM target t, obligation o WHERE :matter = 'target' AND t.id = :number AND o.id = p.obligation_id
    AND EXISTS (SELECT FROM jsonb_object_keys(p.content || p.faults) k WHERE {OF_ROW.format("k")})
"""  # noqa: S608 - constants only
FORGET_FILES = f"""
DELETE FROM page_draft_file f USING target t
WHERE :matter = 'target' AND t.id = :number AND {OF_ROW.format("f.field")}
"""  # noqa: S608 - constants only


NEWEST_MARKING = "SELECT coalesce(max(id), 0) FROM secrecy"


def newest_marking(session: Session, *, wait: bool = False) -> int:
    """Return the number of the newest marking; 0 without any.

    With `wait` one that is being made counts, and no other one is made before the commit.
    """
    if wait:
        lock(session, "secrecy", shared=True)
    return int(run(session, NEWEST_MARKING).scalar_one())


@dataclass(frozen=True, slots=True)
class MarkedMatter:
    """The record of an act of secrecy: its key in the ledger, and its current marking if there is one."""

    matter: Matter
    number: int
    key: str
    now: Secrecy | None

    @property
    def is_marked(self) -> bool:
        """Return whether a marking is in force."""
        return self.now is not None and self.now.marking is not None

    @property
    def words(self) -> str:
        """Return the pointer 目标T003（工作秘密）; raises Refused if it is not marked."""
        return pointer(self.matter, self.key, marking_of(self))


@act("mark_secret", "标注密级", clause="3-4.7", roles={Role.AGENCY})
def mark_secret(session: Session, data: Marked, ctx: Context) -> Summary:
    """4.7: mark a target, finding or file; from now on only its pointer is shown, and only named readers may open it.

    Unsent messages that contain its name are dropped and rendered again without it; kept texts of mails are deleted.
    """
    lock(session, "secrecy")
    item = find_matter(session, ctx, data)
    if item.now and item.now.marking is data.marking:
        return Summary(f"{item.words}此前已标注，未作改动。", {"marked": 0})
    _check_unsent(session, item)
    _insert_marking(session, ctx, item, data.marking, data.reason)
    secret = secret_of(session, item.matter, (item.number, item.key), data.marking)
    sent, dropped, unsure = _drop_unsent(session, ctx, Secrets((secret,)))
    for forget in (FORGET_DRAFTS, FORGET_ACTS, FORGET_TYPED, FORGET_FILES):
        run(session, forget, matter=item.matter, number=item.number)
    forget_words(session, ctx, item.matter, [item.number])
    words = (
        f"已标注：{pointer(item.matter, item.key, data.marking)}。通知只写编号，阅看人员须逐一指定（admit_reader）。"
    )
    words += f"{dropped}条待发消息写有其内容，已撤下重拟。" if dropped else ""
    words += f"此前已发出的{sent}条消息写有其名称，无法收回，请按保密规定处置。" if sent else ""
    words += f"{unsure}条写有其内容的消息可能已经送达，请按保密规定处置。" if unsure else ""
    return Summary(words, {"marked": 1, "kept_back": dropped, "left": sent + unsure})


@act("lift_marking", "解除密级标注", clause="3-4.7", roles={Role.AGENCY}, by_hand="管理机构负责人")
def lift_marking(session: Session, data: MarkingLifted, ctx: Context) -> Summary:
    """4.7: lift a marking with a reason and a signed paper; its readers and accesses stay on record.

    Without the paper one person alone could lift it, read without an access on record, and mark it again. Raises
    Refused if the paper is older than the marking.
    """
    lock(session, "secrecy")
    matter = find_matter(session, ctx, data)
    if not (matter.now and matter.is_marked):
        return Summary("该事项没有标注密级，未作改动。", {"lifted": 0})
    check_signed_after(ctx, matter.now.marked_on, "标注")
    words = matter.words
    _insert_marking(session, ctx, matter, None, data.reason)
    return Summary(f"已解除标注：{words}。", {"lifted": 1})


def find_matter(session: Session, ctx: Context, data: OfMatter) -> MarkedMatter:
    """Return the target or its draft, the newest finding about it in an inspection, or the file.

    Raises Refused if it is unknown.
    """
    if data.evidence:
        return _load_matter(session, Matter.EVIDENCE, _find_file(session, data.evidence))
    if not data.inspection and (draft := _find_draft(session, ctx, data)):
        return _load_matter(session, Matter.TARGET_DRAFT, id_of(draft))
    target = target_coded(session, ctx, data.target, data.year)
    if not data.inspection:
        return _load_matter(session, Matter.TARGET, id_of(target))
    inspection = inspection_named(session, ctx, data.inspection)
    finding = newest(session, Finding, "serial", inspection_id=inspection.id, target_id=target.id)
    if finding is None:
        raise Refused(f"核查{inspection.key}没有目标{target.code}的核查结果。")
    return _load_matter(session, Matter.FINDING, id_of(finding))


def marking_of(matter: MarkedMatter) -> Marking:
    """Return the current marking; raises Refused if it does not exist."""
    if matter.now is None or matter.now.marking is None:
        raise Refused("该事项没有标注密级。标注：mubiao act mark_secret。")
    return matter.now.marking


def _find_draft(session: Session, ctx: Context, data: OfMatter) -> TargetDraft | None:
    """Return the draft with this code that is not issued yet, of the given year or of the newest that has it."""
    named = select(TargetDraft).where(
        TargetDraft.jurisdiction_id == ctx.jurisdiction,
        TargetDraft.code == data.target,
        col(TargetDraft.state).not_in([DraftState.ISSUED, DraftState.WITHDRAWN]),
    )
    if data.year is not None:
        named = named.where(TargetDraft.year == data.year)
    return session.exec(named.order_by(col(TargetDraft.year).desc())).first()


def _check_unsent(session: Session, item: MarkedMatter) -> None:
    """4.7: raise Refused for a draft that an office was sent already: a marking would come too late."""
    if item.matter is Matter.TARGET_DRAFT and run(session, SENT_DRAFT, draft=item.number).scalar_one():
        raise Refused("该目标草案已发部门征求意见，此后不能再标注密级；请撤回，按保密规定用另一编号重新拟定。")


def _find_file(session: Session, digest: str) -> int:
    files = session.exec(select(Evidence).where(col(Evidence.sha256).startswith(digest))).all()
    if len(files) != 1:
        many = "不止一份印证材料，请写出更多位" if files else "没有印证材料"
        raise Refused(f"SHA-256以{digest}开头的{many}。")
    return id_of(files[0])


def _load_matter(session: Session, matter: Matter, number: int) -> MarkedMatter:
    key = run(session, f"SELECT {NOUNS[matter].key_of(':number')}", number=number).scalar_one()
    now = newest(session, Secrecy, "serial", record=matter, record_id=number)
    return MarkedMatter(matter, number, key, now)


def _insert_marking(session: Session, ctx: Context, matter: MarkedMatter, marking: Marking | None, reason: str) -> None:
    row = Secrecy(
        jurisdiction_id=ctx.jurisdiction,
        record=matter.matter,
        record_id=matter.number,
        record_key=matter.key,
        serial=matter.now.serial + 1 if matter.now else 1,
        marking=marking,
        reason=reason,
        marked_on=ctx.date,
    )
    session.add(row)
    session.flush()
    moved = (matter.now.marking or "" if matter.now else "", marking or "")
    record(session, ctx, "secrecy", [id_of(row)], "marked" if marking else "lifted", moved=moved)


def _drop_unsent(session: Session, ctx: Context, secrets: Secrets) -> tuple[int, int, int]:
    """Drop the messages that contain a marked name and may still be sent; what waits is rendered again without it.

    Returns how many were sent before, how many waited, and how many may have come.
    """
    about = [row.id for row in run(session, UNSENT_SUBJECTS) if secrets.about(row.subject)]
    names = sorted(secrets.telling)
    about += unsent_naming(session, names)
    rows = run(session, NAMING_MESSAGES, names=names, about=about, now=ctx.at).all()
    unsent = [row.id for row in rows if row.unsent]
    waiting = [row.id for row in rows if row.unsent and row.state != MessageState.DOUBTFUL]
    sent = sum(row.state in CAME for row in rows)
    if unsent:
        seal_changes(session, ctx, DROP_MESSAGES, ids=unsent, why=TO_REDRAFT)
        seal_changes(session, ctx, "UPDATE delivery SET message_id = NULL WHERE message_id = ANY(:ids)", ids=waiting)
        record(session, ctx, "message", unsent, "dropped", moved=("", "dropped"), detail={"why": "内容已标注密级"})
    return sent, len(waiting), sum(row.state not in CAME and row.tried for row in rows)
