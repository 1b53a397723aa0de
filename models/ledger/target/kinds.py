"""The kinds of the targets of a sheet: contradictions are refused, gaps are named (1-2.3 to 1-2.7)."""

from collections.abc import Iterable, Iterator, Sequence

from models.intake.complaints import Complaint, Located
from models.intake.target import DescribedRow
from models.ledger.target.comparison import ComparedLine, not_given
from models.records import Target, TargetDraft
from models.rules.kinds import ManagementMode
from models.rules.target.kinds import KIND_TITLES, KINDS, OF_BUILDING, TargetKinds

NAMED = 10  # gaps that the answer to an import names, each on its line


def unfitting_kinds(lines: Iterable[ComparedLine]) -> Iterator[Complaint]:
    """1-2.4: complain about 建设目标分类 and 党建项目 of a 职能绩效目标.

    目标来源 of a 机关建设目标 is taken, lists that are taken over have it; `mubiao targets --incomplete` lists it.
    """
    for line in lines:
        yield from unfitting_kinds_of(line.located, line.target)


def unfitting_kinds_of(located: Located[DescribedRow], present: Target | TargetDraft | None) -> Iterator[Complaint]:
    """1-2.4: complain about the kinds of one row; what its sheet does not give is that of the present record."""
    given = set(KINDS) - (not_given(located) if present else set())
    row = {name: getattr(located.row, name) for name in given}
    unfitting = TargetKinds.of({name: getattr(present, name, None) for name in KINDS} | row).unfitting()
    for name in OF_BUILDING:
        if name in unfitting and name in given:
            yield located.complain(KIND_TITLES[name], unfitting[name])
        elif name in unfitting and "category" in given:
            yield located.complain(KIND_TITLES["category"], f"与已登记的{KIND_TITLES[name]}不符，请核对")


def gaps_in_words(lines: Iterable[ComparedLine]) -> str:
    """A35: return the gaps of the targets of a sheet, each by its cell on a separate line; empty without any.

    A target without 目标类别 that is not dynamic is not named: lists that are taken over often have no kinds.
    """
    named = [words for line in lines for words in _name_gaps(line)]
    rest = len(named) - NAMED
    more = [f"另有{rest}处待补，见 mubiao targets --incomplete。"] if rest > 0 else []
    return "".join(f"\n{words}" for words in (*named[:NAMED], *more))


def _name_gaps(line: ComparedLine) -> Sequence[str]:
    kinds = TargetKinds.of({name: getattr(line.target, name) for name in KINDS})
    if not kinds.category and kinds.management is not ManagementMode.DYNAMIC:
        return []
    gaps = [(KIND_TITLES[name], words) for name, words in kinds.gaps().items() if name != "category"]
    return [f"待补：{line.located.complain(title, words)}。" for title, words in gaps]
