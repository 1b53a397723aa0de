"""`mubiao messages`: lists sent and failed messages with the reason; `retry` and `drop` settle a parked one."""

from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, check_path, print_answer, print_summary, write_file
from deployments.installation import installation, ledger
from deployments.text_table import table
from models.ledger.acts import Act
from models.ledger.attachments import digest_of, file_of
from models.ledger.messages import drop_message, list_messages, retry_message
from models.records.notice import MessageState
from models.rules.rehearsal import IN_FOLDER, is_written
from notifications.channels import CHANNEL_NAMES
from tasks.settings import settings


@click.group(help="已发和待发的消息。例：mubiao messages --state parked", invoke_without_command=True)
@click.option("--state", metavar="状态", type=click.Choice([s.value for s in MessageState]), help="只列某一状态")
@click.option("--limit", metavar="N", type=click.IntRange(1), default=100, help="最近多少条，默认100")
@as_json
@click.pass_context
def command(ctx: click.Context, *, state: str | None, limit: int, as_json: bool) -> None:
    """List messages, unless a subcommand follows."""
    if ctx.invoked_subcommand:
        return
    with ledger() as session:
        rows = list_messages(session, state, limit)
    titles = ["编号", "日期", "渠道", "收件", "主题", "附件", "状态", "次数", "原因"]
    listed = table(titles, map(_cells, rows), whole=(0, 1, 3), wrapped=(3, 4, 5, 8))
    print_answer(rows, listed if rows else f"没有消息。{_explain_no_channel()}", as_json=as_json)


def _explain_no_channel() -> str:
    """Returns why no message can be sent if no channel is configured; else empty."""
    if settings().mail_url or settings().wecom_url:
        return ""
    return (
        "尚未设置通知渠道，通知都在等待投递：查看应通知的内容，mubiao notices；"
        "设置邮件服务器（MUBIAO_MAIL_URL）和企业微信（MUBIAO_WECOM_URL），写法见 mubiao check --settings。"
    )


def _cells(row: dict[str, Any]) -> list[Any]:
    is_folder = row["state"] == MessageState.SENT and is_written(row["reason"])
    state = (IN_FOLDER if is_folder else MessageState(row["state"]).label) + (
        "（可能重复）" if row["maybe_duplicate"] else ""
    )
    channel = CHANNEL_NAMES.get(row["channel"], row["channel"])
    return [
        row["id"],
        row["business_date"],
        channel,
        row["address"],
        row["subject"],
        "、".join(row["attachments"]),
        state,
        row["tries"],
        "" if row["state"] == MessageState.SENT else row["reason"],
    ]


def _settle(act: Act[Any], number: int, why: str, *, as_json: bool) -> None:
    from deployments.act_entry import perform_act  # noqa: PLC0415 - with half of the ledger, which the list needs not

    with installation():
        print_summary(perform_act(act, {"message": number, "why": why}), as_json=as_json)


@command.command(help="重新发送一条搁置的消息。例：mubiao messages retry 12 --why 邮箱已更正")
@click.argument("number", metavar="编号", type=int)
@click.option("--why", required=True, metavar="原因")
@as_json
def retry(*, number: int, why: str, as_json: bool) -> None:
    """Queue a parked message again."""
    _settle(retry_message, number, why, as_json=as_json)


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
