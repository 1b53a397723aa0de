"""免予考评的目标: how a score sheet names a target that is exempt from the appraisal, and who may decide it (A37)."""

from dataclasses import dataclass
from datetime import date

from models.rules.body import BodyKind
from models.rules.draft import APPROVED_BY
from models.rules.kinds import Category


@dataclass(frozen=True, slots=True)
class Exempted:
    """A target that was neither declared complete nor listed, and does not keep a sheet from its total."""

    target: str
    name: str
    reason: str
    decided_by: str
    paper_number: str
    paper_date: date
    recorded_on: date

    @property
    def words(self) -> str:
        """Return the target with its paper; the reason of a marked target is not told."""
        return f"目标{self.target}免予考评（{self.decided_by}，{self.paper_number}，{self.paper_date}）"


def deciding(category: str | None) -> tuple[BodyKind, ...]:
    """A37: return who may exempt a target: the body that approves targets of its category, or the leading group."""
    body = APPROVED_BY[Category(category)] if category else BodyKind.LEADING_GROUP
    return tuple(dict.fromkeys((body, BodyKind.LEADING_GROUP)))
