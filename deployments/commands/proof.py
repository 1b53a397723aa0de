"""`mubiao proof`: writes what outsiders need to recompute a year, with the program that does it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session, col, select

from deployments.check_program import check_program
from deployments.commands.answers import PATH, on_day, write_file
from deployments.commands.error_rate import overall_json
from deployments.commands.lists import code_of, of_department
from deployments.commands.why import calendar_json
from deployments.installation import ledger
from models.block import canonical
from models.ledger.chain.export import chain_head
from models.ledger.chain.proof import proof_lines, proved_kinds, reader_of
from models.ledger.inspection.error_rate import rate_of
from models.ledger.jurisdiction import calendar_of, home, is_rehearsal
from models.ledger.score.facts import kept_facts
from models.ledger.score.tracked import unasked_in_words, why_ended
from models.ledger.score.why_score import exported_scores
from models.ledger.settled import year_under_appraisal
from models.records import Inspection, Jurisdiction
from models.rules.chain import shortened
from models.rules.errors import Refused
from models.rules.rehearsal import marked
from tasks.clock import business_day

DONE = "已写出{year}年的证明：{folder}。复核：python3 {folder}/check.py {known}"


@click.command(
    help="证明：写出一年的全部依据和独立的复核程序，只需Python即可重算。例：mubiao proof --year 2026 -o 证明"
)
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="默认为正在考评的年度")
@click.option(
    "-o", "--output", "folder", metavar="文件夹", type=PATH, required=True, help="写到哪个文件夹，应是空的或没有的"
)
@of_department
@on_day
def command(*, year: int | None, folder: Path, department: str | None, day: date | None) -> None:
    """Write the folder: the proof's heading, the chain, the records, the scores, and the program."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"“{folder}”已有内容，没有改动；请另给一个文件夹。")
    with ledger() as session:
        code, today = code_of(session, department), business_day(day).date
        of_year = year or year_under_appraisal(session, home(session), today)
        written = _files(session, of_year, today, code)
        rehearsal, head = is_rehearsal(session), chain_head(session)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        write_file(folder / name, text.encode())
    known = f"{head['height']}:{shortened(head['hash'])}"
    print(marked(DONE.format(year=of_year, folder=folder, known=known), rehearsal=rehearsal))


def _files(session: Session, year: int, day: date, code: str | None) -> dict[str, str]:
    head, reader = chain_head(session), reader_of(session, code)
    chain, records = proof_lines(session, reader, head["height"])
    jurisdiction = session.exec(select(Jurisdiction.name).where(Jurisdiction.id == home(session))).one()
    heading = {
        "year": year,
        "jurisdiction": jurisdiction,
        "rehearsal": is_rehearsal(session),
        "department": code,
        "made_on": day.isoformat(),
        "head": head,
        "records": proved_kinds(),
        "calendar": calendar_json(calendar_of(session, home(session))),
        "unasked": unasked_in_words(session, home(session), year),
        "rates": [] if code else list(_rates(session, year)),
    }
    is_ended = bool(why_ended(session, home(session), year))  # its duties, entries and appeals ran on
    scores = [canonical({"sheets": 0})] if is_ended else exported_scores(session, year, day, [code] if code else None)
    lines = {"chain.jsonl": [*chain, canonical({"head": head})], "records.jsonl": records, "scores.jsonl": scores}
    lines["facts.jsonl"] = list(_facts(session, year, day, code, with_departments=not is_ended))
    return {
        "proof.json": canonical(heading) + "\n",
        **{name: "\n".join(each) + "\n" for name, each in lines.items()},
        "check.py": check_program(),
    }


def _facts(session: Session, year: int, day: date, code: str | None, *, with_departments: bool) -> Iterator[str]:
    """Yield the facts of a year, the agency's and those of each department with a sheet, or of one department."""
    found = kept_facts(session, year, day)
    for each in [code] if code else ["", *(found.departments if with_departments else ())]:
        yield canonical({"department": each, "year": year} | found.as_data(each))


def _rates(session: Session, year: int) -> Iterator[dict[str, Any]]:
    """Yield the rate of each inspection of the year that has one."""
    for inspection in session.exec(select(Inspection).where(Inspection.year == year).order_by(col(Inspection.number))):
        try:
            rate = rate_of(session, inspection)
        except Refused:  # nothing was drawn, or not all of it is signed
            continue
        yield {"inspection": inspection.key} | overall_json(rate, by_stratum=True)
