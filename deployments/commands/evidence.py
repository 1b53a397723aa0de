"""`mubiao evidence`: lists the kept files; `open` writes one under its name, `move` moves all to another store."""

from contextlib import ExitStack
from pathlib import Path

import click

from deployments.commands.answers import PATH, as_json, check_path, print_answer, write_file
from deployments.commands.listings import group_of
from deployments.evidence_move import move_evidence
from deployments.home_locks import sole_run
from deployments.installation import installation, ledger, require_data
from deployments.listings.evidence import LISTING, SHOWN
from models.file_store.opening import open_store
from models.file_store.port import ChangedFile
from models.ledger.evidence.register import KeptFile, file_named
from models.ledger.evidence.store import evidence_store
from models.rules.errors import Refused, Unavailable
from tasks.home import has_registry
from tasks.settings import settings

HIDDEN, SCHEME = "s3://密钥编号:密钥@", "s3://"


command = group_of(LISTING)


@command.command(
    "open", help="把一份印证材料按原文件名写入文件夹。例：mubiao evidence open 3 -o 材料。涉密的用 mubiao secrets open"
)
@click.argument("file", metavar="编号或SHA-256")
@click.option("-o", "--output", "folder", metavar="文件夹", type=PATH, required=True, help="写入这个文件夹")
@click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
@as_json
def open_file(*, file: str, folder: Path, force: bool, as_json: bool) -> None:
    """Write a kept file under the name with which it was submitted."""
    with ledger() as session:
        kept = file_named(session, file)
    if not folder.is_dir():
        raise Refused(f"没有文件夹“{folder}”，请先建立，或改写文件夹。")
    place = folder / kept.name
    check_path(place, (place.suffix.lower(),), force=force)
    write_file(place, _content(kept))
    words = f"已写入：{place}（SHA-256 {kept.sha256}）"
    print_answer({"file": str(place), "sha256": kept.sha256}, words, as_json=as_json)


def _content(kept: KeptFile) -> bytes:
    """The file as it was submitted. Raises Unavailable if it is missing or changed."""
    name = kept.sha256[:SHOWN]
    try:
        return evidence_store().read(kept.sha256)
    except ChangedFile as change:
        raise Unavailable(f"印证材料{name}与登记的SHA-256不符，没有取出，请执行 mubiao verify 核对。") from change
    except OSError as error:
        raise Unavailable(f"印证材料{name}无法读取，请执行 mubiao verify 核对。") from error


@command.command("move", help="把全部材料移到对象存储，逐份核对，最后才改用新的位置；中断的，再执行一次即可")
@click.argument("url", metavar="地址")
@as_json
def move(*, url: str, as_json: bool) -> None:
    """Copy every file to another store and name it in the database; an empty address is the folder of this machine.

    For a cell the registry is changed last.
    """
    from deployments.host.changes import change_settings  # noqa: PLC0415 - loads Apprise
    from deployments.host.registry import changing  # noqa: PLC0415 - the same

    chosen = settings()
    with ExitStack() as stack:
        host = stack.enter_context(changing()) if chosen.cell and has_registry() else None
        require_data(chosen)
        with installation(), sole_run(chosen.home):
            target = open_store(chosen.home / "evidence", url)
            moved = move_evidence(evidence_store(), target)
        if host:
            change_settings(host, chosen.cell, {"evidence_url": url})
    if moved.lost:
        short = "、".join(digest[:SHOWN] for digest in moved.lost)
        click.echo(f"注意：{len(moved.lost)}份材料在原处已丢失或被改动，没有移动：{short}", err=True)
    here, setting = ("MUBIAO_HOME 的 evidence 文件夹", "")
    if target.address:
        here, setting = f"“{target.address}”", HIDDEN + target.address.removeprefix(SCHEME)
    words = f"已移动并核对{moved.evidence}份印证材料、{moved.strangers}份陌生来信的文件，现在存放在{here}。"
    line = f"请设置 MUBIAO_EVIDENCE_URL={setting}（密钥和“?”之后的照刚才所写的），再启动 mubiao up"
    line = f"单元“{chosen.cell}”的设置已改为新的位置" if host else f"{line}；改设置之前不收新的材料"
    advice = f"{line}。原处的文件没有删除。"
    print_answer({**moved._asdict(), "address": target.address}, f"{words}\n{advice}", as_json=as_json)
