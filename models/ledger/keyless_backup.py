"""不含密钥的备份: before one is made, the digests of the rows without their keys go on record; a restore compares them.

The restore renews the digests of these rows, because a key is part of the old one. Without this record a person could
change the other columns of such a row in the file.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from models.intake.keyless_restore import KeylessBackup, LeftOut
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.nouns import NOUNS
from models.ledger.seals import SEALED_TABLES, digests_of
from models.rules.errors import Refused
from models.statements import run

AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})
RECIPIENT = "recipient"
# For each noun the table that holds its key.
KEY_TABLES = {"department": "office", "reform": "reform", "rehearsal": "rehearsal", RECIPIENT: RECIPIENT}
TITLES = {RECIPIENT: SEALED_TABLES[RECIPIENT][0]} | {noun: NOUNS[noun].title for noun in KEY_TABLES if noun in NOUNS}
MADE = "SELECT height, result FROM block WHERE act = :act ORDER BY height DESC LIMIT 1"


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
    facts = {"left_out": _plain(data.left_out), "masked": data.masked}
    return Summary(f"已登记不含密钥的备份，{rows}条略去密钥的记录另记校验码。", {"masked": rows}, facts)


def masked_digests(session: Session, left: LeftOut, rows: Mapping[str, str] = AS_THEY_ARE) -> dict[str, dict[str, str]]:
    """Return by noun and key the digests of the rows that a backup masks.

    `rows` is SQL for the rows of a table as the backup has them; without it they are taken as they are.
    """
    keys = {"department": left.robots, "reform": left.reforms, RECIPIENT: map(str, left.recipients)}
    wanted = {noun: list(named) for noun, named in keys.items()} | ({"rehearsal": None} if left.send_to else {})
    return {noun: _digests(session, noun, named, rows) for noun, named in wanted.items() if named != []}


def _digests(session: Session, noun: str, keys: list[str] | None, rows: Mapping[str, str]) -> dict[str, str]:
    table = KEY_TABLES[noun]
    masked = f"WITH {table} AS ({rows[table]})" if table in rows else ""  # takes the place of the table by its name
    if noun == RECIPIENT:
        query = f"SELECT CAST(q.id AS text) AS key, q.digest FROM ({digests_of(noun)}) q"  # noqa: S608 - constants only
    else:
        query = f"SELECT q.key, q.digest FROM ({NOUNS[noun].digests}) q"  # noqa: S608 - constants only
    chosen = f"{masked} SELECT * FROM ({query}) z WHERE :all OR key = ANY(:keys)"  # noqa: S608 - constants only
    found = run(session, chosen, all=keys is None, keys=keys)
    return {row.key: row.digest for row in found}


def check_unchanged(session: Session, left: LeftOut) -> None:
    """Raise Refused if the restored rows without keys, or what was left out, is not what the ledger recorded before.

    A backup by an earlier version has no such record; `verify` then says that nothing proves these rows.
    """
    newest = run(session, MADE, act=record_keyless_backup.name).first()
    if newest is None and not left.proof:
        return
    if newest is None or newest.height != left.proof:
        raise Refused("台账的末尾没有登记这份备份，备份被改动过，没有恢复。请换一份备份。")
    noted: dict[str, Any] = newest.result["data"]
    if noted["left_out"] != _plain(left):
        raise Refused("备份所写略去的内容与备份时记入台账的不符，备份被改动过，没有恢复。请换一份备份。")
    now = masked_digests(session, left)
    changed = [
        f"{TITLES[noun]} {key}" for noun, of in noted["masked"].items() for key in of if now[noun].get(key) != of[key]
    ]
    if changed:
        raise Refused(f"{'、'.join(changed)}与备份时记入台账的校验码不符，备份被改动过，没有恢复。请换一份备份。")


def _plain(left: LeftOut) -> dict[str, Any]:
    return left.model_dump(mode="json", exclude={"proof"})
