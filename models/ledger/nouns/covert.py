"""第三方暗访 (7.4). No natural key names a project: keys stand in the chain, which others may be given to recompute."""

from models.ledger.nouns.noun import PLACE, Noun
from models.records.record import TargetTexts

_LIST = "l.period || '-' || l.number"

COVERT_NOUNS: dict[str, Noun] = {
    "covert_list": Noun(
        "covert_list r JOIN third_party y ON y.id = r.third_party_id LEFT JOIN sample s ON s.id = r.sample_id",
        "r.period || '-' || r.number",
        f"{PLACE}, y.name, concat_ws('|', s.subject, s.purpose, s.attempt), r.handed_out_on, r.digest",
        title="暗访清单",
    ),
    "covert_item": Noun(
        "covert_item r JOIN covert_list l ON l.id = r.list_id JOIN target t ON t.id = r.target_id",
        f"concat_ws('|', {_LIST}, r.position)",
        "t.year, t.code, r.target_version, r.code, r.name, r.requirement, r.quantity, r.unit, r.deadline, r.place",
        title="暗访清单项目",
        of_target=TargetTexts(withheld="requirement, place", names="name", told="code, unit"),
    ),
    "covert_result": Noun(
        "covert_result r JOIN covert_item i ON i.id = r.item_id JOIN covert_list l ON l.id = i.list_id",
        f"concat_ws('|', {_LIST}, i.position, r.version)",
        "r.visited_on, r.met, r.found, r.seen, r.inspector, r.returned_on, r.reason",
        title="暗访结果",
        of_target=TargetTexts(
            withheld="found, seen, reason",
            told="inspector",
            rows="x.item_id IN (SELECT i.id FROM covert_item i WHERE i.target_id = m.id)",
        ),
    ),
}
