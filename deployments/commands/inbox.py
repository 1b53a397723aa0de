"""`mubiao inbox`: lists mails that wait for the agency, or shows one with its files and sheets."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, check_path, write_file
from deployments.commands.lists import print_list
from deployments.installation import ledger
from models.ledger.answer.inbox import list_mails, raw_mail, show_mail, shown_mails
from models.ledger.strangers import KEPT_DAYS
from models.rules.kinds import AnswerOutcome, Known
from models.rules.states import MailState
from models.rules.workdays import SHANGHAI
from tasks.clock import business_day, current_instant
from tasks.settings import settings

TITLES = ("编号", "收到", "发件地址", "部门", "主题", "文件", "状态", "说明")
HINT = (
    "收取：mubiao act accept_answer --mail 编号 --reason 理由；\n"
    "答复：mubiao act answer_mail --mail 编号 --answer 答复；\n"
    "不收取：mubiao act dismiss_mail --mail 编号 --reason 理由。"
)

READ = (
    "登记已阅：mubiao act record_read --obligation {} --read-on 阅知日期 --read-by 阅知人 --page 签字页（原文的附件）"
)


@click.command(
    help="等待处理的来信及其原因。例：mubiao inbox；查看一封：mubiao inbox --mail 12；写出原文，加 -o 来信.eml"
)
@click.option("--all", "every", is_flag=True, help="已处理的也列出")
@click.option("--mail", "number", metavar="编号", type=click.IntRange(1), help="只看这一封：文件、工作表和退回的原因")
@click.option(
    "-o", "--output", "place", metavar="文件", type=PATH, help="将这封来信的原文写成 .eml 文件，同时写 --mail"
)
@as_json
def command(*, every: bool, number: int | None, place: Path | None, as_json: bool) -> None:
    """List the mails that wait, show one, or write one as it came."""
    if place:
        _write_raw(number, place)
        return
    with ledger() as session:
        rows = [show_mail(session, number)] if number else list_mails(session, every=every, day=business_day().date)
    rows = [row | {"gone": _gone(row["gone"])} for row in rows]
    if number and not as_json:
        print("\n".join(_lines(rows[0])))
        return
    shown, hidden = (rows, 0) if as_json else shown_mails(rows)
    print_list(shown, TITLES, map(_cells, shown), _empty(every=every), as_json=as_json, wrapped=(7,))
    if not as_json:
        if hidden:
            print(f"另有{hidden}封陌生地址的来信未列出，查看：mubiao inbox --json。")
        _print_hint(shown)


def _print_hint(rows: list[dict[str, Any]]) -> None:
    """Print how a mail that waits is settled, if one does."""
    if any(MailState(row["state"]) is MailState.WAITING for row in rows):
        print(HINT)


def _empty(*, every: bool) -> str:
    """Returns what is said if no mail is listed: if none came at all, also whether any mailbox is read."""
    if not every:
        return "没有等待处理的来信。"
    if settings().inbox_url:
        return "没有收到过来信。"
    return (
        "没有来信：没有设置收件箱，系统不读邮件。设置 MUBIAO_INBOX_URL，写法见 mubiao check --settings；"
        "已存成文件的来信和回复表：mubiao import answers 文件或文件夹。"
    )


def _write_raw(number: int | None, place: Path) -> None:
    """Write a kept mail. Raises Refused if it may not be opened here, or was not kept."""
    if number is None:
        raise click.UsageError("写出原文要写明是哪一封：--mail 编号。")
    check_path(place, (".eml",), force=False)
    with ledger() as session:
        content = raw_mail(session, number)
    write_file(place, content)
    print(f"已写出来信{number}的原文：{place}（{len(content)}字节）。", file=sys.stderr)


def _gone(day: date | None) -> str:
    """Returns why what a stranger wrote is not there: by its day it was deleted, before it a backup was restored."""
    if day is None:
        return ""
    return f"内容已满{KEPT_DAYS}天清除" if day <= current_instant().date() else "内容未随备份"


def _sender(row: dict[str, Any]) -> str:
    return "陌生地址" if row["gone"] else row["sender"] or "（空）"


def _cells(row: dict[str, Any]) -> list[Any]:
    subject, department = row["gone"] or row["subject"] or "（无）", row["department"] or "（不明）"
    about = [row["id"], _moment(row), _sender(row), department, subject, row["files"]]
    why = "；".join(row["reasons"]) if MailState(row["state"]) is MailState.WAITING else ""
    more = f"（这个地址另有{row['more']}封）" if row.get("more") else ""
    return [*about, MailState(row["state"]).label, "：".join(filter(None, (row["sentence"], why))) + more]


def _moment(row: dict[str, Any]) -> str:
    return f"{row['received_at'].astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _lines(row: dict[str, Any]) -> list[str]:
    known = f"（{Known(row['known']).label}）" if row["known"] else ""
    lines = [
        f"来信{row['id']}：{MailState(row['state']).label}，{row['sentence']}",
        f"收到：{_moment(row)}，收到日期{row['received_on']}",
        f"发件地址：{_sender(row)}，{row['department'] or '不明'}{known}",
        f"主题：{row['gone'] or row['subject'] or '（无）'}",
        f"文件：{row['gone'] or '、'.join(row['files']) or '无'}",
        *(f"没有收到：{each}" for each in row["missing"]),
        *([f"正文：{row['words']}"] if row["words"] else []),
        *([f"原文：{row['original']}"] if row["original"] else []),
        *(READ.format(number) for number in row["to_read"]),
    ]
    for sheet in row["sheets"]:
        lines.append(f"{sheet['file'] or '回复表'} 工作表“{sheet['sheet']}”：{AnswerOutcome(sheet['outcome']).label}")
        lines += [f"  {each['cell']}：{each['message']}" for each in sheet["complaints"]] or [f"  {sheet['sentence']}"]
    return lines
