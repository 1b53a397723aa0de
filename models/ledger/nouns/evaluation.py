"""总体评价 of a department by an inspection (3.3)."""

from models.ledger.nouns.noun import Noun

EVALUATED: dict[str, Noun] = {
    "evaluation": Noun(
        "evaluation r JOIN inspection i ON i.id = r.inspection_id JOIN department d ON d.id = r.department_id",
        "concat_ws('|', i.year, i.number, d.code, r.serial)",
        "r.overall, r.made_good, r.evaluated_on",
    ),
}
