"""`mubiao backup`: saves records, evidence and settings in one file, while the installation goes on working."""

from pathlib import Path

import click

from deployments.backup.save import save
from deployments.commands.answers import PATH, as_json, print_json
from deployments.installation import installation
from tasks.settings import settings

HOLDS = "备份含个人信息、部门的机器人key和回复码密钥，请妥善保管；不含邮件、企业微信和数据库的密码。"


@click.command(help="备份全部数据、印证材料和设置（不含密码）。例：mubiao backup 2026-11-20.mubiao")
@click.argument("file", metavar="文件", type=PATH)
@as_json
def command(*, file: Path, as_json: bool) -> None:
    """Save one state of everything, and list missing files of evidence."""
    with installation() as url:
        manifest = save(file, url, settings())
    if manifest.missing:
        click.echo(f"注意：{len(manifest.missing)}份印证材料的文件不存在，备份中没有它们。", err=True)
    if as_json:
        print_json(
            {"file": str(file), "digest": manifest.digest, "height": manifest.height, "missing": manifest.missing}
        )
        return
    rows = sum(count for count, _ in manifest.tables.values())
    size = file.stat().st_size / (1 << 20)
    print(f"已备份“{manifest.jurisdiction}”：{rows}条记录，{len(manifest.parts) - 2}份印证材料，{size:.1f}MB。")
    print(f"台账第{manifest.height}块，摘要{manifest.digest[:16]}。{HOLDS}")
