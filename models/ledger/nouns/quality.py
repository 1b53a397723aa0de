"""质量分析报告 (6.2.6)."""

from models.ledger.nouns.noun import PLACE, Noun

QUALITY_NOUNS: dict[str, Noun] = {
    "quality_report": Noun(
        "quality_report r JOIN negative_list n ON n.id = r.list_id",
        "r.period",
        f"{PLACE}, r.number, n.number, r.compiled_on, r.completion, r.running, r.problems, r.plans, r.figures",
        title="质量分析报告",
    ),
}
