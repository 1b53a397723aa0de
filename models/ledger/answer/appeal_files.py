"""补交的申诉材料: files that an office sends later are evidence of its appeal until that ends (4.3 a)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.intake.evidence import Piece
from models.ledger.acts import Context
from models.ledger.appeal.appeals import RUNNING
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.secrets import secrets_of
from models.records import Mail
from models.rules.appeal import TITLES, SubjectKind
from models.rules.chinese_dates import in_full
from models.rules.matter_form import APPEAL
from models.rules.periods import parse_period
from models.rules.secrecy import Secrets
from models.rules.states import AppealState
from models.statements import ResultRow, run

# The appeals that answers of these mails lodged, and running ones that another answer to the same duty or matter did.
LODGED = f"""
SELECT DISTINCT ON (p.id) p.id, p.subject_kind, p.subject_key, p.state, p.ended_on, t.name, d.name AS department,
    coalesce(concat_ws('/', t.year, t.code), '') AS subject, coalesce(h.heir, p.department_id) AS office,
    (SELECT json_agg(x.file_name) FROM exhibit x WHERE x.record = 'appeal' AND x.record_id = p.id) AS files
FROM appeal p JOIN transition m ON (m.record, m.record_id, m.event) = ('appeal', p.id, 'lodged')
    JOIN transition l ON l.act_id = m.act_id AND (l.record, l.event) = ('answer', 'taken')
    JOIN answer b ON b.id = l.record_id
    LEFT JOIN negative_entry e ON e.id = p.entry_id
    LEFT JOIN target t ON t.id = coalesce(p.target_id, e.target_id)
    JOIN department d ON d.id = p.department_id
    LEFT JOIN {HEIRS} h ON h.department_id = p.department_id
WHERE b.mail_id = ANY(:mails) OR p.state IN ('lodged', 'accepted') AND EXISTS (
    SELECT FROM answer a WHERE a.mail_id = ANY(:mails) AND a.outcome = 'taken'
        AND (a.obligation_id = b.obligation_id OR a.matter <> '' AND a.matter = b.matter))
ORDER BY p.id
"""  # noqa: S608 - constants only
OF_PERIOD = {SubjectKind.LACKING, SubjectKind.GAP}
ASK = "补交的文件没有作为申诉材料收取；确需补交的，请与管理机构联系"


def appeals_of(session: Session, mails: Sequence[int]) -> Sequence[Any]:
    """Return the appeals that files belong to which answer the receipts of these mails."""
    return run(session, LODGED, mails=list(mails)).all() if mails else []


@dataclass(frozen=True, slots=True)
class Contest:
    """The running appeals that files belong to, each with its title, and why the others take no more."""

    running: Sequence[tuple[str, Any]]
    ended: Sequence[str]

    @classmethod
    def of(cls, session: Session, row: Mail, appeals: Sequence[Any]) -> "Contest":
        """Return which of these appeals take the files of a mail."""
        secrets = secrets_of(session)
        titled = [(appeal_title(appeal, secrets), appeal) for appeal in appeals]
        refused = [_why_ended(title, appeal, row) for title, appeal in titled]
        running = [each for each, why in zip(titled, refused, strict=True) if not why]
        return cls(running, tuple(filter(None, refused)))

    def named(self, files: Sequence[Path]) -> set[str]:
        """Return the names of the files that are evidence of one of these appeals, with or without their ending."""
        return {file.name for file in files if any(_names(appeal, file) for _, appeal in self.running)}

    def attach(
        self, session: Session, ctx: Context, files: Sequence[Path], named: set[str]
    ) -> Iterator[tuple[str, str]]:
        """Attach files to each appeal, without those that only another one names; yield title and words of each."""
        for title, appeal in self.running:
            if own := [file for file in files if file.name not in named or _names(appeal, file)]:
                yield title, _attach(session, ctx, appeal, own)


def _why_ended(title: str, appeal: ResultRow, row: Mail) -> str:
    """Return why an appeal takes no more files of this office; empty if it does."""
    if appeal.office != row.office_id:
        return f"“{title}”现由其他部门办理，{ASK}"
    state = AppealState(appeal.state)
    return "" if state in RUNNING else f"“{title}”{state.label}（{in_full(appeal.ended_on)}），{ASK}"


def appeal_title(appeal: ResultRow, secrets: Secrets) -> str:
    """Return how people name an appeal: 申诉：核查2026-3对“…”的核查结果."""
    kind, about = SubjectKind(appeal.subject_kind), appeal.name or appeal.department
    place = appeal.subject_key.partition("/")[0]
    if kind in OF_PERIOD:
        place = parse_period(place).label
    title = TITLES[kind].format(place, about) if kind in TITLES else f"“{about}”列入负面清单"
    return secrets.hide(f"{APPEAL.title}：{title}")


def _names(appeal: ResultRow, file: Path) -> bool:
    """Return whether a file of this name, with or without its ending, is evidence of an appeal already."""
    return file.stem in {Path(name).stem for name in appeal.files or ()}


def _attach(session: Session, ctx: Context, appeal: ResultRow, files: Sequence[Path]) -> str:
    count = attach_exhibits(session, ctx, "appeal", appeal.id, [Piece(file=file) for file in files])
    names = "、".join(dict.fromkeys(file.name for file in files))
    return f"补交申诉材料{names}。" if count else f"{names}此前已提交，没有再收取。"
