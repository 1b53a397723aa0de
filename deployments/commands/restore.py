"""`mubiao restore`: restores a backup into an empty installation and verifies that both are equal."""

from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import click

from deployments.act_entry import perform_act
from deployments.backup import restore
from deployments.backup.archive import Manifest, open_backup
from deployments.commands.answers import PATH, as_json, print_json, send_to
from deployments.home_locks import sole_run
from deployments.installation import installation
from models.database import begin
from models.intake.jurisdiction import RehearsalBegun
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.rehearsal import begin_rehearsal
from models.rules.errors import Refused
from models.rules.rehearsal import marked
from tasks.clock import virtual_instant
from tasks.settings import settings

RESTORED = (
    "邮件、企业微信和数据库的密码不在备份中，请重新设置（mubiao check）。原系统如仍在运行，请先停用，以免重复发送通知。"
)
UNMARKED = "这是演练的备份，其演练标记已被去掉；演练只能恢复为演练。没有恢复；确需恢复的，请加 --rehearsal。"
REHEARSED = "这是演练：可以另定日期和时刻，通知只发给 --send-to 的地址，其余写入 rehearsal 文件夹。"


@click.command(help="将备份恢复到空的系统中，并逐项核验。例：mubiao restore 2026-11-20.mubiao")
@click.argument("file", metavar="文件", type=PATH)
@click.option("--dry-run", is_flag=True, help="只核对备份文件是否完好，不恢复")
@click.option("--rehearsal", is_flag=True, help="恢复为演练：另设 MUBIAO_HOME，恢复前未发的通知不再发送")
@send_to
@as_json
def command(*, file: Path, dry_run: bool, rehearsal: bool, send_to: Sequence[str], as_json: bool) -> None:
    """Restore and verify. Raises Refused first if the backup is damaged or the installation is in use."""
    _check_options(send_to, rehearsal=rehearsal, dry_run=dry_run)
    with open_backup(file) as (archive, manifest):
        rehearsed = manifest.is_rehearsal
        restore.refuse_foreign(archive, manifest)
        if not dry_run:
            rehearsed, violations = _restore(archive, manifest, send_to if rehearsal else None)
            if violations:
                raise Refused("\n".join([f"已恢复，但台账核验发现{len(violations)}处不符：", *violations]))
    if as_json:
        _print_facts(manifest, {"restored": not dry_run, "missing": manifest.missing, "rehearsal": rehearsed})
        return
    day = manifest.made_at.strftime("%Y-%m-%d %H:%M")
    done = "备份文件完好" if dry_run else "已恢复，与备份逐项一致，台账核验无误"
    state = f"“{manifest.jurisdiction}”，{day}备份，台账第{manifest.height}块，备份摘要{manifest.digest[:16]}"
    print(f"{marked(done, rehearsal=rehearsed)}：{state}。")
    if manifest.missing:
        click.echo(f"注意：{len(manifest.missing)}份印证材料的文件不在备份中，核验会逐份指出。", err=True)
    if not dry_run:
        print(REHEARSED if rehearsed else RESTORED)


def _print_facts(manifest: Manifest, outcome: dict[str, object]) -> None:
    facts = {"digest": manifest.digest, "height": manifest.height, "made_at": manifest.made_at.isoformat()}
    print_json(facts | outcome)


def _check_options(send_to: Sequence[str], *, rehearsal: bool, dry_run: bool) -> None:
    if send_to and not rehearsal:
        raise click.UsageError("--send-to 只用于演练，请同时写 --rehearsal。")
    if virtual_instant() and not dry_run:
        raise Refused("设置了虚拟时刻 MUBIAO_CLOCK，没有恢复。请取消该设置。")


def _restore(archive: ZipFile, manifest: Manifest, send_to: Sequence[str] | None) -> tuple[bool, list[str]]:
    """Restore, as a rehearsal if `send_to` is given. Returns whether it is one, and the violations in its ledger."""
    home = settings().home
    with installation(new=True, as_owner=True) as owner, sole_run(home):
        with begin() as session:
            restore.refuse_used(session)
        restore.restore_all(archive, manifest, owner, home, evidence_store())
        with installation(new=True):
            with begin() as session:
                restore.update_copies(session, home)
            with begin() as session:
                violations = restore.find_violations(session, manifest, evidence_store())
                already = is_rehearsal(session)  # a backup of a rehearsal restores as one
                unmarked = restore.lost_mark(session)
            if send_to is not None and not already:
                perform_act(begin_rehearsal, RehearsalBegun(send_to=tuple(send_to)))
        if unmarked and send_to is None:
            _undo()
            raise Refused(UNMARKED)
    return already or send_to is not None, violations


def _undo() -> None:
    with installation(new=True, as_owner=True) as owner:
        restore.undo(owner)
