"""What an office reports of a target: progress, status, quantity and remark, and what contradicts itself (1-2.9)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from sqlmodel import Session

from models.intake.report import ReportedLine
from models.ledger.target.versions import VERSIONS
from models.records import Obligation
from models.rules.kinds import LineStatus
from models.rules.points import in_words
from models.rules.rounding import half_up
from models.rules.target.amount import asked_in
from models.rules.target.parts import say
from models.rules.target.progress import DIFFERS, FULL, MOST_PERCENT, Progress, is_done, measure, unlikely
from models.statements import ResultRow, run

# What the lines of an obligation ask, in the version that was shown.
QUANTITIES_ASKED = f"""
SELECT t.code, v.requirement, v.quantity, v.unit FROM report_line l JOIN target t ON t.id = l.target_id
    CROSS JOIN LATERAL (SELECT v.requirement, v.quantity, v.unit FROM {VERSIONS} v
        WHERE v.target_id = l.target_id AND v.version = l.target_version ORDER BY v.correction DESC LIMIT 1) v
WHERE l.obligation_id = :obligation AND l.version = 0 AND t.code = ANY(:codes) ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only


class Reported(NamedTuple):
    """The reported line of a target, or of a leaf; `quantity` is what was done so far, None if it was not stated.

    `leaves` are the lines of a target's leaves, each with its code, in their order.
    """

    progress: Decimal
    status: str | None
    remark: str
    quantity: Decimal | None = None
    leaves: tuple[tuple[str, "Reported"], ...] = ()

    @property
    def is_done(self) -> bool:
        """Return whether the line declares its target complete."""
        return is_done(self.progress, self.status)

    def as_json(self) -> dict[str, Any]:
        """Return the columns of the line as JSON, without its leaves."""
        quantity = None if self.quantity is None else str(self.quantity)
        return {
            "progress": str(self.progress),
            "status": self.status or None,
            "remark": self.remark,
            "quantity": quantity,
        }


def progress_of(asked: ResultRow, quantity: Decimal | None, stated: Decimal | None) -> Progress:
    """1-2.9: return the progress by what a target asks, the quantity that was done and the percentage as it was stated.

    `asked` has requirement, quantity and unit. A percentage is kept with two decimals; its own digits are those before
    the zeros.
    """
    amount = None if asked.quantity is None else asked_in(asked.requirement or "", asked.quantity, asked.unit or "")
    return measure(amount, quantity, None if stated is None else stated.normalize())


def stated_otherwise(session: Session, obligation: Obligation, lines: Mapping[str, Reported]) -> list[str]:
    """1-2.9: return, in words by target, each percentage that its quantity does not give; both are taken as stated."""
    codes = [code for code, line in lines.items() if line.quantity is not None]
    rows = run(session, QUANTITIES_ASKED, obligation=obligation.id, codes=codes) if codes else ()
    return [words for row in rows if (words := _otherwise(row, lines[row.code]))]


def _otherwise(asked: ResultRow, line: Reported) -> str:
    found = None if asked.quantity is None else progress_of(asked, line.quantity, line.progress)
    return words_of_difference(asked.code, asked, line, found)


def words_of_difference(name: str, asked: ResultRow, line: Reported, found: Progress | None) -> str:
    """1-2.9: return in words how the percentage of a target or leaf differs from its quantity; empty if it does not.

    `asked` has quantity and unit; `found` is None if no quantity is asked. No report says more than 100%: it stands for
    all that is above. A quantity that is likely in a wrong unit is asked about.
    """
    done = in_words(line.quantity or Decimal(0))
    if found is None:
        return f"目标{name}没有要求数量，完成数量{done}只作记录"
    doubt = _doubtful_unit(name, asked, line, found)
    if not found.differs or found.percent is None or (line.progress == FULL and found.percent > FULL):
        return doubt
    what = f"完成{done}{asked.unit}，要求{in_words(asked.quantity)}{asked.unit}，应为{say(found.percent)}%"
    return "。".join(filter(None, (f"目标{name}的进度{in_words(line.progress)}%{DIFFERS}：{what}", doubt)))


def _doubtful_unit(name: str, asked: ResultRow, line: Reported, found: Progress) -> str:
    """Return a question about a quantity that is more than ten times what is asked, unless a remark confirms it."""
    if found.percent is None or found.percent <= MOST_PERCENT or line.remark.strip():
        return ""
    done = f"目标{name}的完成数量{in_words(line.quantity or Decimal(0))}{asked.unit}超过要求的{MOST_PERCENT // FULL}倍"
    return f"{done}，请核对单位是否为“{asked.unit}”：填错的，在下一次填报中改正；无误的，在下一次填报的说明中写明"


def contradictions(unexplained: Sequence[ReportedLine]) -> Iterator[str]:
    """Yield, in words, the lines whose status or percentage is unlikely; those with a remark are explained."""
    found = defaultdict(list)
    for line in unexplained:
        for words in unlikely(line.progress, line.status):
            found[words].append(f"{line.name}（{line.progress}%）")
    for words, lines in found.items():
        yield f"目标{'、'.join(lines)}进度{words}。"


def summarise(lines: Mapping[str, Reported]) -> list[str]:
    """Return the result in one sentence: number of targets, counts by status, mean progress."""
    statuses = [line.status for line in lines.values()]
    counts = {
        "已完成": sum(line.is_done for line in lines.values()),
        "受阻": statuses.count(LineStatus.BLOCKED),
        "未开展": statuses.count(LineStatus.NOT_STARTED),
    }
    parts = [f"{name}{count}项" for name, count in counts.items() if count]
    mean = Fraction(sum(min(line.progress, Decimal(FULL)) for line in lines.values())) / len(lines)
    return [f"共{len(lines)}项目标，{'、'.join([*parts, f'平均进度{half_up(mean, 1):f}%'])}。"]
