"""每季核查: visits to projects (7.3)."""

from models.ledger.nouns.noun import Noun

VISITED: dict[str, Noun] = {
    "field_visit": Noun(
        "field_visit r JOIN target t ON t.id = r.target_id",
        "concat_ws('|', t.year, t.code, r.period, r.serial)",
        "r.visited_on, r.recorded_on, r.place, r.visitors, r.problems, r.help, r.pressed",
    ),
}
