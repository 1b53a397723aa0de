"""不含密钥的恢复: put on record after the restore, so that `verify` can tell what was left out from what was removed.

What a backup without keys leaves out changes the digests of departments and of addresses. The act records new digests
for exactly the rows that the backup names and whose key is not there. Any other difference stays a violation.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlmodel import Session, col, select

from models.intake.keyless_restore import KeylessRestored, LeftOut, describe_sample
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.answer_keys import find_key
from models.ledger.keyless_backup import check_unchanged
from models.ledger.nouns import NOUNS
from models.ledger.seals import seal_changes, sealing
from models.ledger.transitions import record
from models.records import Department, KeylessRestore, id_of
from models.rules.business_day import SHANGHAI
from models.rules.errors import Refused
from models.statements import run

EVENT = "key_left_out"
UNPROVED = (
    "略去机器人的部门、机构改革和地址，其余内容自恢复起才有校验："
    "恢复前是否在备份中被改动，请以备份时打印的备份摘要核对。"
)
# The address of a robot or of another service after such a restore; a row keeps a number, for addresses are unique.
PLACEHOLDER = "'******' || CAST(id AS text)"
DEPARTMENTS = """
SELECT d.id FROM department d JOIN office f ON f.department_id = d.id
WHERE d.jurisdiction_id = :jurisdiction AND d.code = ANY(:codes) AND f.wecom_robot = '' ORDER BY d.id
"""
REFORMS = """
SELECT q.id FROM (SELECT r.id, {key} AS key, r.before #>> '{{office,1}}' AS robot FROM {source}) q
WHERE q.key = ANY(:keys) AND q.robot = '' ORDER BY q.id
"""
ADDRESSES = sealing(
    "recipient",
    f"UPDATE recipient SET address = address WHERE id = ANY(:ids) AND address = {PLACEHOLDER}",  # noqa: S608
)
WITHOUT_ROBOT = """
SELECT d.name FROM department d JOIN office f ON f.department_id = d.id
WHERE d.code = ANY(:codes) AND f.wecom_robot = '' AND (d.valid_to IS NULL OR d.valid_to >= :today) ORDER BY d.code
"""
# A sample that was committed to again, or whose secret is public, needs its sealed secret no more.
UNSEALED = """
SELECT concat_ws('|', r.subject, r.purpose, r.attempt) AS key FROM sample r
WHERE concat_ws('|', r.subject, r.purpose, r.attempt) = ANY(:keys) AND r.secret = '' AND r.state <> 'superseded'
    AND NOT EXISTS (SELECT FROM sealed_secret z WHERE z.sample_id = r.id) ORDER BY 1
"""


def left_out(what: str, value: str) -> str:
    """Return SQL for whether a restored backup left out this value, as a key of `what` (a field of `LeftOut`)."""
    return f"EXISTS (SELECT FROM keyless_restore x WHERE x.left_out -> '{what}' @> to_jsonb({value}))"


def sent_before_restore(message: str) -> str:
    """Return SQL for whether a restored backup left out the bytes of a message's files."""
    return (
        "EXISTS (SELECT FROM keyless_restore x WHERE x.left_out -> 'attachments' > to_jsonb(0)"
        f" AND x.left_out -> 'last_message' >= to_jsonb({message}))"
    )


@act(
    "record_keyless_restore",
    "登记不含密钥的恢复",
    clause="3-1",
    roles={Role.AGENCY},
    instead="恢复不含密钥的备份时自动登记：mubiao restore 备份文件。",
)
def record_keyless_restore(session: Session, data: KeylessRestored, ctx: Context) -> Summary:
    """Put on record what the restored backup left out, and record new digests of those rows.

    Raises Refused if this backup is on record already, or if a row is not as it was when the backup was made.
    """
    if session.exec(select(KeylessRestore).where(KeylessRestore.digest == data.digest)).first():
        raise Refused(f"摘要为{data.digest[:16]}的备份已登记过恢复，没有再登记。")
    check_unchanged(session, data.left_out)
    row = KeylessRestore(
        jurisdiction_id=ctx.jurisdiction,
        made_at=data.instant,
        restored_on=ctx.date,
        left_out=data.left_out.model_dump(mode="json"),
        **data.model_dump(include={"digest", "height", "head"}),
    )
    session.add(row)
    session.flush()
    record(session, ctx, "keyless_restore", [id_of(row)], "restored")
    _renew_digests(session, ctx, data.left_out)
    return Summary(f"已登记：由不含密钥的备份恢复，缺少{data.left_out.words()}。", {"restored": 1})


def _renew_digests(session: Session, ctx: Context, left: LeftOut) -> None:
    departments = run(session, DEPARTMENTS, jurisdiction=ctx.jurisdiction, codes=list(left.robots)).scalars().all()
    record(session, ctx, "department", departments, EVENT)
    reform = NOUNS["reform"]
    reforms = run(session, REFORMS.format(key=reform.key, source=reform.source), keys=list(left.reforms)).scalars()
    record(session, ctx, "reform", reforms.all(), EVENT)
    if left.send_to:
        record(session, ctx, "rehearsal", run(session, "SELECT id FROM rehearsal").scalars().all(), EVENT)
    seal_changes(session, ctx, ADDRESSES, ids=list(left.recipients))


def keyless_restores(session: Session) -> list[str]:
    """Return a sentence for each restore from a backup without keys, the oldest first: which, and what was missing."""
    names = department_names(session)
    return [_describe(row, names) for row in session.exec(select(KeylessRestore).order_by(col(KeylessRestore.id)))]


def department_names(session: Session) -> dict[str, str]:
    """Return the names of all departments by code."""
    return dict(session.exec(select(Department.code, Department.name)).all())


def _describe(row: KeylessRestore, names: Mapping[str, str]) -> str:
    made = f"{row.made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}备份，台账第{row.height}块，备份摘要{row.digest[:16]}"
    left = LeftOut.model_validate(row.left_out)
    restored = f"本系统于{row.restored_on}由不含密钥的备份恢复（{made}），备份中略去了以下内容，缺少这些不是改动："
    return f"{restored}{left.words(names)}。{UNPROVED if left.renewed and not left.proof else ''}"


def still_missing(session: Session, today: date) -> Iterator[str]:
    """Yield in words what a backup without keys left out, has to be entered again, and was not entered by `today`."""
    left = [LeftOut.model_validate(row.left_out) for row in session.exec(select(KeylessRestore)).all()]
    codes, keys = ({name for each in left for name in getattr(each, of)} for of in ("robots", "samples"))
    if names := run(session, WITHOUT_ROBOT, codes=sorted(codes), today=today).scalars().all():
        yield f"{len(names)}个部门的企业微信机器人：{'、'.join(names)}（mubiao import departments 文件）"
    if any(each.answer_keys for each in left) and find_key(session) is None:
        yield "回复码密钥（mubiao act renew_answer_key --reason 由不含密钥的备份恢复）"
    if samples := run(session, UNSEALED, keys=sorted(keys)).scalars().all():
        listed = "、".join(map(describe_sample, samples))
        yield f"{len(samples)}个样本的密数：{listed}（不能补填，请写明原因再次承诺：mubiao sample commit）"
