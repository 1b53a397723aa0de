"""抽样文书 as text: the public facts of a sample, and how to verify it."""

import re
from collections.abc import Iterator
from typing import Any

from deployments.check_program import redraw_program
from deployments.text_table import table
from models.rules.plain_text import one_line
from models.rules.public_numbers import FORMS, NumberKind
from models.rules.rehearsal import marked
from models.rules.sample_documents import describe_related, ordinal
from models.rules.sampling import Purpose
from models.rules.states import SampleState

COUNTED = ("层", "总体", "应抽")
COUNT = re.compile(r"(?<=\d)项")  # what a rule counts in: a team is counted in 人


def sheet_of(document: dict[str, Any], *, script: bool = True) -> Iterator[str]:
    """Yield the lines of the document; warnings come first. A published one ends with the program, if `script`."""
    purpose, state = Purpose(document["purpose"]).label, SampleState(document["state"]).label
    title = marked("抽样文书", rehearsal=document.get("rehearsal", False))
    yield f"{title}{ordinal(document['attempt'])}：{document['subject']}，{purpose}，{state}"
    yield from (f"注意：{one_line(mark)}" for mark in document["marks"])
    yield from _commitment_lines(document)
    yield from map(one_line, _draw_lines(document))
    for each in document["earlier"]:
        attempt = f"第{each['attempt']}次承诺（{each['committed_on']}），{_describe_draw(each)}"
        yield f"此前：{attempt}；总体校验码 {each['population_hash']}，密数 {each['secret'] or '已不在'}"
    yield from (f"同类别、同期间的其他抽样：{describe_related(each)}" for each in document["related"])
    if document["secret"] and script:
        yield f"\n核验程序 redraw.py（与 mubiao sample verify --script 相同）：\n\n{redraw_program()}"


def _commitment_lines(document: dict[str, Any]) -> Iterator[str]:
    if document["reason"]:
        yield f"再次承诺的原因：{one_line(document['reason'])}"
    yield f"承诺日期：{document['committed_on']}"
    yield f"抽取办法：{_rule_words(document)}"
    yield f"承诺校验码：{document['commitment_hash']}"
    yield f"方案校验码：{document['plan_hash']}"
    yield f"总体校验码：{document['population_hash']}"
    yield f"密数校验码：{document['secret_hash']}"
    if document["number_name"]:
        yield f"公开数：{one_line(document['number_name'])}（{document['known_on']}公布）"
        kind = NumberKind(document["number_kind"])
        yield f"公开数种类：{kind.label}；写法：{FORMS[kind]}"
    rows = [[_stratum_title(document, name), len(ids), take] for name, take, ids in document["population"]]
    total = [["合计", sum(row[1] for row in rows), sum(row[2] for row in rows)]] if len(rows) > 1 else []
    yield f"\n{table(COUNTED, [*rows, *total], columns=None)}\n"


def _rule_words(document: dict[str, Any]) -> str:
    rule: str = document["rule_words"]
    return COUNT.sub("人", rule) if document["purpose"] == Purpose.TEAM else rule


def _draw_lines(document: dict[str, Any]) -> Iterator[str]:
    subject, purpose = document["subject"], document["purpose"]
    arguments = f"{subject}{'' if purpose == Purpose.TARGETS else f' --purpose {purpose}'}"
    if not document["drawn_on"]:
        yield "以上内容请在抽取前公布；公布后总体、抽取办法和密数都不能再改。"
        return
    yield f"抽取日期：{document['drawn_on']}{'，公开数 ' + document['number'] if document['number'] else ''}"
    for typed in document["mistyped"]:
        yield f"更正前：{typed['drawn_on']}，公开数录为 {typed['number']}（{typed['reason']}）"
        yield from (f"更正前抽中 {_stratum_title(document, name)}：{'、'.join(ids)}" for name, ids in typed["drawn"])
    yield from (f"抽中 {_stratum_title(document, name)}：{'、'.join(ids)}" for name, ids in document["drawn"])
    if document["secret"]:
        yield f"密数：{document['secret']}（{document['revealed_on']}公布）"
        yield f"核验：mubiao sample show {arguments} --json > 抽样.json；mubiao sample verify 抽样.json"
        yield "不用本系统核验：mubiao sample verify --script > redraw.py；python3 redraw.py 抽样.json"
    else:
        yield f"密数尚未公布；公布后任何人都可以重新抽取核对：mubiao sample reveal {arguments}"


def _describe_draw(document: dict[str, Any]) -> str:
    if not document["drawn_on"]:
        return "未抽取"
    return f"抽取{sum(len(ids) for _, ids in document['drawn'])}项"


def _stratum_title(document: dict[str, Any], name: str) -> str:
    title = document["titles"].get(name)
    return f"{name} {title}" if title else str(name)
