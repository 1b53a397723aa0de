"""《抽样承诺》 and 《抽样结果》 (4.4): what binds the draw, what was drawn, and how to repeat it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from models.ledger.papers.sample import SamplePaper
from models.rules.chinese_dates import in_full
from models.rules.public_numbers import FORMS, NumberKind
from models.rules.sample_documents import describe_related
from notifications.documents.official_paper.paper import Paper

STRATA = (("层", 60), ("总体", 20), ("应抽", 20))
CODES = {"承诺校验码": "commitment_hash", "总体校验码": "population_hash", "密数校验码": "secret_hash"}
DRAWN = (("层", 30), ("抽中（按抽取的次序）", 70))


def document(sample: SamplePaper) -> bytes:
    """Returns the paper as a .docx."""
    paper, facts = Paper(sample.title, sample.signature), sample.document
    paper.text(_opening(sample))
    for mark in facts["marks"]:
        paper.text(f"注意：{mark}。")
    paper.heading("总体和抽取办法")
    paper.text(f"抽取办法：{facts['rule_words']}。{_describe_number(facts)}")
    paper.table(STRATA, [[name, str(size), str(take)] for name, size, take in strata_of(facts)])
    if sample.result:
        _add_result(paper, facts)
    paper.heading("校验码")
    for title, name in (CODES | {"密数": "secret"} if sample.result else CODES).items():
        paper.code(title, facts[name])
    _add_others(paper, facts)
    paper.heading("核验办法")
    for words in _how(sample):
        paper.text(words)
    paper.signed()
    return paper.finished()


def _opening(sample: SamplePaper) -> str:
    facts, committed = sample.document, day_of(sample.document["committed_on"])
    if sample.result:
        drawn = sum(len(ids) for _, ids in facts["drawn"])
        days = f"{committed}承诺，{day_of(facts['drawn_on'])}抽取，{day_of(facts['revealed_on'])}公布密数"
        return f"本次抽样{days}，抽中{drawn}项。"
    why = f"再次承诺的原因：{facts['reason']}。" if facts["reason"] else ""
    return f"现将{committed}的抽样承诺公布如下。此后总体、抽取办法和密数都不能再改。{why}"


def _describe_number(facts: Mapping[str, Any]) -> str:
    if not facts["number_name"]:
        return "没有约定公开数。"
    form = FORMS[NumberKind(facts["number_kind"])]
    number = f"公布的号码为{facts['number']}。" if facts["number"] else ""
    return f"公开数：{facts['number_name']}，{day_of(facts['known_on'])}公布，写法：{form}。{number}"


def _add_result(paper: Paper, facts: Mapping[str, Any]) -> None:
    paper.heading("抽取结果")
    paper.table(DRAWN, [[_title(facts, name), "、".join(ids)] for name, ids in facts["drawn"]])
    for typed in facts["mistyped"]:
        before = "；".join(f"{_title(facts, name)}：{'、'.join(ids)}" for name, ids in typed["drawn"])
        paper.text(f"更正前公开数录为{typed['number']}（{typed['reason']}），{day_of(typed['drawn_on'])}抽中{before}。")


def _add_others(paper: Paper, facts: Mapping[str, Any]) -> None:
    if facts["earlier"] or facts["related"]:
        paper.heading("此前和同期的抽样")
    for each in facts["earlier"]:
        drawn = f"抽取{sum(len(ids) for _, ids in each['drawn'])}项" if each["drawn_on"] else "未抽取"
        paper.text(f"第{each['attempt']}次承诺（{day_of(each['committed_on'])}），{drawn}。")
    for each in facts["related"]:
        paper.text(f"{describe_related(each)}。")


def _how(sample: SamplePaper) -> Iterator[str]:
    """Yield how the draw is repeated without this system."""
    if not sample.result:
        yield "抽取以后公布密数，任何人都可以按密数校验码核对密数，并重新抽取核对结果。"
        return
    yield "核验用的电子文书由本机构提供，其中有总体的全部编号；核验程序也由本机构提供，不需要本系统即可运行。"
    number = "、公开数" if sample.document["number_name"] else ""
    yield f"核验程序按密数{number}和总体重新抽取，并与上列各校验码和结果逐项比对。"


def strata_of(facts: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Returns title, size and number to draw of each stratum."""
    return [(_title(facts, name), len(ids), take) for name, take, ids in facts["population"]]


def _title(facts: Mapping[str, Any], name: str) -> str:
    return f"{name} {facts['titles'].get(name, '')}".strip()


def day_of(text: str) -> str:
    """Returns a day of the document as it is written: 2026年9月9日."""
    return in_full(date.fromisoformat(text))
