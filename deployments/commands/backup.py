"""`mubiao backup`: saves records, evidence and settings in one file, while the installation goes on working."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import click

from deployments.backup.archive import EVIDENCE, Manifest
from deployments.backup.save import save, save_audit_copy
from deployments.commands.answers import PATH, as_json, print_json
from deployments.installation import installation
from models.database import begin
from models.ledger.keyless_backup import department_names
from models.rules.rehearsal import marked
from models.rules.rounding import half_up
from tasks.settings import settings

HOLDS = "备份含个人信息、部门的机器人key和回复码密钥，请妥善保管；不含邮件、企业微信和数据库的密码。"

LEFT_OUT = (
    "也不含邮件、企业微信和数据库的密码。其余个人信息和收到的回复表仍在其中，请妥善保管。"
    "只供查看和核验（mubiao verify 备份文件），不能恢复。请另外记下备份摘要：据以核对备份没有被改动。"
)


@click.command(help="备份全部数据、印证材料和设置（不含密码）。例：mubiao backup 2026-11-20.mubiao")
@click.argument("file", metavar="文件", type=PATH)
@click.option(
    "--without-keys", is_flag=True, help="只供查看和核验：不含机器人key、回复码密钥、未公布的密数和已发回复表，不能恢复"
)
@click.option("--without-evidence", is_flag=True, help="印证材料在对象存储中的，留在那里，备份中只列出其SHA-256")
@as_json
def command(*, file: Path, without_keys: bool, without_evidence: bool, as_json: bool) -> None:
    """Save one state of everything, and list missing files of evidence."""
    if without_keys and without_evidence:
        raise click.UsageError("--without-keys 的备份含印证材料，不能同时写 --without-evidence。")
    with installation() as url:
        if without_keys:
            manifest = save_audit_copy(file, settings())
        else:
            manifest = save(file, url, settings(), with_evidence=not without_evidence)
        with begin() as session:
            names = department_names(session)
    if manifest.missing:
        click.echo(f"注意：{len(manifest.missing)}份印证材料的文件不存在，备份中没有它们。", err=True)
    if as_json:
        facts = {"file": str(file), "digest": manifest.digest, "height": manifest.height, "missing": manifest.missing}
        facts |= {"elsewhere": manifest.elsewhere} if without_evidence else {}
        print_json(facts | {"left_out": manifest.left_out.model_dump(mode="json") if manifest.left_out else None})
        return
    _print_words(file, manifest, names)


def _print_words(file: Path, manifest: Manifest, names: Mapping[str, str]) -> None:
    rows = sum(count for count, _ in manifest.tables.values())
    size = half_up(Fraction(file.stat().st_size, 1 << 20), 1)
    files = sum(bool(EVIDENCE.fullmatch(name)) for name in manifest.parts)
    saved = f"已备份“{manifest.jurisdiction}”：{rows}条记录，{files}份印证材料，{size:f}MB。"
    print(marked(saved, rehearsal=manifest.is_rehearsal))
    if manifest.elsewhere:
        print(
            f"{len(manifest.elsewhere)}份印证材料没有备份，留在“{manifest.store}”，请另行备份；恢复时须用原来的存储。"
        )
    if manifest.left_out:
        print(f"台账第{manifest.height}块，备份摘要{manifest.digest}。")
        print("\n  ".join(["这是不含密钥的备份，略去了：", *manifest.left_out.lines(names)]))
        print(LEFT_OUT)
    else:
        print(f"台账第{manifest.height}块，备份摘要{manifest.digest[:16]}。{HOLDS}")
