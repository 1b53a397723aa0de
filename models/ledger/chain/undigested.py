"""What no digest covers: columns whose values run together in a natural key, rows that no record counts as its own."""

from collections.abc import Iterator

from sqlmodel import Session

from models.ledger.nouns import NOUNS
from models.rules.matter_form import MATTERS
from models.statements import run

# An exhibit of a kind that does not exist belongs to no record.
OF_NO_KIND = """
SELECT concat_ws('|', record, record_key) AS key FROM exhibit WHERE record <> ALL(:nouns) ORDER BY 1
"""
# The key of an inspector begins with the third party; a name that begins so is that of another person's key.
WITHOUT_PARTY = """
SELECT r.name AS key FROM inspector r JOIN third_party y ON starts_with(r.name, y.name || '/') ORDER BY 1
"""
# The key of a contact ends with the first day; without one it ends with the name.
WITHOUT_DAY = r"""
SELECT concat_ws('|', d.code, r.role, r.name) AS key FROM contact r JOIN department d ON d.id = r.department_id
WHERE r.valid_from IS NULL AND r.name ~ '\|\d{4}-\d{2}-\d{2}$' ORDER BY 1
"""
# The key of a reform is the same before and after it is withdrawn.
OF_OTHER_KIND = """
SELECT concat_ws('|', d.code, r.kind, r.effective_on) AS key FROM reform r JOIN department d ON d.id = r.department_id
WHERE starts_with(r.kind, 'withdrawn_') <> (r.withdrawn_on IS NOT NULL) OR strpos(r.kind, '|') > 0 ORDER BY 1
"""
OF_WITHDRAWN = """
SELECT DISTINCT concat_ws('|', t.year, t.code) AS key FROM target t JOIN target_department x ON x.target_id = t.id
WHERE t.withdrawn_on IS NOT NULL ORDER BY 1
"""
# Version -1 is a line whose target was withdrawn: it is not owed.
STRAY_LINES = """
SELECT DISTINCT concat('事项', l.obligation_id, '第', l.version, '版') AS key FROM report_line l
WHERE l.version <> 0 AND NOT EXISTS (
        SELECT 1 FROM report r WHERE r.obligation_id = l.obligation_id AND r.version = l.version)
    AND NOT (l.version = -1 AND EXISTS (
        SELECT FROM target t WHERE t.id = l.target_id AND (t.withdrawn_on IS NOT NULL OR t.withdrawn_why IS NOT NULL)))
ORDER BY 1
"""
# A duty and a matter stand in one place of the key of an answer.
OF_NO_MATTER = f"""
SELECT concat_ws('|', r.file, r.sheet) AS key FROM answer r
WHERE r.matter <> '' AND (r.obligation_id IS NOT NULL OR split_part(r.matter, '|', 1) NOT IN {(*MATTERS,)})
ORDER BY 1
"""  # noqa: S608 - constants only
# The number of a finding counts within its inspection and target; the digest of what points to it has no target.
OF_OTHER_TARGET = """
SELECT DISTINCT concat_ws('|', t.year, t.code, e.occurrence) AS key
FROM (SELECT entry_id, finding_id FROM entry_origin UNION ALL SELECT entry_id, recheck_finding_id FROM remediation) p
    JOIN finding f ON f.id = p.finding_id JOIN negative_entry e ON e.id = p.entry_id JOIN target t ON t.id = e.target_id
WHERE f.target_id <> e.target_id ORDER BY 1
"""
FAULTS = {
    OF_NO_KIND: "佐证材料 {}：所指记录的种类被更改。",
    WITHOUT_PARTY: "核查人员 {}：所属的第三方机构被更改。",
    WITHOUT_DAY: "联系人 {}：姓名和起始日期被更改。",
    OF_OTHER_KIND: "机构改革 {}：种类被更改，与是否撤回不符。",
    OF_WITHDRAWN: "目标 {}：已撤回，责任部门被增加。",
    STRAY_LINES: "填报 {}：有不属于任何填报的行。",
    OF_OTHER_TARGET: "负面清单条目 {}：所指的核查结果被更改，是另一目标的。",
    OF_NO_MATTER: "回复 {}：所指的事项被更改。",
}


def check_undigested(session: Session) -> Iterator[str]:
    """Yield in words what was changed or added without changing the digest of a record."""
    for statement, words in FAULTS.items():
        params = {"nouns": list(NOUNS)} if statement == OF_NO_KIND else {}
        for key in run(session, statement, **params).scalars():
            yield words.format(key)
