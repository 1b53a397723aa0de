"""目标云上传: store the month's pictures and progress of a key project, compare and judge them (7.5, A22)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from sqlmodel import Session, col, select

from models.intake.cloud import OfUpload, ProgressUploaded
from models.intake.media import VIDEO_MB, read_medium
from models.intake.pictures import Shot
from models.ledger.acts import Context, Role, Summary, act, keep_entered
from models.ledger.cloud.warnings import newest_upload, notify_warned
from models.ledger.duties import check_not_ended, discharge, find_duty, received_on
from models.ledger.evidence.store import store_files
from models.ledger.lookup import lead_of, project_key, target_coded
from models.ledger.notices import agency_of
from models.ledger.transitions import lock, move, record_row, record_rows
from models.records import CloudMedium, CloudUpload, Evidence, Obligation, Target, id_of
from models.rules.cloud import CLOUD_MONITORING, Medium, Reuse, TakenPicture, Warned, doubts, judge, time_of
from models.rules.cloud_pictures import SAME, signed
from models.rules.errors import Refused
from models.rules.kinds import Known
from models.rules.periods import Period, parse_period
from models.rules.states import UploadEvent
from models.rules.workdays import SHANGHAI
from models.statements import run

Media = dict[str, tuple[Path, Shot]]
NO_SHOTS: Mapping[str, Shot] = {}
# One sequential scan of all hashes per new picture: no index finds hashes within a bit distance. Only the matches are
# joined with upload and target. A video matches only by file. The upload that this one replaces does not count.
# OFFSET 0 forces the query plan, because a fresh installation has no statistics.
REUSED = """
WITH look AS MATERIALIZED (
    SELECT sha256, cut, hash FROM unnest(CAST(:digests AS text[]), CAST(:cuts AS bool[]), CAST(:hashes AS bigint[]))
        AS u(sha256, cut, hash))
SELECT DISTINCT ON (n.id) n.file_name AS file, m.file_name AS earlier, t.name AS target, u.period AS month
FROM (SELECT c.id, c.evidence_id, c.file_name,
        ARRAY(SELECT hash FROM look l WHERE l.sha256 = e.sha256) || c.bits AS looks,
        ARRAY(SELECT hash FROM look l WHERE l.sha256 = e.sha256 AND NOT l.cut) AS turns
    FROM cloud_medium c JOIN evidence e ON e.id = c.evidence_id WHERE c.upload_id = :upload OFFSET 0) n
    CROSS JOIN LATERAL (SELECT m.id, m.upload_id, m.file_name FROM cloud_medium m
        WHERE m.upload_id <> :upload AND (m.evidence_id = n.evidence_id
            OR EXISTS (SELECT FROM unnest(n.looks) l WHERE bit_count(CAST(m.bits # l AS bit(64))) <= :same)
            OR EXISTS (SELECT FROM unnest(m.cuts) c, unnest(n.turns) l
                WHERE bit_count(CAST(c # l AS bit(64))) <= :same)) OFFSET 0) m
    CROSS JOIN LATERAL (SELECT u.period, u.target_id FROM cloud_upload u
        WHERE u.id = m.upload_id AND u.jurisdiction_id = :jurisdiction
            AND (u.target_id <> :target OR u.period <> :period) OFFSET 0) u
    CROSS JOIN LATERAL (SELECT t.name FROM target t WHERE t.id = u.target_id OFFSET 0) t
ORDER BY n.id, u.period, m.id
"""


@act("upload_progress", "上传重点项目实施进度", clause="3-7.5", roles={Role.OFFICE, Role.AGENCY}, own=True)
def upload_progress(session: Session, data: ProgressUploaded, ctx: Context) -> Summary:
    """7.5: store pictures, videos and progress of a month and judge them (A22); a late upload is marked, not refused.

    A newer upload of the month supersedes the previous row. An identical upload changes nothing.
    """
    target, period, obligation = find_upload_duty(session, ctx, data)
    shots = [read_medium(file) for file in data.media]
    digests = store_files(session, data.media, VIDEO_MB)
    media: Media = {digest: (file, shot) for digest, file, shot in zip(digests, data.media, shots, strict=True)}
    lock(session, "cloud")  # serializes concurrent uploads
    session.refresh(obligation)
    last = newest_upload(session, target, period)
    if last and _is_same(session, last, data, media):
        return Summary(f"“{target.name}”{period.label}的该次上传此前已收到，未作改动。", {"uploaded": 0, "same": 1})
    upload = _insert_upload(session, ctx, data, target, obligation, last)
    _insert_media(session, ctx, upload, media)
    if last:
        move(session, ctx, "cloud_upload", [id_of(last)], UploadEvent.SUPERSEDE)
    warnings = _judge_upload(session, ctx, upload, target, media)
    notices = notify_warned(session, ctx, upload, target) if warnings else 0
    late = discharge(session, ctx, obligation, upload.received_on)
    counts = {"uploaded": 1, "media": len(media), "warnings": len(warnings), "late": int(late), "notices": notices}
    words = _summary_words(target, period, warnings, late=late)
    if last and ctx.actor.role is Role.AGENCY:  # of an office that uploaded before
        keep_entered(session, ctx, last.department_id, "更换已上传的实施进度", words)
    return Summary(words, counts)


def find_upload_duty(session: Session, ctx: Context, data: OfUpload) -> tuple[Target, Period, Obligation]:
    """Return project, month and obligation of an upload.

    Raises Refused if the target is no key project, if the month is not open or is waived, or if an office uploads
    without delegation.
    """
    period = CLOUD_MONITORING.period(data.period)
    target = target_coded(session, ctx, data.target, period.year)
    if not target.key_project:
        raise Refused(f"目标{target.code}“{target.name}”不是重点项目，不进行目标云监测。")
    lead = lead_of(session, ctx, target)
    obligation = find_duty(session, ctx, CLOUD_MONITORING.duty, period=str(period), subject=project_key(target))
    if obligation is None:
        raise Refused(
            f"“{target.name}”{period.label}的目标云上传尚未开启；已开启的，是该项目在开启后才下达，当月无需上传。"
        )
    of_agency = obligation.owed_by == agency_of(session, ctx.jurisdiction)
    if ctx.actor.known is Known.OPERATOR and ctx.actor.entered_by and not of_agency:
        raise Refused(f"“{target.name}”的实施进度已委托“{lead.name}”上传，请写明由谁办理：--by 部门编码/姓名。")
    if ctx.actor.role is Role.OFFICE and of_agency:
        raise Refused(f"“{target.name}”的实施进度由目标绩效管理机构上传，没有委托“{lead.name}”，请交管理机构上传。")
    check_not_ended(obligation, f"“{target.name}”{period.label}的目标云上传", "无需上传")
    return target, period, obligation


def _is_same(session: Session, last: CloudUpload, data: ProgressUploaded, media: Media) -> bool:
    files = session.exec(
        select(Evidence.sha256)
        .join(CloudMedium, col(CloudMedium.evidence_id) == Evidence.id)
        .where(CloudMedium.upload_id == last.id)
    )
    return (last.progress, last.text, set(files)) == (data.progress, data.text, set(media))


def _insert_upload(
    session: Session,
    ctx: Context,
    data: ProgressUploaded,
    target: Target,
    obligation: Obligation,
    last: CloudUpload | None,
) -> CloudUpload:
    upload = CloudUpload(
        jurisdiction_id=ctx.jurisdiction,
        target_id=id_of(target),
        period=obligation.period,
        number=last.number + 1 if last else 1,
        department_id=obligation.owed_by,
        progress=data.progress,
        text=data.text,
        received_on=received_on(session, ctx, obligation),
        recorded_on=ctx.date,
        uploaded_by=ctx.actor.signature,
    )
    record_row(session, ctx, upload, "received")
    return upload


def _insert_media(session: Session, ctx: Context, upload: CloudUpload, media: Media) -> None:
    stored = session.exec(select(Evidence).where(col(Evidence.sha256).in_(media)))
    numbers = {evidence.sha256: id_of(evidence) for evidence in stored}
    rows = [
        CloudMedium(
            upload_id=id_of(upload),
            evidence_id=numbers[digest],
            file_name=file.name,
            bits=None if shot.bits is None else signed(shot.bits),
            cuts=[signed(each) for each in shot.cuts] or None,
            **{name: getattr(shot, name) for name in ("kind", "width", "height", "taken_at", "latitude", "longitude")},
        )
        for digest, (file, shot) in media.items()
    ]
    record_rows(session, ctx, rows, "received")


def _judge_upload(
    session: Session, ctx: Context, upload: CloudUpload, target: Target, media: Media
) -> Sequence[Warned]:
    """A22: judge an upload on its day of receipt, at the latest on the month's last day; returns its warnings."""
    time = time_of(target.year, target.issued_on, target.deadline, target.management)
    day: date = min(upload.received_on, parse_period(upload.period).end)
    progress = Fraction(upload.progress or Decimal(0))
    reused = find_reused(session, upload, {digest: shot for digest, (_, shot) in media.items()})
    warnings = judge(progress, day, time, reused)
    warnings += doubts([_taken(file.name, shot) for file, shot in media.values()], upload.received_on)
    if not warnings:
        move(session, ctx, "cloud_upload", [id_of(upload)], UploadEvent.PASS)
        return ()
    upload.warnings = [each.as_json() for each in warnings]
    move(session, ctx, "cloud_upload", [id_of(upload)], UploadEvent.WARN)
    return warnings


def _taken(name: str, shot: Shot) -> TakenPicture:
    at, blank = shot.taken_at, shot.kind is Medium.PICTURE and shot.bits is None
    place = (shot.latitude, shot.longitude) if shot.latitude is not None and shot.longitude is not None else None
    return TakenPicture(name, blank, at.astimezone(SHANGHAI).date() if at else None, place)


def _summary_words(target: Target, period: Period, warnings: Sequence[Warned], *, late: bool) -> str:
    words = f"已收到“{target.name}”{period.label}实施进度{'（逾期）' if late else ''}"
    if not warnings:
        return f"{words}，判定正常。"
    return f"{words}，预警{len(warnings)}项：{'；'.join(each.words for each in warnings)}。请补正后重新上传。"


def find_reused(session: Session, upload: CloudUpload, shots: Mapping[str, Shot] = NO_SHOTS) -> list[Reuse]:
    """Return, for each picture that an upload of another month or project already has, its first occurrence.

    `shots` are the pictures of the upload by SHA-256; without them only their stored hashes are compared. Two pictures
    are the same if at most `SAME` bits of their hashes differ. The new one is compared turned and mirrored in all ways,
    with its edges cut and without, and so is the earlier one with its edges cut.
    """
    looks = [
        (digest, cut, signed(look))
        for digest, shot in shots.items()
        for cut, hashes in ((False, shot.turns), (True, shot.looks))
        for look in hashes
    ]
    digests, cuts, hashes = ([look[n] for look in looks] for n in range(3))
    rows = run(
        session,
        REUSED,
        upload=upload.id,
        same=SAME,
        digests=digests,
        cuts=cuts,
        hashes=hashes,
        jurisdiction=upload.jurisdiction_id,
        target=upload.target_id,
        period=upload.period,
    )
    return [Reuse(row.file, row.earlier, row.target, row.month) for row in rows]
