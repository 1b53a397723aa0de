"""Sample notices about a project of 创新项目评选: received, shortlisted or not, with its prize (1-2.16)."""

from datetime import date

from notifications.samples.parts import Context, context_of

STEPS = (
    ("2026-10-12", "已申报", "申报至2026年10月30日截止"),
    ("2026-10-13", "已撤回", "改由下一年申报"),
    ("2026-11-20", "入围", "2026年11月18日专家初评，5人评审，5人同意入围"),
    ("2026-11-20", "未入围", "2026年11月18日专家初评，5人评审，1人同意入围：成效尚未显现"),
    ("2026-12-10", "一等奖", "2026年12月8日现场评审，7人评审"),
    ("2026-12-10", "未获奖", "2026年12月8日现场评审，7人评审：推广价值有限"),
)


def innovation_samples() -> dict[str, tuple[Context, ...]]:
    """Returns a notice for each step of a project."""
    name = "公路养护进度“一图通览”"
    return {
        "innovation_step": tuple(
            context_of("office", date.fromisoformat(day), project="2026-3", name=name, result=result, why=why)
            for day, result, why in STEPS
        )
    }
