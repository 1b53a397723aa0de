"""印证材料: a file kept by its content and attached to a target's line or a filing (6.1.4, 4.5)."""

import errno
import shutil
from hashlib import file_digest
from pathlib import Path

from sqlmodel import Session, select

from models.intake.acts import EvidenceGiven
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.closing import settle_year_end
from models.ledger.finding import department_named, obligation_of, owed_lines
from models.ledger.recording import record
from models.records import Evidence, EvidenceUse, Obligation, id_of
from models.rules.cycles import MONTHLY_CHECK, YEAR_END_CHECK
from models.rules.errors import Refused, Unavailable
from models.rules.periods import Span, parse_period

WHY = {errno.ENOENT: "文件不存在", errno.EACCES: "没有读取权限", errno.EISDIR: "这是一个文件夹"}
MEGABYTE = 1024 * 1024
_store: dict[str, Path | int] = {}


def keep_evidence_in(folder: Path, limit_mb: int) -> None:
    """Say where evidence of this process is stored, and how large one file may be (in megabytes)."""
    _store.update(folder=folder, limit=limit_mb)


@act("attach_evidence", "提交印证材料", clause="3-4.5", roles={Role.OFFICE, Role.AGENCY})
def attach_evidence(session: Session, said: EvidenceGiven, ctx: Context) -> Summary:
    """Store a file by its SHA-256 and attach it; attaching the last one missing completes a year-end check."""
    department = department_named(session, ctx, said.department)
    period = parse_period(said.period)
    cycle = YEAR_END_CHECK if period.span is Span.YEAR else MONTHLY_CHECK
    obligation = obligation_of(session, department, cycle.key, str(cycle.period(said.period)))
    target = _target(session, obligation, said.target)
    evidence = _keep(session, said.file)
    if not _attach(session, ctx, evidence, obligation, target, said):
        return Summary("该文件此前已提交，未作改动。", {"evidence": 0, "same": 1})
    if cycle is YEAR_END_CHECK:
        return settle_year_end(session, ctx, obligation)
    return Summary(f"已提交印证材料“{said.file.name}”。", {"evidence": 1})


def _target(session: Session, obligation: Obligation, code: str) -> int | None:
    owed = owed_lines(session, obligation)
    if code and code not in owed:
        raise Refused(f"目标{code}不在该部门{obligation.period}应填报的目标中。")
    return owed[code].id if code else None


def _keep(session: Session, file: Path) -> Evidence:
    digest, size = _store_file(file)
    found = session.exec(select(Evidence).where(Evidence.sha256 == digest)).first()
    if found is None:
        found = Evidence(sha256=digest, size=size)
        session.add(found)
        session.flush()
    return found


def _store_file(file: Path) -> tuple[str, int]:
    folder, limit = Path(str(_store["folder"])), int(str(_store["limit"]))
    try:
        size = file.stat().st_size
        if not file.is_file() or not size:
            raise Refused(f"“{file}”不是文件或为空，请选择要提交的材料。")
        if size > limit * MEGABYTE:
            raise Refused(f"“{file.name}”超过{limit}MB，请压缩或拆分后提交。")
        with file.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise Refused(f"无法读取文件“{file}”：{WHY.get(error.errno or 0, '系统拒绝读取')}。") from error
    try:
        _copy(file, folder / digest[:2] / digest)
    except OSError as error:
        raise Unavailable(f"无法保存印证材料：{error.strerror}。") from error
    return digest, size


def _copy(file: Path, place: Path) -> None:
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(".partial")
    shutil.copyfile(file, partial)
    partial.rename(place)


def _attach(
    session: Session, ctx: Context, evidence: Evidence, obligation: Obligation, target: int | None, said: EvidenceGiven
) -> bool:
    same = select(EvidenceUse).where(
        EvidenceUse.evidence_id == evidence.id,
        EvidenceUse.obligation_id == obligation.id,
        EvidenceUse.target_id == target,
    )
    if session.exec(same).first():
        return False
    use = EvidenceUse(
        evidence_id=id_of(evidence),
        obligation_id=id_of(obligation),
        target_id=target,
        file_name=said.file.name,
        about=said.about,
        made_on=said.made_on,
        received_on=ctx.date,
    )
    session.add(use)
    session.flush()
    record(session, ctx, "evidence_use", [id_of(use)], "attached")
    return True
