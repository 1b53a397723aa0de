"""`mubiao restore`: restores a backup into an empty installation and verifies that both are equal."""

from pathlib import Path

import click

from deployments.backup.archive import open_backup
from deployments.backup.restore import find_violations, refuse_used, restore_all, update_copies
from deployments.commands.answers import PATH, as_json, print_json
from deployments.installation import installation, sole_run
from models.database import begin
from models.rules.errors import Refused
from tasks.settings import settings


@click.command(help="将备份恢复到空的系统中，并逐项核验。例：mubiao restore 2026-11-20.mubiao")
@click.argument("file", metavar="文件", type=PATH)
@click.option("--dry-run", is_flag=True, help="只核对备份文件是否完好，不恢复")
@as_json
def command(*, file: Path, dry_run: bool, as_json: bool) -> None:
    """Restore and verify. Raises Refused first if the backup is damaged or the installation is in use."""
    home = settings().home
    with open_backup(file) as (archive, manifest):
        if not dry_run:
            with sole_run(home):
                with installation(as_owner=True) as owner:
                    with begin() as session:
                        refuse_used(session)
                    restore_all(archive, manifest, owner, home)
                with installation(), begin() as session:
                    update_copies(session, home)
                    violations = find_violations(session, manifest, home)
            if violations:
                raise Refused("\n".join([f"已恢复，但台账核验发现{len(violations)}处不符：", *violations]))
    facts = {"digest": manifest.digest, "height": manifest.height, "made_at": manifest.made_at.isoformat()}
    if as_json:
        print_json(facts | {"restored": not dry_run, "missing": manifest.missing})
        return
    day = manifest.made_at.strftime("%Y-%m-%d %H:%M")
    done = "备份文件完好" if dry_run else "已恢复，与备份逐项一致，台账核验无误"
    print(f"{done}：“{manifest.jurisdiction}”，{day}备份，台账第{manifest.height}块，摘要{manifest.digest[:16]}。")
    if not dry_run:
        print("密码和渠道地址不在备份中，请重新设置（mubiao check）。原系统如仍在运行，请先停用，以免重复发送通知。")
