"""`mubiao account`: opens an account of the page, makes and confirms its slips, lists the accounts (3-4.6)."""

import secrets
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from deployments.act_entry import Entry, perform_act
from deployments.commands.answers import DATE, PATH, as_json, check_path, force_option, print_answer, write_file
from deployments.installation import installation, ledger
from deployments.text_table import table
from models.intake.account import SlipConfirmed
from models.intake.source import PaperGiven
from models.ledger.account.opening import confirm_slip, end_account, make_slip, open_account
from models.ledger.account.register import list_accounts
from models.ledger.acts import Act, read_input
from models.rules.account import CODE_LENGTH, CODE_SIGNS
from models.rules.rehearsal import MARK
from tasks.clock import business_day
from tasks.settings import settings

TITLES = ("账号", "姓名", "部门", "首次登录", "回执", "状态")


@click.group(help="网页账号：开通、重新开单、登记回执、列出。例：mubiao account list", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List the accounts, unless a subcommand follows."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_them, as_json=False)


@command.command("list", help="网页账号。例：mubiao account list")
@as_json
def list_them(*, as_json: bool) -> None:
    """List the accounts."""
    with ledger() as session:
        rows = list_accounts(session)
    print_answer(rows, table(TITLES, map(_cells, rows), wrapped=(2,)) if rows else "没有网页账号。", as_json=as_json)


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    in_use = "在用" if row["used_on"] else f"待首次登录，至{row['last_day']}"
    reads = f"查阅至{row['reads_until']}" if row["reads_until"] else in_use
    stopped = f"{reads}，暂停登录至{row['stopped_until']}" if row["stopped_until"] else reads
    state = f"{row['ended_on']}停用" if row["ended_on"] else stopped
    return row["serial"], row["person"], row["places"], row["used_on"] or "", row["confirmed_on"] or "", state


@command.command("open", help="开通账号并制作开通单。例：mubiao account open JYT/李明 -o 开通单.docx")
@click.argument("people", metavar="部门编码/姓名", nargs=-1, required=True)
@click.option("-o", "--output", "place", metavar="文件", type=PATH, required=True, help="开通单（.docx），印出后送本人")
@click.option("--reads-until", "until", metavar="日期", type=DATE, help="指定查阅人：只查阅，到这一日为止")
@click.option("--reason", "why", metavar="事由", default="", help="指定查阅人的事由")
@force_option
def open_one(*, people: tuple[str, ...], place: Path, until: date | None, why: str, force: bool) -> None:
    """Open an account and write its slip."""
    _with_slip(open_account, {"people": list(people), "reads_until": until, "reads_why": why}, place, force=force)


@command.command("slip", help="重新开单：忘记口令，或者首次登录码过期。例：mubiao account slip JYT/李明 -o 开通单.docx")
@click.argument("person", metavar="部门编码/姓名")
@click.option("-o", "--output", "place", metavar="文件", type=PATH, required=True, help="开通单（.docx），印出后送本人")
@force_option
def slip_again(*, person: str, place: Path, force: bool) -> None:
    """Make a new slip."""
    _with_slip(make_slip, {"person": person}, place, force=force)


@command.command("confirm", help="登记开通单回执，附本人签字的页。例：mubiao account confirm JYT/李明 --page 回执.pdf")
@click.argument("person", metavar="部门编码/姓名")
@click.option("--page", metavar="文件", type=PATH, required=True, help="本人签字的回执（扫描件或照片）")
def confirm(*, person: str, page: Path) -> None:
    """Record the signed receipt of a slip."""
    with installation():
        done = perform_act(confirm_slip, SlipConfirmed(person=person), entry=Entry(paper=PaperGiven(page=page)))
    print(done.words)


@command.command("end", help="停用账号，登录随即退出。例：mubiao account end JYT/李明 --reason 调离")
@click.argument("person", metavar="部门编码/姓名")
@click.option("--reason", metavar="原因", required=True, help="停用的原因")
def end(*, person: str, reason: str) -> None:
    """End an account."""
    with installation():
        done = perform_act(end_account, {"person": person, "reason": reason})
    print(done.words)


def _with_slip(act: Act[Any], data: dict[str, Any], place: Path, *, force: bool) -> None:
    from notifications.documents.slip import slip  # noqa: PLC0415 - loads python-docx

    check_path(place, (".docx",), force=force)
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    given = {**data, "code_digest": sha256(code.encode()).hexdigest()}
    with installation():
        done = perform_act(act, read_input(act, given))
    days = business_day().date, date.fromisoformat(done.data["last_day"])
    page = settings().page_url, done.data["signs_for"]
    rehearsal = done.words.startswith(MARK)
    write_file(place, slip(done.data["person"], done.data["sign_in"], code, days, page, rehearsal=rehearsal))
    print(f"{done.words}\n已写入：{place}")
