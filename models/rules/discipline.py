"""讲规矩守纪律: what a record reduces is of the award only, and no amount of money (1-6.1, A1, A44)."""

import re

from models.rules.setting import normalize_text

# 元, 万元, ￥500, 500块 and the like; 单元 is no money.
MONEY = re.compile(r"(?<!单)元|[¥$￥]|人民币|\d\s*[万千百]?块", re.IGNORECASE)
# 2分, 扣二十分, 0.5 分; 十分之一, 百分之十, 分档 and 部分 are no points.
POINTS = re.compile(r"[\d一二两三四五六七八九十半]\s*分(?!之)")
EXAMPLE = "年度目标绩效奖下调一档"


def read_reduction(raw: object) -> str:
    """Return what a record reduces. Raises ValueError for points, as the score is not touched, and for money."""
    text = str(raw).strip()
    plain = normalize_text(text)
    if POINTS.search(plain):
        raise ValueError(f"“{text}”写了分数：只扣奖不扣分，得分不变，请写明扣减的是什么奖，如：{EXAMPLE}")
    if MONEY.search(plain):
        raise ValueError(f"“{text}”写了金额：金额不入本系统，请写明扣减的档次或比例，如：{EXAMPLE}")
    return text
