"""`mubiao verify`: recomputes the whole ledger and lists every violation."""

import json
import os
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import click

from deployments.backup.archive import CHAIN, EVIDENCE, TEXTS, Manifest, open_backup
from deployments.commands.answers import PATH, as_json, create, print_json
from deployments.data.check.chain import check_chain
from deployments.data.check.digest import digest
from deployments.data.check.records import newest_digests
from deployments.installation import ledger
from models.ledger.chain.clock import describe_clock_set_back, describe_instants_apart
from models.ledger.chain.export import exported_chain
from models.ledger.chain.proof import proved_kinds
from models.ledger.chain.reported_head import compare_head
from models.ledger.chain.seals import count_uncovered
from models.ledger.chain.verify import verify
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home, is_rehearsal
from models.ledger.keyless_backup import Texts, record_keyless_backup
from models.ledger.nouns import NOUNS
from models.ledger.secrecy.access import marked_now
from models.migrations import refuse_unknown
from models.rules.chain import Head, read_head
from models.rules.errors import Refused
from models.rules.rehearsal import marked


class _HeadType(click.ParamType[Head]):
    """A block as the monthly report prints it; anything else is a usage error."""

    name = "块数:校验码"

    def convert(self, value: str | Head, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """Returns the block. Fails with a usage error if the text is invalid."""
        try:
            return value if isinstance(value, Head) else read_head(value)
        except Refused as refusal:
            self.fail(refusal.message, param, ctx)


HEAD_TYPE = _HeadType()


@click.command(help="核验台账：逐块、逐条重算，指出被更改、删除或增加的记录。例：mubiao verify")
@click.argument("file", metavar="[文件]", type=PATH, required=False)
@click.option("--head", metavar="块数:校验码", type=HEAD_TYPE, help="另查台账是否还含有台账月报所报的这一块")
@click.option("--export", metavar="文件", type=PATH, help="另将全部台账写成文件，供 mubiao why --script 的程序复核")
@as_json
def command(*, file: Path | None, head: Head | None, export: Path | None, as_json: bool) -> None:
    """Verify the ledger, or that in an audit copy. Raises Refused if there is a violation."""
    if file:
        if export:
            raise click.UsageError("核验备份文件时不用 --export：文件中已有 chain.jsonl。")
        _verify_copy(file, head, as_json=as_json)
    else:
        _verify_ledger(head, export, as_json=as_json)


def _verify_ledger(head: Head | None, export: Path | None, *, as_json: bool) -> None:
    with ledger() as session:
        home(session)  # without an installation there is nothing to verify
        records, violations = verify(session, evidence_store())
        if head and (fault := compare_head(session, head)):
            violations.append(fault)
        apart, back = describe_instants_apart(session), describe_clock_set_back(session)
        rehearsal, uncovered = is_rehearsal(session), count_uncovered(session)
        if export:
            blocks = _write_lines(export, exported_chain(session))
            print(marked(f"已写出{blocks}块：{export}", rehearsal=rehearsal), file=sys.stderr)
            if marked_now(session):
                print("其中有已标密事项的名称和内容，按保密规定保管，不外传。", file=sys.stderr)
    if as_json:
        print_json(
            {
                "ok": not violations,
                "records": records,
                "violations": violations,
                "rehearsal": rehearsal,
                "not_sealed_yet": uncovered,
                "instants_apart": apart,
                "clock_set_back": back,
            }
        )
    elif not violations:
        print(marked(f"台账核验无误，共核对{records}条变动记录。", rehearsal=rehearsal))
        _print_height(head)
        notes = [f"注意：{each}" for each in (*apart, *back)]
        print(*notes, sep="\n", end="\n" if notes else "")
        _print_uncovered(uncovered)
    if violations:
        raise Refused("\n".join([marked(f"台账核验发现{len(violations)}处不符：", rehearsal=rehearsal), *violations]))


def _verify_copy(file: Path, head: Head | None, *, as_json: bool) -> None:
    """Verify an audit copy without an installation. Raises Refused if it is not one, or if something differs."""
    with open_backup(file) as (archive, manifest):
        records, faults = find_faults(archive, manifest, f"{head.height}:{head.code}" if head else "")
    rehearsal, left = manifest.is_rehearsal, manifest.left_out
    assert left  # noqa: S101 - an audit copy
    made, facts = manifest.made_at, {"digest": manifest.digest, "height": manifest.height}
    if as_json:
        found = {"ok": not faults, "records": records, "violations": faults, "rehearsal": rehearsal}
        print_json(found | facts | {"made_at": made.isoformat(), "left_out": left.model_dump(mode="json")})
    elif not faults:
        state = f"“{manifest.jurisdiction}”，{made:%Y-%m-%d %H:%M}备份，台账第{manifest.height}块"
        print(marked(f"备份核验无误，共核对{records}条记录：{state}，备份摘要{manifest.digest}。", rehearsal=rehearsal))
        print("\n  ".join(["请核对备份摘要与备份时打印的一致。其中没有：", *left.lines()]))
        if manifest.missing:
            print(f"注意：{len(manifest.missing)}份印证材料的文件不在备份中。")
    if faults:
        raise Refused("\n".join([marked(f"备份核验发现{len(faults)}处不符：", rehearsal=rehearsal), *faults]))


def _print_height(head: Head | None) -> None:
    """Print that the named block is there."""
    if head:
        print(f"台账第{head.height}块与台账月报一致，到该块为止的记录没有被改写。")


def _print_uncovered(count: int) -> None:
    """Print how much of a delivery run under way no block covers yet: until its end nothing proves it."""
    if count:
        print(
            f"注意：尚未封存{count}条：投递中的记录，还不属于台账任何一块，下次投递结束时封存；其后仍在的，将列为不符。"
        )


def _write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write the lines; the last one is the head. Returns the number of blocks. Raises Refused if not writable."""
    if path.is_dir() or not path.name:
        raise Refused(f"“{path}”不是文件名，请写明要写成的文件，如 台账.jsonl。")
    partial = path.with_name(f"{path.name}.partial")
    try:
        with os.fdopen(create(partial), "w", encoding="utf-8", newline="\n") as file:
            count = sum(bool(file.write(f"{line}\n")) for line in lines)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise Refused(f"无法写入“{path}”，请检查文件夹、权限和磁盘空间。") from error
    return count - 1


BROKEN = (ValueError, KeyError, TypeError, AttributeError)


def find_faults(archive: zipfile.ZipFile, manifest: Manifest, known: str) -> tuple[int, list[str]]:
    """Returns the number of records and the faults: of the chain, of records against it, of files of evidence.

    `known` is a block that a report told, or empty. Raises Refused for a backup that is no audit copy, or that a
    program made which had tables that this one does not know.
    """
    refuse_unknown({manifest.schema_version}, "备份由更新版本的程序制作，请先升级程序再核验。")
    if manifest.left_out is None:
        raise Refused("这是可以恢复的备份。请核对是否完好：mubiao restore --dry-run 备份文件。")
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
    wanted, noted = newest_digests(blocks, proved_kinds()), _noted(blocks)
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
