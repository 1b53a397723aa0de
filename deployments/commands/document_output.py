"""The file of a document: its options, and what is printed once it is written."""

from hashlib import sha256
from pathlib import Path
from typing import Protocol

import click

from deployments.commands.answers import PATH, print_json
from deployments.output_file import write_file
from models.ledger.papers.signature import Signature
from models.rules.rehearsal import marked

DOCX, XLSX = ".docx", ".xlsx"
PRIVATE = {"回复表", "暗访清单"}  # the one has the codes of an office, the other is unannounced
output_option = click.option("-o", "--output", "place", metavar="文件", type=PATH, required=True, help="写成这个文件")
force_option = click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")


class DocumentContent(Protocol):
    """What a document says."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def signature(self) -> Signature:
        """Its 落款."""


def write_document(
    kind: str, place: Path, content: DocumentContent, file: bytes, number: str = "", *, as_json: bool
) -> None:
    """Write the file and print its digest; equal content makes the same file, so digests can be compared."""
    write_file(place, file, public=kind not in PRIVATE)
    number = content.signature.number or number
    digest, day = sha256(file).hexdigest(), content.signature.day
    if as_json:
        facts = {"kind": kind, "title": content.title, "number": number, "date": day.isoformat()}
        print_json({**facts, "file": str(place), "sha256": digest})
        return
    written = f"已写入{kind}《{content.title}》{f'（{number}）' if number else ''}，落款日期{day}：{place}"
    print(marked(written, rehearsal=content.signature.rehearsal))
    print(f"文件校验码（SHA-256）：{digest}")
