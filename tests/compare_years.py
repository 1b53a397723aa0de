"""Takes the facts of a simulated year from its home, and compares them with those of the same year by other code.

    python -P tests/compare_years.py take HOME FILE.jsonl.gz
    python -P tests/compare_years.py compare OLD.jsonl.gz NEW.jsonl.gz

HOME is kept by `mubiao simulate --keep`. Facts are the rows that the digest of a year covers, the acts, the deliveries
and the messages. White space and marks of layout are left out of a message, and so are the head of the chain, which is
made of random keys, and the number of a duty, which is replaced by the duty.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlmodel import Session

from deployments import embedded
from deployments.simulation.digest import PARTS
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.statements import run

Facts = dict[str, Counter[str]]
ACTS = "SELECT jsonb_build_array(b.business_date, b.act, b.actor)::text AS line FROM block b"
DUTIES = f"""SELECT o.id, {OBLIGATION_KEY.format(o="o", d="d")} AS key
FROM obligation o JOIN department d ON d.id = o.department_id"""  # noqa: S608 - constants only
DELIVERIES = """
SELECT jsonb_build_array(n.kind, n.subject, CASE n.kind WHEN 'date_moved' THEN '' ELSE n.occasion END, n.audience,
    d.code, r.channel, r.address, y.person, y.cancelled)::text AS line
FROM delivery y JOIN notice n ON n.id = y.notice_id JOIN department d ON d.id = n.department_id
    JOIN recipient r ON r.id = y.recipient_id
"""
MESSAGES = """
SELECT r.channel, r.address, m.business_date::text AS day, m.wave,
    ARRAY(SELECT n.kind FROM delivery y JOIN notice n ON n.id = y.notice_id WHERE y.message_id = m.id ORDER BY 1)
        AS kinds,
    m.subject, m.state, ARRAY(SELECT a ->> 'name' FROM jsonb_array_elements(m.attachments) a) AS files,
    m.text, m.html, m.markdown
FROM message m JOIN recipient r ON r.id = m.recipient_id
"""
SHAPES = ("text", "html", "markdown")
HEAD, TAG = r"(?s)<head>.*?</head>|<!--.*?-->|<!DOCTYPE[^>]*>", "<[^>]*>"
INLINE = r"</?(?:b|strong|span|a|em|i|font|u)\b[^>]*>"
MARKS, END = r"\*\*|^>|^\d+\. |^（\d+）|\s", r"[。；：！？\n]+"
BLOCK = r"(?:[0-9a-f]{4}-){3,15}[0-9a-f]{4}|第\d+块|共\d+块|\d+:(?=[0-9a-f]{4}-)"
DUTY, FIGURE = r"(事项编号：?|事项)(\d+)", r"[A-Z]*\d[\w.:/%|-]*"
FEW, WIDTH = 3, 400


def take(home: Path) -> Facts:
    """Returns the facts of the year in a home, by part; its database is stopped again."""
    running = embedded.is_running(home)
    engine = create_engine(embedded.start(home))
    try:
        with Session(engine) as session:
            return facts_in(session)
    finally:
        engine.dispose()
        if not running:
            embedded.stop(home)


def facts_in(session: Session) -> Facts:
    """Returns the facts of the year in a database, by part."""
    tables = {**PARTS, "act": ACTS, "delivery": DELIVERIES}
    found = {part: Counter(run(session, lines).scalars()) for part, lines in tables.items()}
    duties = {str(row.id): str(row.key) for row in run(session, DUTIES)}
    for row in run(session, MESSAGES):
        for part, fact in facts_of_message(row._asdict(), duties):
            found.setdefault(part, Counter())[json.dumps(fact, ensure_ascii=False)] += 1
    return found


def facts_of_message(row: Any, duties: dict[str, str]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the facts of a message: what it is, then sentences and figures of each shape of its text, in order."""
    key = [row["channel"], row["address"], row["day"], row["wave"], " ".join(row["kinds"])]
    yield "message", [*key, row["state"], *row["files"], sentences(row["subject"], duties)]
    for shape in SHAPES:
        if said := sentences(row[shape], duties):
            yield f"{shape} of message", [*key, said]
            yield f"{shape} of message, dates and numbers", [*key, re.findall(FIGURE, "\n".join(said), re.ASCII)]


def sentences(text: str, duties: dict[str, str]) -> list[str]:
    """Returns the sentences of a message; a label or a cell is one too."""
    bare = unescape(re.sub(TAG, "\n", re.sub(INLINE, "", re.sub(HEAD, "", text))))
    named = re.sub(DUTY, lambda found: found[1] + duties.get(found[2], found[2]), re.sub(BLOCK, "#", bare))
    parts = (re.sub(MARKS, "", each.strip()) for each in re.split(END, named))
    return [part for part in parts if part]


def write(facts: Facts, file: Path) -> None:
    """Write facts as sorted lines `[part, line]`."""
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        for part in sorted(facts):
            for line in sorted(facts[part].elements()):
                lines.write(json.dumps([part, line], ensure_ascii=False) + "\n")


def read(file: Path) -> Facts:
    """Returns the facts of a file that `write` made."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        by_part = groupby(map(json.loads, lines), key=lambda each: str(each[0]))
        return {part: Counter(line for _, line in each) for part, each in by_part}


def compare(old: Facts, new: Facts) -> list[str]:
    """Returns what differs: for each part the number of lines on one side only, and the first few of them."""
    return [line for part in sorted(old.keys() | new.keys()) for line in _compare(part, old, new)]


def _compare(part: str, old: Facts, new: Facts) -> Iterator[str]:
    before, after = old.get(part, Counter()), new.get(part, Counter())
    gone, come = before - after, after - before
    if not (gone or come):
        return
    yield f"{part} ({before.total()} lines): {gone.total()} only in OLD, {come.total()} only in NEW"
    yield from (f"  - {line[:WIDTH]}" for line in sorted(gone)[:FEW])
    yield from (f"  + {line[:WIDTH]}" for line in sorted(come)[:FEW])
    often = _pieces(gone, come).most_common(4 * FEW)
    yield from (f"  {n} x {piece[:WIDTH]}" for piece, n in often)


def _pieces(gone: Counter[str], come: Counter[str]) -> Counter[str]:
    """Returns the sentences that differ between two texts of one message, without their figures, with how often."""
    before, after = ({str(line[:-1]): line[-1] for line in map(json.loads, side)} for side in (gone, come))
    found: Counter[str] = Counter()
    for key in before.keys() & after.keys():
        if not isinstance(before[key], list) or not isinstance(after[key], list):
            continue
        said, says = Counter(map(str, before[key])), Counter(map(str, after[key]))
        found.update(f"- {re.sub('[0-9]+', '#', each)}" for each in said - says)
        found.update(f"+ {re.sub('[0-9]+', '#', each)}" for each in says - said)
        found["order"] += said == says
    return +found


def main(command: str, *paths: str) -> int:
    """Take or compare; returns 1 if something differs."""
    first, second = map(Path, paths)
    if command == "take":
        write(take(first), second)
        return 0
    different = compare(read(first), read(second))
    sys.stdout.write("\n".join(different or ["no difference"]) + "\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
