"""不含密钥的备份: an audit copy. Before it is made, the digests of the rows without their keys go on record.

A key is part of the digest of its row. With this record the reader of the copy can prove the rest of such a row.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from sqlmodel import Session, select

from models.block import canonical
from models.intake.keyless_backup import KeylessBackup, LeftOut
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.nouns import NOUNS
from models.records import Department
from models.statements import run

# For each noun the table that holds its key.
KEY_TABLES = {"department": "office", "reform": "reform", "rehearsal": "rehearsal"}
MADE = "SELECT result FROM block WHERE act = :act ORDER BY height DESC LIMIT 1"
Texts = dict[str, dict[str, str]]


@act(
    "record_keyless_backup",
    "登记不含密钥的备份",
    clause="3-1",
    roles={Role.AGENCY},
    instead="制作不含密钥的备份时自动登记：mubiao backup 文件 --without-keys。",
)
def record_keyless_backup(_session: Session, data: KeylessBackup, _ctx: Context) -> Summary:
    """Put on record what a backup leaves out, and the digests of the rows without their keys; the block holds both."""
    rows = sum(map(len, data.masked.values()))
    facts = {"left_out": data.left_out.model_dump(mode="json"), "masked": data.masked}
    return Summary(f"已登记不含密钥的备份，{rows}条略去密钥的记录另记校验码。", {"masked": rows}, facts)


def masked_texts(session: Session, left: LeftOut, rows: Mapping[str, str]) -> Texts:
    """Return by noun and key the digested texts of the records that a backup masks.

    `rows` is SQL for the rows of a table as the backup has them.
    """
    keys = {"department": left.robots, "reform": left.reforms}
    wanted: dict[str, list[str] | None] = {noun: list(named) for noun, named in keys.items() if named}
    wanted |= {"rehearsal": None} if left.send_to else {}
    return {noun: _texts(session, noun, named, rows[KEY_TABLES[noun]]) for noun, named in wanted.items()}


def digests_of_texts(texts: Texts) -> Texts:
    """Return the digest of each text."""
    return {noun: {key: sha256(text.encode()).hexdigest() for key, text in of.items()} for noun, of in texts.items()}


def exported_records(session: Session, masked: Texts) -> Iterator[str]:
    """Yield a JSON line per record with the text that its digest covers, or the text without its key."""
    for noun, spec in NOUNS.items():
        for row in run(session, spec.texts) if spec.verified else ():
            yield canonical({"record": noun, "key": row.key, "text": masked.get(noun, {}).get(row.key, row.text)})


def department_names(session: Session) -> dict[str, str]:
    """Return the names of all departments by code."""
    return dict(session.exec(select(Department.code, Department.name)).all())


def _texts(session: Session, noun: str, keys: list[str] | None, rows: str) -> dict[str, str]:
    masked = f"WITH {KEY_TABLES[noun]} AS ({rows})"  # takes the place of the table by its name
    chosen = f"{masked} SELECT key, text FROM ({NOUNS[noun].texts}) z WHERE :all OR key = ANY(:keys)"  # noqa: S608
    return {row.key: row.text for row in run(session, chosen, all=keys is None, keys=keys)}
