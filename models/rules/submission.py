"""报审: which drafts may be submitted, how each was consulted, and what stands in the way (1-2.4, 1-2.5, 1-2.22)."""

from dataclasses import dataclass
from datetime import date

from models.rules.body import BodyKind
from models.rules.draft import Consulted, OfficeOpinion
from models.rules.kinds import Category

# Which body approves which road (1-2.4, 1-2.5).
APPROVED_BY = {Category.BUILDING: BodyKind.LEADING_GROUP, Category.FUNCTIONAL: BodyKind.LEADING_GROUP_OFFICE}


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of the consulting of one draft: its opinion, the agency's answer, and the day until which it runs.

    `asked` is False for a draft that no office was asked about since its last change. `claimed`: the opinion was
    entered for the office, which may still give its own until the day.
    """

    asked: bool = False
    opinion: OfficeOpinion | None = None
    accepted: bool | None = None
    claimed: bool = False
    running: date | None = None

    def obstacle(self, today: date) -> str:
        """1-2.22: return why the draft cannot be submitted yet; empty if nothing stands in the way."""
        if self.opinion is OfficeOpinion.OBJECTED and self.accepted is not False and not self.asked:
            return "部门提出过异议，修改后的草案须再次沟通（consult_drafts）"
        if self.opinion is OfficeOpinion.OBJECTED and self.accepted is None:
            return "部门的异议尚未答复（answer_objection）"
        if self.opinion is OfficeOpinion.OBJECTED and self.accepted:
            return "部门的异议已采纳，草案尚未修改"
        if self.asked and (self.opinion is None or self.claimed) and self.running and self.running >= today:
            return f"{'意见是代录的，' if self.claimed else ''}部门反馈意见的期限{self.running}未到"
        return ""

    @property
    def result(self) -> Consulted:
        """Return how the draft was consulted, as the paper says it."""
        if not self.asked:
            return Consulted.SKIPPED
        if self.opinion is None:
            return Consulted.SILENT
        return Consulted.AGREED if self.opinion is OfficeOpinion.AGREED else Consulted.SETTLED
