"""申诉 as a matter that an office answers by a sheet: results that it was told of, and gaps of its filing (4.3 a)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.appeal import AppealLodged
from models.ledger.acts import Context, Summary
from models.ledger.answer.asked_lines import target_lines
from models.ledger.answer.content import AnswerRow, build_row, code_of, row_key
from models.ledger.answer.judged import Judged
from models.ledger.answer.matter_sheet import OF_OFFICE, MatterSheet, Said, matter_sheet
from models.ledger.answer.remedies import check_newest
from models.ledger.answer_keys import Key
from models.ledger.appeal.appeals import RUNNING, lodge_appeal, newest_appeal
from models.ledger.appeal.subjects import find_subject
from models.ledger.appeal.time_limits import Limit, limits_since
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.jurisdiction import home
from models.ledger.notice_ends import TOLD_ON
from models.ledger.nouns.shared_sql import HEIRS, LEADS, NAMED_BY, OBLIGATION_KEY
from models.ledger.secrets import secrets_of
from models.records import Appeal, id_of
from models.rules.answer_code import AnswerCode
from models.rules.appeal import SubjectKind, describe_lodging, kind_and_key
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.matter_form import APPEAL, GAPS
from models.rules.secrecy import Secrets
from models.statements import ResultRow, run

FILING = "year_end_check"  # the key of a filing begins with its kind, that of its gaps with theirs
CONCLUDED, MISSING = "concluded", "missing"  # the kinds of notice that tell an office of a result, and of gaps
TO_DO = "对认定有异议的，写明申诉理由，附印证材料；没有异议的不填"
# A result is contested by who leads its target now; one about a department, by that department or its successor.
RESULTS = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT DISTINCT ON (n.subject) {OF_OFFICE}, '{APPEAL.key}' AS kind, '' AS period, n.subject, n.payload,
    CAST(n.occasion AS int) AS due_version, concat_ws('|', '{APPEAL.key}', n.subject) AS key, {TOLD_ON} AS told_on
FROM notice n
    LEFT JOIN target t ON t.jurisdiction_id = n.jurisdiction_id AND {NAMED_BY.format(key="n.subject")}
    LEFT JOIN target_department x ON x.target_id = t.id AND {LEADS}
    LEFT JOIN heir h ON h.department_id = coalesce(x.department_id, n.department_id)
    JOIN department b ON b.id = coalesce(h.heir, x.department_id, n.department_id)
WHERE n.jurisdiction_id = :jurisdiction AND n.kind = '{CONCLUDED}' AND n.audience = 'office' AND NOT b.is_agency
    AND {{which}}
ORDER BY n.subject, CAST(n.occasion AS int) DESC
"""  # noqa: S608 - constants only
# The gaps of one filing stand in one sheet: those that its office was told of.
GAPS_TOLD = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT {OF_OFFICE}, '{GAPS.key}' AS kind, o.period, '' AS subject, n.payload, 0 AS due_version, o.id AS lines_of,
    d.code AS filed_for, {TOLD_ON} AS told_on,
    concat_ws('|', '{GAPS.key}', o.period, d.code, o.subject, o.round) AS key
FROM notice n JOIN obligation o ON o.jurisdiction_id = n.jurisdiction_id AND o.kind = split_part(n.subject, '|', 1)
        AND o.period = split_part(n.subject, '|', 2)
    JOIN department d ON d.id = o.department_id AND {OBLIGATION_KEY.format(o="o", d="d")} = n.subject
    LEFT JOIN heir h ON h.department_id = o.owed_by
    JOIN department b ON b.id = coalesce(h.heir, o.owed_by)
WHERE n.jurisdiction_id = :jurisdiction AND n.kind = '{MISSING}' AND n.audience = 'office' AND NOT b.is_agency
    AND o.kind = '{FILING}'
    AND {{which}}
ORDER BY o.period, d.code COLLATE "C"
"""  # noqa: S608 - constants only
BY_SUBJECT, BY_DAY = "n.subject = ANY(:subjects)", "n.created_on >= :since"
# As people write the key of a result, with or without the year of its target.
BY_NUMBER = """n.payload ->> 'kind' = :kind
    AND :key IN (n.payload ->> 'key', regexp_replace(n.payload ->> 'key', '/[0-9]{4}/', '/'))"""
BY_FILING = "concat_ws('/', o.period, d.code) = :key"


def key_of_notice(kind: str, subject: str) -> str:
    """Return the key of the matter that a notice tells; empty if it tells of none."""
    if kind == CONCLUDED:
        return f"{APPEAL.key}|{subject}"
    return subject.replace(FILING, GAPS.key, 1) if kind == MISSING and subject.startswith(FILING) else ""


def results_keyed(session: Session, keys: Sequence[str]) -> Sequence[Any]:
    """Return the results with these keys, each in the newest version that its office was told of."""
    subjects = [key.partition("|")[2] for key in keys]
    return run(session, RESULTS.format(which=BY_SUBJECT), jurisdiction=home(session), subjects=subjects).all()


def gaps_keyed(session: Session, keys: Sequence[str]) -> Sequence[Any]:
    """Return the filings with these keys whose offices were told of gaps."""
    subjects = [key.replace(GAPS.key, FILING, 1) for key in keys]
    return run(session, GAPS_TOLD.format(which=BY_SUBJECT), jurisdiction=home(session), subjects=subjects).all()


def told_since(session: Session, since: date) -> list[Any]:
    """Return the results and gaps that offices were told of on a day or later."""
    asked = {"jurisdiction": home(session), "since": since}
    return [row for each in (RESULTS, GAPS_TOLD) for row in run(session, each.format(which=BY_DAY), **asked)]


def told_of(session: Session, kind: SubjectKind, key: str) -> ResultRow:
    """Return the result, or the gaps of the filing, that a kind and a key name; None if no office was told of it."""
    asked = {"jurisdiction": home(session), "kind": kind.label}
    if kind is SubjectKind.GAP:
        filing = "/".join(key.split("/")[:2])
        return run(session, GAPS_TOLD.format(which=BY_FILING), **asked, key=filing).first()
    found = run(session, RESULTS.format(which=BY_NUMBER), **asked, key=key).all()
    return max(found, key=lambda row: (row.told_on or date.max, row.subject), default=None)


def contested_sheets(session: Session, matters: Sequence[Any], key: Key) -> list[MatterSheet]:
    """Return each matter with its sheet; the number of statements does not grow with that of matters.

    4.7: the sheet about a marked target says its number and marking only, and takes nothing.
    """
    if not matters:
        return []
    limits = limits_since(session, home(session), {matter.told_on for matter in matters})
    secrets, lines = secrets_of(session), _lines_of(session, matters)
    found = []
    for matter in matters:
        limit = limits.get(matter.told_on)
        of_gaps = matter.kind == GAPS.key
        said = _gaps(matter, lines[matter.lines_of], key, secrets) if of_gaps else _result(matter, secrets)
        found.append(matter_sheet(matter, key, _dated(said, matter.told_on, limit)))
    return found


def _lines_of(session: Session, matters: Iterable[Any]) -> Mapping[int, list[Any]]:
    """Return the lines of the filings whose gaps are told, by the number of the filing."""
    filings = [matter.lines_of for matter in matters if matter.kind == GAPS.key]
    lines: defaultdict[int, list[Any]] = defaultdict(list)
    for line in target_lines(session, filings) if filings else ():
        lines[line.obligation_id].append(line)
    return lines


def _dated(said: Said, told: date | None, limit: Limit | None) -> Said:
    """Return what a sheet says with the day of telling, if it is known, and the last day, if one is set."""
    days = [
        *([("告知日期", in_full(told))] if told else []),
        *([("最迟提出日期", in_full(limit.last))] if limit else []),
    ]
    why, about = describe_lodging(told, limit and limit.days), said.about if said.marked else (*said.about, *days)
    return said._replace(why=why, due=limit and limit.last, about=about)


def _result(matter: ResultRow, secrets: Secrets) -> Said:
    """Return what the sheet of a result says: what was found, under which number."""
    payload, title = matter.payload, result_title(matter, secrets)
    if secrets.about(matter.subject):
        return Said(TO_DO, "", title, about=(("目标", secrets.hide(payload["target"])),), marked=True)
    about = (("编号", f"{payload['kind']}{payload['key']}"), ("认定", secrets.tell(payload["text"])))
    return Said(TO_DO, "", title, about=about)


def result_title(matter: ResultRow, secrets: Secrets) -> str:
    """Return how people name an appeal against a result: 申诉：核查2026-3对“…”的核查结果."""
    return secrets.hide(f"{APPEAL.title}：{matter.payload['about'].replace('{}', matter.payload['target'])}")


def _gaps(matter: ResultRow, lines: Sequence[Any], key: Key, secrets: Secrets) -> Said:
    """Return what the sheet of the gaps of a filing says: a row for each target, with what it lacks."""
    gaps = {target: lacks for target, _, lacks in (gap.partition(" ") for gap in matter.payload["missing"])}
    code = code_of(matter, key)
    rows = [_gap_row(line, gaps[line.code], code, key, secrets) for line in lines if line.code in gaps]
    about = (("编号", f"年终复核缺项{matter.period}/{matter.filed_for}/目标编号"),)
    return Said(TO_DO, "", f"{matter.period}年{GAPS.title}", about=about, rows=tuple(rows))


def _gap_row(line: ResultRow, lacks: str, code: AnswerCode, key: Key, secrets: Secrets) -> AnswerRow:
    row = build_row(line, code, key.secret, secrets)
    if row.marked:
        return row
    shown = (row.shown[0], secrets.hide(lacks), *row.shown[2:])
    return AnswerRow(code.row_code(key.secret, row_key(line), shown), shown)


def contest(session: Session, judged: Judged, ctx: Context) -> Summary:
    """3.3, 4.3 a: lodge an appeal against the entry, result or gap that a sheet is about, on the day of receipt (A50).

    With the same ground as the last one only its files are added. Raises Refused if this sheet does not tell the newest
    entry or version, and as `lodge_appeal`.
    """
    duty, [gap, _] = judged.duty, judged.row
    named = (SubjectKind.GAP, f"{duty.period}/{duty.filed_for}/{gap}") if gap else kind_and_key(duty.subject)
    kind, key = named or (SubjectKind.ENTRY, "")
    given = judged.as_input(AppealLodged, kind=kind, key=key)
    subject = find_subject(session, ctx, given)
    if subject.target and subject.entry and kind is SubjectKind.ENTRY:
        check_newest(subject.target, subject.entry, duty)
    elif subject.version != duty.due_version:
        raise Refused(f"{subject.title}此后已经更正，本表作废；对更正后的认定仍有异议的，请来函申诉。")
    last = newest_appeal(session, subject)
    if last is None or last.ground != given.ground:
        return lodge_appeal(session, given, ctx)
    return _add_files(session, ctx, last, given)


def _add_files(session: Session, ctx: Context, appeal: Appeal, given: AppealLodged) -> Summary:
    if appeal.state not in RUNNING:
        before = f"同一理由的申诉（{appeal.lodged_on}提出）{appeal.state.label}"
        words = f"{before}，没有再次提出；另有理由的，请改写申诉理由。"
        return Summary(words, {"same": 1})
    count = attach_exhibits(session, ctx, "appeal", id_of(appeal), given.evidence)
    added = f"补交印证材料{count}份" if count else "未作改动"
    return Summary(f"申诉此前已提出（{appeal.lodged_on}），{added}。", {"same": 1, "evidence": count})
