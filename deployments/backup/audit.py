"""`mubiao verify FILE`: reads an audit copy, needs neither a database nor an installation."""

import json
import zipfile
from collections.abc import Iterator

from deployments.backup.archive import CHAIN, EVIDENCE, TEXTS, Manifest
from deployments.data.check.chain import check_chain
from deployments.data.check.digest import digest
from deployments.data.check.records import newest_digests
from models.ledger.chain.proof import PROVED
from models.ledger.keyless_backup import Texts, record_keyless_backup
from models.ledger.nouns import NOUNS
from models.rules.errors import Refused

USUAL = "这是可以恢复的备份。请核对是否完好：mubiao restore --dry-run 备份文件。"
BROKEN = (ValueError, KeyError, TypeError, AttributeError)


def find_faults(archive: zipfile.ZipFile, manifest: Manifest, known: str) -> tuple[int, list[str]]:
    """Returns the number of records and the faults: of the chain, of records against it, of files of evidence.

    `known` is a block that a report told, or empty. Raises Refused for a backup that is no audit copy.
    """
    if manifest.left_out is None:
        raise Refused(USUAL)
    lines, texts = (archive.read(name).decode().rstrip("\n").split("\n") for name in (CHAIN, TEXTS))
    faults = list(check_chain(lines, known)) or list(_check_copy(lines, texts, manifest))
    faults += [f"印证材料 {name}：内容与其摘要不符。" for name in _changed_evidence(manifest)]
    return len(texts), faults


def _check_copy(lines: list[str], texts: list[str], manifest: Manifest) -> Iterator[str]:
    *blocks, head = map(json.loads, lines)
    if head["head"] != {"height": manifest.height, "hash": manifest.head}:
        yield "台账末块与备份清单所写的不符。"
    try:
        yield from _check_masks(blocks, texts, manifest)
    except BROKEN:
        yield "备份中的记录不是本程序写的，不能核验。"


def _check_masks(blocks: list[dict[str, object]], texts: list[str], manifest: Manifest) -> Iterator[str]:
    """Yield what differs from the newest digest of each record, or from that without its key on record."""
    wanted, noted = newest_digests(blocks, PROVED), _noted(blocks)
    assert manifest.left_out  # noqa: S101 - an audit copy
    if noted["left_out"] != manifest.left_out.model_dump(mode="json"):
        yield "备份所写略去的内容与备份时记入台账的不符。"
    masked: Texts = noted["masked"]
    wanted |= {(noun, key): code for noun, of in masked.items() for key, code in of.items()}
    for record in map(json.loads, texts):
        code = wanted.pop((record["record"], record["key"]), None)
        if code != digest(record["text"]):
            yield f"{_title(record['record'])} {record['key']}：被{'更改' if code else '增加'}，与台账不符。"
    yield from (f"{_title(noun)} {key}：被删除，与台账不符。" for noun, key in wanted)


def _noted(blocks: list[dict[str, object]]) -> dict[str, Texts]:
    """Returns what the act before the backup put on record; raises KeyError if it is missing."""
    made = {block["header"]["act"]: block["result"] for block in blocks}  # type: ignore[index]
    noted: dict[str, Texts] = json.loads(made[record_keyless_backup.name])["data"]  # type: ignore[arg-type]
    return noted


def _changed_evidence(manifest: Manifest) -> Iterator[str]:
    for name, code in manifest.parts.items():
        if (found := EVIDENCE.fullmatch(name)) and found[2] != code:
            yield found[2][:12]


def _title(noun: str) -> str:
    return NOUNS[noun].title if noun in NOUNS else noun
