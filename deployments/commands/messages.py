"""`mubiao messages`: lists messages; `confirm`, `retry` and `drop` settle one, `attachment` writes a file of one."""

from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, check_path, print_answer, print_summary, write_file
from deployments.commands.listings import group_of
from deployments.installation import installation, ledger
from deployments.listings.messages import LISTING
from models.ledger.acts import Act
from models.ledger.attachments import digest_of, file_of
from models.ledger.messages import confirm_message, drop_message, retry_message

command = group_of(LISTING)


def _settle(act: Act[Any], number: int, why: str, *, as_json: bool) -> None:
    from deployments.act_entry import perform_act  # noqa: PLC0415 - with half of the ledger, which the list needs not

    with installation():
        print_summary(perform_act(act, {"message": number, "why": why}), as_json=as_json)


@command.command(help="重新发送一条搁置或送达不明的消息。例：mubiao messages retry 12 --why 邮箱已更正")
@click.argument("number", metavar="编号", type=int)
@click.option("--why", required=True, metavar="原因")
@as_json
def retry(*, number: int, why: str, as_json: bool) -> None:
    """Queue a parked or doubtful message again."""
    _settle(retry_message, number, why, as_json=as_json)


@command.command(help="送达不明的一条消息，已核实送达。例：mubiao messages confirm 12 --why 对方电话确认已看到")
@click.argument("number", metavar="编号", type=int)
@click.option("--why", required=True, metavar="原因")
@as_json
def confirm(*, number: int, why: str, as_json: bool) -> None:
    """Record that a doubtful message came, and how that is known."""
    _settle(confirm_message, number, why, as_json=as_json)


@command.command(help="放弃一条消息。例：mubiao messages drop 12 --why 已电话通知")
@click.argument("number", metavar="编号", type=int)
@click.option("--why", required=True, metavar="原因")
@as_json
def drop(*, number: int, why: str, as_json: bool) -> None:
    """Drop a message, with the reason."""
    _settle(drop_message, number, why, as_json=as_json)


@command.command(help="把一条消息的附件写成文件。例：mubiao messages attachment 12 -o 回复表.xlsx")
@click.argument("number", metavar="编号", type=int)
@click.option("--name", metavar="附件名", help="有几个附件时，写明哪一个")
@click.option("-o", "--output", "place", metavar="文件", type=PATH, required=True, help="写成这个文件")
@click.option("--force", is_flag=True, help="文件已经存在时覆盖")
@as_json
def attachment(*, number: int, name: str | None, place: Path, force: bool, as_json: bool) -> None:
    """Write a file that a message carries, with the bytes that were or will be sent."""
    with ledger() as session:
        kept, content = file_of(session, number, name)
    check_path(place, (Path(kept).suffix,), force=force)
    write_file(place, content)
    digest = digest_of(content)
    words = f"已写入消息{number}的附件“{kept}”：{place}\n文件校验码（SHA-256）：{digest}"
    facts = {"message": number, "name": kept, "file": str(place), "sha256": digest}
    print_answer(facts, words, as_json=as_json)
