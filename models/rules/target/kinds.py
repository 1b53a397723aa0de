"""The kinds of a target: which of them a row must have, and which contradict its category (1-2.3 to 1-2.7, 1-6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from models.rules.kinds import Category, Handling, Labelled, ManagementMode, Origin, PartyItem

# The columns of the kinds in the order of the sheet, with their titles and with their closed lists.
KIND_TITLES = {
    "category": "目标类别",
    "handling": "建设目标分类",
    "item": "党建项目",
    "origin": "目标来源",
    "management": "管理方式",
}
KINDS: dict[str, type[Labelled]] = dict(
    zip(KIND_TITLES, (Category, Handling, PartyItem, Origin, ManagementMode), strict=True)
)
OF_BUILDING = ("handling", "item")


@dataclass(frozen=True, slots=True)
class TargetKinds:
    """The kinds of one target; None if the list did not say it. A target without 管理方式 counts as 初始目标."""

    category: Category | None = None
    handling: Handling | None = None
    item: PartyItem | None = None
    origin: Origin | None = None
    management: ManagementMode | None = None

    @classmethod
    def of(cls, values: Mapping[str, str | None]) -> Self:
        """Return the kinds of the row of a target: members, or their keys."""
        kinds: dict[str, Any] = {name: kind(key) if (key := values[name]) else None for name, kind in KINDS.items()}
        return cls(**kinds)

    def gaps(self) -> dict[str, str]:
        """Return the columns that this target must have and does not, each with words that follow its title.

        A 机关建设目标 has 建设目标分类 and 党建项目 (1-2.4, 1-6.1), any other target has 目标来源 (1-6.2). 管理方式 is
        not asked for: lists that are taken over do not say it.
        """
        asked = OF_BUILDING if self.category is Category.BUILDING else ("origin",)
        empty = [name for name in ("category", *asked) if getattr(self, name) is None]
        return dict.fromkeys(empty, f"未填写，{self._describe()}须写明")

    def unfitting(self) -> dict[str, str]:
        """Return the columns that a target of this category must leave empty, each with words that follow its title."""
        foreign: dict[Category | None, tuple[str, ...]] = {
            Category.BUILDING: ("origin",),
            Category.FUNCTIONAL: OF_BUILDING,
        }
        filled = [name for name in foreign.get(self.category, ()) if getattr(self, name) is not None]
        return dict.fromkeys(filled, f"不适用于{self.category.label if self.category else ''}，请留空")

    def faults(self) -> list[str]:
        """Return every fault in a few words: 党建项目, 目标来源（应为空）."""
        gaps = [KIND_TITLES[name] for name in self.gaps()]
        return gaps + [f"{KIND_TITLES[name]}（应为空）" for name in self.unfitting()]

    def _describe(self) -> str:
        """Return what kind of target this is, as its faults name it."""
        if self.management is ManagementMode.DYNAMIC and self.category is not Category.BUILDING:
            return self.management.label
        return self.category.label if self.category else "目标"
