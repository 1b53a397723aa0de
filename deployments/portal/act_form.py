"""An act's input as a form: its fields with the words of `mubiao act NAME --help`, and what is told about every act."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from deployments.commands.act_help import default_in_words, values_of
from deployments.commands.on_behalf import STATED
from deployments.portal.fields import Field, field_of
from deployments.reference.allowed import KEYS, PIECES, plain_type
from models.intake.act_items import ABOUT as ABOUT_TITLES
from models.ledger.account.drafts import Typed
from models.ledger.account.opening import end_account
from models.ledger.acts import Act, Role
from models.ledger.inspection.findings import record_finding
from models.ledger.inspection.recheck import recheck
from models.ledger.inspection.signing import sign_off
from models.rules.kinds import Labelled
from models.rules.white_cells import Cell, White

ABOUT = "about."  # before the names of what is told about every act apart from its input
LONG = re.compile("原因|理由|内容|说明|意见|措施|情况|问题|依据|答复|建议|要求|标准|目的|职责")
OF_TYPES = {"文字", "整数", "数"}  # words of a field that say nothing at a page
WHO = "部门编码/姓名；目标办没有登记姓名的，部门编码/目标办"

WITH_PAPER = {end_account}  # acts that may stand on a paper, though they ask for nobody's hand

# On what it depends whether a field may stay empty, as the refusals of the act say (6.2.4, 6.2.5, A49).
WHEN: Mapping[Act[Any], dict[str, str]] = {
    record_finding: {"limit": "未按质按量完成的，最迟签字时须填"},
    sign_off: {"limit": "将列入负面清单而还没有整改时限的须填"},
    recheck: {"new_limit": "复查未通过的须填"},
    end_account: dict.fromkeys(
        map(ABOUT.__add__, ("paper", "paper_date", "page")), "主要领导、分管省领导的须填（任免文件）"
    ),
}
BY_HAND = {
    f"{ABOUT}paper": "附签字页的可不填",
    f"{ABOUT}paper_date": "附签字页的可不填",
    f"{ABOUT}page": "写明文号和日期的可不填",
}
SECOND_HAND = dict.fromkeys(BY_HAND, "另一账户办理的可不填")


def whites_of(act: Act[Any], *, own: bool = False) -> list[White]:
    """Return the fields of an act, then what is told about it: for which office, how it came, on which paper.

    `own`: an office does it for itself, and nothing is told about it.
    """
    assert act.form  # noqa: S101 - the page has no other act
    asked = [_white(act, info.alias or name, info) for name, info in act.form.model_fields.items()]
    return asked if own else [*asked, *about_whites(act, paper=act in WITH_PAPER)]


def fields_of(act: Act[Any], draft: Typed, *, own: bool = False) -> list[Field]:
    """Return the fields of an act with what was typed."""
    when = WHEN.get(act, {}) | (BY_HAND if act.by_hand else SECOND_HAND if act.second_hand else {})
    found = (field_of(each, each.name, draft) for each in whites_of(act, own=own))
    return [replace(each, when=when.get(each.name, "")) for each in found]


def _white(act: Act[Any], name: str, info: FieldInfo) -> White:
    kind, metadata = plain_type(info.annotation, info.metadata)
    inner = plain_type(get_args(kind)[0])[0] if get_origin(kind) is tuple else kind
    files = inner is Path or PIECES in metadata
    title = info.title or name
    cell = Cell.FILES if files else Cell.DAY if kind is date else Cell.TEXT if LONG.search(title) else Cell.LINE
    words = "" if files else f"{values_of(act.name, name, info)}{default_in_words(info)}"
    choices = _choices(act, name, kind)
    long = Cell.TEXT if isinstance(inner, type) and issubclass(inner, BaseModel) and not files else cell
    told = "" if choices or words in OF_TYPES else words
    return White(name, title, long, info.is_required(), choices, told, most=int(kind is Path))


def _choices(act: Act[Any], name: str, kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - any type
    if kind is bool:
        return "是", "否"
    if isinstance(kind, type) and issubclass(kind, Labelled):
        return tuple(member.label for member in kind)
    return tuple(KEYS.get((act.name, name), ()))


def about_whites(act: Act[Any], *, paper: bool = False) -> Iterator[White]:
    """Yield the fields of what is told about an act, as far as it takes any; `paper` if it comes on one."""
    others = act.roles - {Role.AGENCY, Role.SYSTEM}
    if others and not act.claims_for:
        yield _told("by", Cell.LINE, WHO, required=not act.own)
    if Role.OFFICE in act.roles:
        yield _told("source", Cell.LINE, choices=tuple(STATED))
        yield _told("source_note", Cell.LINE, "来电人、送达人姓名或者来文文号")
        yield _told("received", Cell.DAY, "不写即今天")
    if act.by_hand or act.second_hand or paper:
        yield _told("paper", Cell.LINE)
        yield _told("paper_date", Cell.DAY)
        yield _told("page", Cell.FILES, most=1)


def _told(name: str, cell: Cell, words: str = "", *, required: bool = False, **more: Any) -> White:  # noqa: ANN401
    return White(f"{ABOUT}{name}", ABOUT_TITLES[name], cell, required, example=words, **more)
