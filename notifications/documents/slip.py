"""开通单: the slip of an account with its first-use code, and below it the receipt that its person signs (3-4.6)."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from models.rules.account import spaced
from models.rules.chinese_dates import in_full
from models.rules.rehearsal import marked
from notifications.documents.office_file import pack
from notifications.documents.official_paper import page
from notifications.documents.official_paper.tables import add_facts
from notifications.documents.words import plain

TITLE = "目标绩效管理网页账号开通单"
RECEIPT = "本人已收到并启用上述账号。凭本人口令在网页上办理的事项，由本人负责。"


def slip(
    person: str,
    names: Sequence[str],
    code: str,
    days: tuple[date, date],
    place: tuple[str, Sequence[str]],
    *,
    rehearsal: bool = False,
) -> bytes:
    """Returns the slip as .docx; `days` are that on which it is made and the last one of its code.

    `place` is the address of the page, and as what its person signs there: 省教育厅主要领导 (A49b).
    """
    (made, last), (address, signs_for) = days, place
    sheet = page.blank()
    page.hint(sheet.add_paragraph(style=page.TITLE).add_run(marked(TITLE, rehearsal=rehearsal)).font)
    facts = (
        ("姓名", person),
        ("登录时填写", "或者".join(names)),
        *((("签字的身份", f"{'、'.join(signs_for)}；任职变动的，须重新开单"),) if signs_for else ()),
        ("首次登录码", spaced(code)),
        ("有效期", f"{in_full(last)}前（含当日），用过即作废"),
        ("网页地址", address or "向管理机构询问"),
        ("请注意", "口令由本人设置，不要告诉他人；管理机构不会询问口令。"),
    )
    add_facts(sheet, [(name, plain(words)) for name, words in facts], page.CELL)
    sheet.add_paragraph()
    signed = (("回执", RECEIPT), (f"签字（{plain(person)}）", "\n"), ("日期", "      年    月    日"))
    add_facts(sheet, signed, page.CELL)
    buffer = BytesIO()
    sheet.save(buffer)
    return pack(buffer.getvalue(), made)
