"""What one account typed for two people in a year: ratings of leaders, and the second of an online review (A56)."""

from collections import Counter

from sqlmodel import Session

from models.ledger.four_eyes import is_one_hand
from models.rules.score.leaders import Operator
from models.statements import run

# Who typed the ratings of a leader and who read them; the newest conclusion of the first about a line and those of
# others. Grouped, so that few rows are compared; what the second person signed himself is no concern.
PAIRS = """
WITH newest AS MATERIALIZED (
    SELECT DISTINCT ON (target_id, period, part) * FROM review
    WHERE jurisdiction_id = :jurisdiction AND period LIKE :quarters ORDER BY target_id, period, part, serial DESC)
SELECT 'leaders' AS kind, entered_by AS first, account AS of_first, confirmed_by AS second,
    confirmed_account AS of_second, count(*) AS times
FROM leader_sheet WHERE jurisdiction_id = :jurisdiction AND year = :year AND state = 'confirmed' AND signed_paper = ''
GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT 'reviews', a.entered_by, a.account, b.entered_by, b.account, count(*)
FROM newest a JOIN newest b ON (b.period, b.target_id) = (a.period, a.target_id) AND b.part <> 'first'
WHERE a.part = 'first' AND b.signed_paper = ''
GROUP BY 1, 2, 3, 4, 5
"""
WORDS = {"leaders": "省领导评价{}份", "reviews": "在线复核第二人的意见{}项"}


def one_account_in_words(session: Session, jurisdiction: int, year: int) -> str:
    """A56: return what one account typed for both people in a year, with no paper of the second; empty if nothing."""
    times = Counter[str]()
    for row in run(session, PAIRS, jurisdiction=jurisdiction, year=year, quarters=f"{year}Q%"):
        if is_one_hand(Operator(row.first, row.of_first), Operator(row.second, row.of_second)):
            times[row.kind] += row.times
    counted = "、".join(words.format(times[kind]) for kind, words in WORDS.items() if times[kind])
    return f"{counted}，录入与核对用的是同一账户，没有第二人的签字文件。" if counted else ""
