"""目标云: uploads, what they show, and who uploads for the agency (7.5)."""

from models.ledger.nouns.noun import PLACE, Noun
from models.records.record import TargetTexts
from models.rules.states import UPLOAD

CLOUD_NOUNS: dict[str, Noun] = {
    "cloud_upload": Noun(
        "cloud_upload r JOIN target t ON t.id = r.target_id JOIN department d ON d.id = r.department_id",
        "concat_ws('|', t.year, t.code, r.period, r.number)",
        f"{PLACE}, d.code, r.state, r.progress, r.text, r.received_on, r.recorded_on, r.uploaded_by, r.warnings,"
        " r.decided_on, r.reason",
        title="目标云上传",
        moves=UPLOAD,
        of_target=TargetTexts(withheld="text, reason", told="period, uploaded_by, warnings"),
    ),
    "cloud_medium": Noun(
        "cloud_medium r JOIN cloud_upload u ON u.id = r.upload_id JOIN target t ON t.id = u.target_id"
        " JOIN evidence e ON e.id = r.evidence_id",
        "concat_ws('|', t.year, t.code, u.period, u.number, e.sha256)",
        # One that was received before the edges were cut keeps its digest.
        "e.size, r.file_name, r.kind, r.width, r.height, r.bits, r.cuts,"
        " extract(epoch FROM r.taken_at), r.latitude,"
        " r.longitude",
        title="目标云图片和视频",
        of_target=TargetTexts(
            withheld="file_name",
            told="cuts",
            rows="x.upload_id IN (SELECT u.id FROM cloud_upload u WHERE u.target_id = m.id)",
        ),
    ),
    "cloud_delegation": Noun(
        "cloud_delegation r JOIN target t ON t.id = r.target_id",
        "concat_ws('|', t.year, t.code, r.number)",
        "r.since, r.ended_on, r.reason",
        title="目标云上传委托",
        of_target=TargetTexts(withheld="reason"),
    ),
}
