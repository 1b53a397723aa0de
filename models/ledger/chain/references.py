"""What must agree without a block: rows that point to rows, messages with their recipients and attempts, lines."""

from collections.abc import Iterator

from sqlmodel import Session

from models.ledger.nouns import title_of
from models.records import all_tables
from models.statements import run

# A read-only role may not see them: published hashes and seals verify them, or they are no proof.
SEALED = frozenset(
    {"sealed_secret", "sealed_answer_key", "sealed_rating", "password", "page_draft", "page_draft_file", "page_session"}
    | {"sign_in_code", "sign_in_tries"}
)
DANGLING = """
SELECT '{table}' AS name, '{column}' AS pointer, count(*) AS n FROM {table} x
WHERE x.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM {other} o WHERE o.{key} = x.{column})
"""
# The reference of a message is the hash of recipient, day and wave.
WRONG_REFERENCES = """
SELECT m.id FROM message m JOIN recipient r ON r.id = m.recipient_id
WHERE m.reference <> left(encode(sha256(convert_to(concat_ws('|', r.channel, r.address,
    to_char(m.business_date, 'YYYY-MM-DD'), m.wave), 'UTF8')), 'hex'), 32) ORDER BY 1
"""
UNPROVED = """
SELECT m.id FROM message m WHERE m.state = 'sent' AND NOT EXISTS (SELECT FROM attempt a
    WHERE a.message_id = m.id AND a.outcome = 'sent' AND a.at = m.sent_at AND a.reason = m.reason) ORDER BY 1
"""
MISDIRECTED = """
SELECT v.id FROM delivery v JOIN message m ON m.id = v.message_id WHERE v.recipient_id <> m.recipient_id ORDER BY 1
"""
# A line of no report. Version -1 is one whose target was withdrawn: it is not owed.
STRAY_LINES = """
SELECT DISTINCT concat('事项', l.obligation_id, '第', l.version, '版') AS id FROM report_line l
WHERE l.version <> 0 AND NOT EXISTS (
        SELECT 1 FROM report r WHERE r.obligation_id = l.obligation_id AND r.version = l.version)
    AND NOT (l.version = -1 AND EXISTS (
        SELECT FROM target t WHERE t.id = l.target_id AND (t.withdrawn_on IS NOT NULL OR t.withdrawn_why IS NOT NULL)))
ORDER BY 1
"""
FAULTS = {
    WRONG_REFERENCES: ("message", "收件地址、日期或批次被更改，与消息编号不符。"),
    UNPROVED: ("message", "记为已发送，没有与之相符的投递记录。"),
    MISDIRECTED: ("delivery", "收件地址与所在的消息不同。"),
    STRAY_LINES: ("report", "有不属于任何填报的行。"),
}


def check_references(session: Session) -> Iterator[str]:
    """Yield in words each pointer to a row that does not exist, and each message that contradicts what is sealed."""
    for row in run(session, f"SELECT * FROM ({' UNION ALL '.join(_dangling())}) d WHERE n > 0 ORDER BY 1, 2"):  # noqa: S608 - constants only
        yield f"{title_of(row.name)}：有{row.n}行的 {row.pointer} 所指的记录不存在。"
    for query, (table, words) in FAULTS.items():
        for row in run(session, query):
            yield f"{title_of(table)} {row.id}：{words}"


def _dangling() -> Iterator[str]:
    """Yield for each pointer of each table the query that counts its rows that point to no row, by an anti-join."""
    for name, table in all_tables().items():
        for key in table.foreign_keys:
            if name not in SEALED:
                column, other = key.parent.name, key.column.table.name
                yield DANGLING.format(table=name, column=column, other=other, key=key.column.name)
