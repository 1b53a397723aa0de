"""公文底版: the agency's own .docx becomes part of the layout of its papers, kept by its content (GB/T 9704)."""

from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from models.intake.policy import LetterheadAdopted, PolicySet
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.evidence.store import store_folder
from models.ledger.policies import set_value, value_on, versions_of
from models.records import id_of
from models.records.evidence import place_of
from models.rules.errors import Refused
from models.rules.policy import LETTERHEAD


@act("adopt_letterhead", "登记公文底版", clause="1-7.3", roles={Role.AGENCY})
def adopt_letterhead(session: Session, data: LetterheadAdopted, ctx: Context) -> Summary:
    """1-7.3: write papers from today on into the agency's own .docx, the other parts of the layout unchanged.

    Raises Refused for a file with a macro, a link to outside, an embedded object or an unknown name.
    """
    from models.intake.letterhead_file import check_letterhead  # noqa: PLC0415 - loads python-docx, needed here only

    file = data.evidence[0].file
    content = _read(file)
    check_letterhead(file.name, content)
    now = value_on(session, ctx.jurisdiction, LETTERHEAD, ctx.date) or {}
    value = {**now, "file": sha256(content).hexdigest()}
    summary = set_value(session, PolicySet(key=LETTERHEAD.key, value=value, basis=data.basis), ctx)
    if summary.counts["set"]:
        newest = versions_of(session, ctx.jurisdiction, LETTERHEAD)[-1]
        attach_exhibits(session, ctx, "policy", id_of(newest), data.evidence)
    return summary


def own_file(digest: str) -> bytes:
    """Return the agency's own file with this SHA-256; empty without one. Raises Refused if it is lost or changed."""
    if not digest:
        return b""
    place = place_of(store_folder(), digest)
    content = place.read_bytes() if place.is_file() else b""
    if sha256(content).hexdigest() != digest:
        raise Refused(f"公文底版（{digest[:12]}）已丢失或被改动，没有生成公文。请核验：mubiao verify；或重新登记底版。")
    return content


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"无法读取文件“{file}”，请核对文件名。") from error
