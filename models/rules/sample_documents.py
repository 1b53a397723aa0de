"""抽样文书: the published document of a sample, and its verification by computing everything again (4.4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.public_numbers import NumberKind, spell
from models.rules.sample_commitments import commitment_hash
from models.rules.sample_sizes import read_rule
from models.rules.sampling import Population, Purpose, draw, read_population, secret_hash, seed_of
from models.rules.states import InspectionState

KIND = "mubiao-sample"
SELF_VOUCHED = "仅凭抽取方保证"
BROKEN = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
# The fields that a commitment fixes: the document published before the draw must have the same values.
FIXED = {
    "subject": "事项",
    "purpose": "用途",
    "attempt": "承诺次数",
    "committed_on": "承诺日期",
    "population_hash": "总体校验码",
    "secret_hash": "密数校验码",
    "commitment_hash": "承诺校验码",
    "plan_hash": "方案校验码",
    "scope": "总体的范围",
    "number_kind": "公开数种类",
    "number_name": "公开数名称",
    "known_on": "公开数公布日期",
}


@dataclass(frozen=True, slots=True)
class SampleVerdict:
    """The result of a verification, in sentences: what is proven, and the faults."""

    proven: tuple[str, ...]
    faults: tuple[str, ...]


def ordinal(attempt: int) -> str:
    """Return （第2次承诺） if this was not the first sample for its matter; else an empty string."""
    return f"（第{attempt}次承诺）" if attempt > 1 else ""


def marks(attempt: int, number_kind: str, scope: str = "") -> list[str]:
    """Return the remarks that all published papers of a sample must carry."""
    about_number = [] if number_kind else [SELF_VOUCHED]
    return [*([f"第{attempt}次承诺"] if attempt > 1 else []), *about_number, *filter(None, [scope])]


class Gap(NamedTuple):
    """How many targets are not in a population, and how many departments without a target in it."""

    targets: int = 0
    departments: int = 0


NO_GAP = Gap()


def describe_scope(left_out: Gap, planned: int, reason: str, *, is_list: bool = False, outside: Gap = NO_GAP) -> str:
    """Return how a population differs from the targets of the year; empty if it does not.

    `planned` is the number of targets of the plan's departments, `left_out` are those of them that are not in the
    population, `outside` those of departments that the plan does not name. A list says what it is even if it has them
    all.
    """
    whole = f"，{left_out.departments}个部门全部未列入" if left_out.departments else ""
    differs = f"方案所列部门的目标{planned}项中有{left_out.targets}项未列入总体{whole}（{reason}）"
    same = "与台账中方案所列部门的目标一致" if is_list else ""
    beyond = f"方案没有列入的另有{outside.departments}个部门、{outside.targets}项目标" if outside.targets else ""
    words = "；".join(filter(None, [differs if left_out.targets else same, beyond]))
    return f"总体为抽取方自备的名单，{words}" if is_list else words


def describe_people(left_out: int, fit: int, others: int, reason: str) -> str:
    """Return how a given list of people differs from the roster.

    `fit` of the roster may take part, and `left_out` of them are not listed; `others` are listed too.
    """
    whole = f"有{left_out}人未列入（{reason}）" if left_out else "无人未列入"
    more = f"，另列{others}人不在其中" if others else ""
    return f"总体为抽取方自备的名单，名册中可以参加的{fit}人中{whole}{more}"


def drawn_how(*, self_vouched: bool | None, scope: str | None = None) -> str:
    """Return how the sample of an inspection can be checked, and what it left out, in a cell; None means no sample."""
    if self_vouched is None:
        return "未抽样"
    return "；".join(filter(None, [SELF_VOUCHED if self_vouched else "有公开数", scope]))


def describe_related(commitment: Mapping[str, Any]) -> str:
    """Return another commitment for inspections of the same kind and period in words."""
    c = commitment
    inspection = InspectionState(c["inspection"]).label
    drawn = f"，{in_full(c['drawn_on'])}抽取" if c["drawn_on"] else "，未抽取"
    return (
        f"核查{c['subject']}（{inspection}）{Purpose(c['purpose']).label}{ordinal(c['attempt'])}，{in_full(c['committed_on'])}承诺"
        f"{drawn}，校验码{c['hash']}"
    )


def check_document(document: Any, commitment: Any = None) -> SampleVerdict:  # noqa: ANN401 - any JSON value
    """Compute a document again, with the earlier commitments in it; return the proofs, or the faults if there are any.

    `commitment` is the document published before the draw, to compare with; None skips the comparison. Raises Refused
    if the document is malformed.
    """
    try:
        faults = [*_find_faults(document, document["earlier"]), *_find_earlier_faults(document)]
        faults += _find_related_faults(document)
        if commitment is not None:
            faults += _compare_commitment(document, commitment)
        return (
            SampleVerdict((), tuple(faults)) if faults else SampleVerdict(tuple(_list_proofs(document, commitment)), ())
        )
    except BROKEN as error:
        raise Refused("不是 mubiao sample show --json 导出的抽样文书，或内容已残缺。") from error


def _find_faults(document: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if document["kind"] != KIND:
        raise ValueError(document["kind"])
    population = read_population(document["population"])
    if population.hash != document["population_hash"]:
        yield f"总体校验码不符：按名单重算为{population.hash}，名单、次序或应抽数量被更改。"
    rule = read_rule(document["rule"])
    for stratum in population.strata:
        if stratum.take != (due := rule.take(stratum.name, len(stratum.ids))):
            yield f"层“{stratum.name}”应抽{stratum.take}项，按抽取办法应为{due}项。"
    if (again := commitment_hash(document, earlier)) != document["commitment_hash"]:
        yield f"承诺校验码不符：按事项、次数、各日期、公开数和此前的承诺重算为{again}。"
    yield from _find_date_faults(document)
    yield from _find_number_faults(document)
    yield from _find_draw_faults(document, population)


def _find_date_faults(document: Mapping[str, Any]) -> Iterator[str]:
    committed, known, drawn = (_parse_day(document[name]) for name in ("committed_on", "known_on", "drawn_on"))
    if committed is None or bool(known) != bool(document["number_name"]):
        raise ValueError(document["known_on"])
    if known and known <= committed:
        yield f"公开数{known}公布，不在承诺日期{committed}之后，承诺时可能已经知道。"
    if drawn and drawn < (known or committed):
        yield f"抽取日期{drawn}早于{known or committed}。"
    if drawn and bool(document["number"]) != bool(known):
        yield "公开数与承诺时的约定不符：约定了的应有，没有约定的不应有。"


def _find_number_faults(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the public numbers, mistyped ones included, that are not in the one spelling of their kind."""
    if kind := document["number_kind"]:
        numbers = [document["number"], *(each["number"] for each in document["mistyped"])]
        yield from (f"公开数“{each}”不是约定的写法。" for each in numbers if each and not _is_spelled(kind, each))


def _is_spelled(kind: str, number: str) -> bool:
    try:
        return spell(NumberKind(kind), number) == number
    except Refused:
        return False


def _find_draw_faults(document: Mapping[str, Any], population: Population) -> Iterator[str]:
    secret = document["secret"]
    if not secret:
        yield "密数尚未公布，还不能核验抽取结果。"
    elif secret_hash(secret) != document["secret_hash"]:
        yield f"密数与承诺时公布的校验码不符：按密数重算为{secret_hash(secret)}。"
    elif document["drawn_on"]:
        for each in (document, *document["mistyped"]):
            yield from _find_redraw_faults(
                each, seed_of(secret, each["number"], document["commitment_hash"]), population
            )
    elif document["drawn"]:
        yield "列有抽取结果，却没有抽取日期。"


def _find_redraw_faults(result: Mapping[str, Any], seed: str, population: Population) -> Iterator[str]:
    again = [[name, ids] for name, ids in draw(seed, population).items()]
    if result["drawn"] != again:
        names = [name for name, ids in again if [name, ids] not in result["drawn"]]
        where = "、".join(f"“{name}”" for name in names) or "各层的次序"
        yield f"抽取结果不符：用公布的{_redrawn_with(result)}重新抽取，{where}与所列的不同。"


def _redrawn_with(document: Mapping[str, Any]) -> str:
    """Return the values that a draw is repeated with: the secret, and the public number if there is one."""
    return "密数和公开数" if document["number"] else "密数"


def _find_earlier_faults(document: Mapping[str, Any]) -> Iterator[str]:
    earlier = document["earlier"]
    attempts = [each["attempt"] for each in earlier]
    if attempts != list(range(document["attempt"] - 1, 0, -1)):
        yield f"这是第{document['attempt']}次承诺，此前的承诺没有全部附上。"
    for place, each in enumerate(earlier, 1):
        if (each["subject"], each["purpose"]) != (document["subject"], document["purpose"]):
            yield f"所附的第{each['attempt']}次承诺是另一事项的。"
        yield from (f"第{each['attempt']}次承诺：{fault}" for fault in _find_faults(each, earlier[place:]))


def _find_related_faults(document: Mapping[str, Any]) -> Iterator[str]:
    listed = {each["hash"] for each in document["related"]}
    bound = [hashed for each in (document, *document["earlier"]) for hashed in each.get("related_before", [])]
    missing = dict.fromkeys(each for each in bound if each not in listed)
    yield from (f"同类别、同期间的其他抽样没有全部附上：承诺时已有的（校验码{each}）不在其中。" for each in missing)


def _compare_commitment(document: Mapping[str, Any], commitment: Mapping[str, Any]) -> Iterator[str]:
    for name, title in FIXED.items():
        if document.get(name, "") != commitment.get(name, ""):
            yield f"与承诺时公布的文书不同：{title}当时为“{commitment.get(name)}”，现为“{document.get(name)}”。"


def _list_proofs(document: Mapping[str, Any], commitment: object) -> Iterator[str]:
    population = read_population(document["population"])
    yield f"总体{population.size}项与总体校验码相符，应抽{population.take}项与抽取办法相符。"
    yield "密数与承诺时公布的校验码相符。"
    if document["drawn_on"]:
        yield f"用{_redrawn_with(document)}重新抽取，抽中的{population.take}项及次序完全一致。"
    if commitment is not None:
        yield "与承诺时公布的文书一致。"
    else:
        yield f"请与承诺时公布的承诺校验码比对：{document['commitment_hash']}。"
    for each in (document, *document["earlier"]):
        scope = each.get("scope", "")
        for mark in marks(each["attempt"], each["number_kind"], scope):
            yield f"注意：{mark}{'' if mark in {SELF_VOUCHED, scope} else '（' + each['reason'] + '）'}。"
        for typed in each["mistyped"]:
            yield f"注意：公开数曾录为“{typed['number']}”并抽取，后更正（{typed['reason']}）。"


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
