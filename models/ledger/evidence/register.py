"""印证材料 as a list, one row per use of a file, and the file that a person asks for (4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from sqlmodel import Session

from models.ledger.evidence.placed import PLACED
from models.ledger.jurisdiction import home
from models.ledger.nouns import NOUNS
from models.ledger.nouns.shared_sql import LED_BY, NAMED_BY
from models.ledger.secrets import concealed
from models.rules.cycles import DUTY_OF, subject_of
from models.rules.errors import Refused
from models.rules.periods import parse_period
from models.rules.several import first_of
from models.statements import ResultRow, run

SHORTEST = 8  # characters of a SHA-256 that name a file
# Where a record's key names a target, year and code follow each other, as the first two parts or after another one.
OF_KEY = " OR ".join(
    f"(CAST(t.year AS text) = split_part(q.record_key, '|', {at}) AND t.code = split_part(q.record_key, '|', {at + 1}))"
    for at in (1, 2)
)
USES = f"""
WITH q AS (
    SELECT u.evidence_id, u.file_name, u.about, u.made_on, u.received_on, 'obligation' AS record, '' AS record_key,
        o.id AS obligation, o.kind, o.period, o.subject, o.department_id,
        coalesce(u.target_id, p.target_id) AS target_id, coalesce(p.indicator, u.indicator) AS indicator,
        p.name IS NOT NULL AS by_place
    FROM evidence_use u JOIN obligation o ON o.id = u.obligation_id
        LEFT JOIN {PLACED} p ON u.target_id IS NULL AND (p.obligation_id, p.file_name) = (u.obligation_id, u.file_name)
    WHERE o.jurisdiction_id = :jurisdiction
    UNION ALL
    SELECT x.evidence_id, x.file_name, x.about, x.made_on, x.received_on, x.record, x.record_key,
        NULL, NULL, NULL, '', NULL, NULL, '', false FROM exhibit x
    UNION ALL
    SELECT m.evidence_id, m.file_name, NULL, CAST(m.taken_at AS date), c.received_on, 'cloud_upload', '',
        NULL, NULL, c.period, '', c.department_id, c.target_id, '', false
    FROM cloud_medium m JOIN cloud_upload c ON c.id = m.upload_id WHERE c.jurisdiction_id = :jurisdiction),
its AS (
    SELECT q.*, coalesce(q.target_id, k.id) AS its_target FROM q LEFT JOIN LATERAL (
        SELECT t.id FROM target t WHERE t.jurisdiction_id = :jurisdiction AND q.target_id IS NULL
            AND (q.subject <> '' AND {NAMED_BY.format(key="q.subject")} OR q.record_key <> '' AND ({OF_KEY}))
        LIMIT 1) k ON true)
SELECT v.id, v.sha256, v.size, i.file_name, i.record, i.record_key, i.obligation, i.kind, i.period,
    t.year, t.code AS target, i.indicator, t.name, coalesce(l.code, d.code) AS department_code,
    coalesce(l.name, d.name) AS department, i.about, i.made_on, i.received_on, i.by_place,
    EXISTS (SELECT FROM (SELECT DISTINCT ON (s.record, s.record_id) s.record, s.record_id, s.marking FROM secrecy s
            WHERE (s.record = 'evidence' AND s.record_id = v.id) OR (s.record = 'target' AND s.record_id = t.id)
                OR (s.record = 'finding' AND s.record_key = i.record_key)
            ORDER BY s.record, s.record_id, s.serial DESC) n WHERE n.marking IS NOT NULL) AS marked
FROM its i JOIN evidence v ON v.id = i.evidence_id
    LEFT JOIN target t ON t.id = i.its_target
    LEFT JOIN LATERAL (SELECT d.code, d.name FROM target t {LED_BY} WHERE t.id = i.its_target) l ON true
    LEFT JOIN department d ON d.id = i.department_id
WHERE (CAST(:file AS int) IS NULL OR v.id = :file) AND i.received_on <= :day
    AND (CAST(:department AS text) IS NULL OR coalesce(l.code, d.code) = :department)
    AND (CAST(:target AS text) IS NULL OR t.code = :target) AND (CAST(:year AS int) IS NULL OR t.year = :year)
ORDER BY i.received_on, v.id, i.record, i.obligation, t.code COLLATE "C"
"""  # noqa: S608 - constants only
BY_NUMBER = """
SELECT v.id, v.sha256 FROM evidence v
WHERE v.id = CAST(:number AS int) OR (CAST(:digest AS text) IS NOT NULL AND starts_with(v.sha256, :digest)) LIMIT 2
"""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the store: its SHA-256, and the name under which it was submitted last."""

    sha256: str
    name: str


def list_evidence(
    session: Session, day: date, year: int | None = None, target: str | None = None, department: str | None = None
) -> list[dict[str, Any]]:
    """Return every use of a file received until `day`, in order of receipt; of a marked record without its name.

    `year` and `target` are those of the target that the use is about, `department` the code of its lead.
    """
    rows = _uses(session, day, year=year, target=target, department=department)
    return concealed(session, [row | {"file_name": ""} if row["marked"] else row for row in rows])


def file_named(session: Session, text: str) -> KeptFile:
    """Return the file with this number or this beginning of its SHA-256.

    Raises Refused if there is none or several, and if it is about a marked record: that is opened on record only (4.7).
    """
    number = int(text) if text.isascii() and text.isdigit() and len(text) < SHORTEST else None
    if number is None and len(text) < SHORTEST:
        raise Refused(f"“{text}”不是印证材料的编号；用SHA-256的，至少写前{SHORTEST}位。")
    found = run(session, BY_NUMBER, number=number, digest=None if number else text.lower()).all()
    if len(found) != 1:
        raise Refused(f"{'不止一份' if found else '没有'}印证材料的编号或SHA-256为“{text}”。查看：mubiao evidence。")
    uses = _uses(session, date.max, file=found[0].id)
    if any(use["marked"] for use in uses) or not uses:
        raise Refused(
            f"印证材料{found[0].sha256[:12]}已标注密级，或属于已标注密级的事项，只能由阅看人员用 mubiao secrets open "
            "--evidence 阅看；材料本身尚未标注的，先由管理机构标注（mark_secret）并指定阅看人员（admit_reader）。"
        )
    # A name from another system may hold folders.
    return KeptFile(found[0].sha256, PurePath(uses[-1]["file_name"].replace("\\", "/")).name or found[0].sha256)


def _uses(session: Session, day: date, **named: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - the filters
    filters = dict.fromkeys(("file", "year", "target", "department")) | named
    rows = run(session, USES, jurisdiction=home(session), day=day, **filters).mappings()
    return [{**row, "supports": _supports(row)} for row in rows]


def _supports(row: ResultRow) -> str:
    """Return what a file supports, in words: 2026年3月月度检查, 申诉, 2026年3月目标云上传."""
    if row["kind"]:
        return subject_of(DUTY_OF[row["kind"]], row["period"])
    title = NOUNS[row["record"]].title if row["record"] in NOUNS else str(row["record"])
    return (parse_period(row["period"]).label if row["period"] else "") + title


# A file is named by the line of a target, a record that it supports, an upload, the block of a signed page, or the mail
# that it came with or that it is.
UNREFERENCED = """
SELECT v.sha256 FROM evidence v
WHERE NOT EXISTS (SELECT FROM evidence_use u WHERE u.evidence_id = v.id)
    AND NOT EXISTS (SELECT FROM exhibit x WHERE x.evidence_id = v.id)
    AND NOT EXISTS (SELECT FROM cloud_medium m WHERE m.evidence_id = v.id)
    AND NOT EXISTS (SELECT FROM block b WHERE b.source ->> 'page' = v.sha256)
    AND v.sha256 NOT IN (SELECT f ->> 'digest' FROM received_mail m CROSS JOIN jsonb_array_elements(m.files) f
        WHERE f ? 'digest')
    AND NOT EXISTS (SELECT FROM received_mail m WHERE m.digest = v.sha256)
ORDER BY v.id
"""
NAMED_BY_RECORDS = 3
SHORT = 12  # characters of a SHA-256 that are shown


def unreferenced_evidence(session: Session) -> Sequence[str]:
    """Return the SHA-256 of each stored file that no record names: added outside the ledger, or left over."""
    return run(session, UNREFERENCED).scalars().all()


def describe_unreferenced(digests: Sequence[str]) -> str:
    """Return how many files no record names, and the first of them; empty without such a file."""
    if not digests:
        return ""
    first = first_of([digest[:SHORT] for digest in digests], NAMED_BY_RECORDS)
    return f"未被引用的印证材料{len(digests)}件（{first}）：没有记录引用，不能证明什么，请查明来历"
