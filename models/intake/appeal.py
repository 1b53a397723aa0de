"""The input of the acts of 申诉: its subject, the objection, acceptance, the re-inspection, the ruling (4.3 a)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.draft import Number
from models.intake.evidence import Pieces
from models.intake.input import Input, OfTarget, Text
from models.intake.values import choice
from models.intake.yearly import LONGEST
from models.rules.appeal import KEY_FORMS, AppealAnswer, Ruling, SubjectKind


class OfSubject(Input):
    """The subject of an appeal: the newest entry of a target by default, otherwise what kind and key name."""

    target: str = Field(default="", title="目标编号")
    year: int | None = Field(default=None, title="年度")
    kind: Annotated[SubjectKind, BeforeValidator(choice(SubjectKind))] = Field(
        default=SubjectKind.ENTRY, title="申诉事项"
    )
    key: str = Field(default="", title="申诉事项编号")

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the words that name the subject."""
        target, key = self.target.strip(), self.key.strip()
        if self.kind is SubjectKind.ENTRY and not (target and not key):
            yield "申诉负面清单条目，写明目标编号（target），不写申诉事项编号（key）"
        if self.kind is not SubjectKind.ENTRY and not (key and not target and self.year is None):
            yield f"申诉{self.kind.label}，写明申诉事项编号（key）：{KEY_FORMS[self.kind]}；不写目标编号、年度"


class AppealLodged(OfSubject):
    """A department objects to a result about it, with its ground and evidence."""

    ground: Text = Field(title="申诉理由")
    evidence: Pieces = Field(default=(), title="印证材料")


class AppealAccepted(OfSubject):
    """The agency accepts the objection."""


class AppealEnded(OfSubject):
    """The objection ends without a ruling, with the reason: the agency rejects it, or the department withdraws it."""

    reason: Text = Field(title="原因")


class AppealWithdrawn(AppealEnded):
    """The department withdraws its objection, with the reason, and with its letter if it objected by mail."""

    evidence: Pieces = Field(default=(), title="部门的撤回函")


class ReinspectionNamed(OfSubject):
    """The inspection that checks the contested target again."""

    inspection: Text = Field(title="核查编号")


class _RulingFields(OfSubject):
    """What a ruling changes: the new texts, or the new limit of an entry, and the evidence."""

    finding: str = Field(default="", title="变更后的认定")
    new_limit: date | None = Field(default=None, title="新的整改时限")
    made_good: str = Field(default="", title="变更后的负面清单补欠情况", max_length=20_000)
    evidence: Pieces = Field(default=(), title="印证材料", examples=["复核记录.pdf"])

    def misstated(self, ruling: Ruling | None) -> Iterator[str]:
        """Yield what is wrong unless a ruling says what it changes if and only if it changes something."""
        if self.made_good.strip() and self.kind is not SubjectKind.EVALUATION:
            yield "只有变更总体评价时写负面清单补欠情况（made_good）"
        changes = bool(self.finding.strip() or self.new_limit or self.made_good.strip())
        if changes != (ruling is Ruling.CHANGED):
            yield "裁定变更时写明变更后的认定或新的整改时限；维持、撤销时不写"


class AppealRuled(_RulingFields):
    """The ruling with its reason and evidence; if something changes, the new texts, or the new limit of an entry."""

    ruling: Annotated[Ruling, BeforeValidator(choice(Ruling))] = Field(title="裁定")
    reason: Text = Field(title="裁定理由")

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the subject, then with the ruling."""
        yield from (*super().faults(), *self.misstated(self.ruling))

    @property
    def changed(self) -> str:
        """Return the new text of the record as the office reads it, with what was made good of an evaluation."""
        made_good = [f"负面清单补欠情况：{self.made_good}"] if self.made_good else []
        return "；".join([*([self.finding] if self.finding else []), *made_good])


class AppealHandled(_RulingFields):
    """One appeal on the agency's list: its answer, its re-inspection and its ruling, as far as they are given."""

    answer: Annotated[AppealAnswer, BeforeValidator(choice(AppealAnswer))] | None = Field(default=None, title="答复")
    inspection: str = Field(default="", title="复核的核查编号", examples=["2026-3"])
    ruling: Annotated[Ruling, BeforeValidator(choice(Ruling))] | None = Field(default=None, title="裁定")
    reason: str = Field(default="", title="理由", examples=["复核情况与原认定一致"])

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the subject, then with what is given of each step."""
        yield from super().faults()
        if not (self.answer or self.inspection.strip() or self.ruling):
            yield "写明答复（answer）、复核的核查编号（inspection）或裁定（ruling）"
        if self.answer is AppealAnswer.REFUSED and (self.inspection.strip() or self.ruling):
            yield "不予受理的，不写复核的核查编号（inspection）和裁定（ruling）"
        if (self.answer is AppealAnswer.REFUSED or self.ruling) and not self.reason.strip():
            yield "不予受理或裁定的，须写明理由（reason）"
        yield from self.misstated(self.ruling)

    @property
    def subject(self) -> dict[str, object]:
        """Return what names the appeal, as fields of an act about it."""
        return {name: getattr(self, name) for name in OfSubject.model_fields}


class LimitExtended(OfTarget):
    """A later limit for the open round of remediation, with the reason and the paper that decided it (6.2.4)."""

    limit: date = Field(title="整改时限")
    reason: Text = Field(title="延长原因")
    number: Number = Field(title="批准文件文号", max_length=LONGEST)
    dated: date = Field(title="批准文件日期")
    decided_by: str = Field(default="", title="批准单位")


class LimitExcused(OfTarget):
    """A new limit for the open round of remediation whose limit has passed, with the reason (6.2.4)."""

    limit: date = Field(title="整改时限")
    reason: Text = Field(title="另定原因")
    decided_by: str = Field(default="", title="批准单位")
