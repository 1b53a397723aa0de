"""省直、市直、州直……: the word with which a jurisdiction names its own organs; the standard says 省直."""

from models.rules.errors import Refused

STANDARD = "省直"
ENDINGS = "省市州县区旗"
MOST = 10
# 贵州 and 苏州 are short for a province and a city; a 州 in short has three characters: 黔南州.
STATE, FULL_STATE = "州", 3


def organ_word(jurisdiction: str, given: str = "") -> str:
    """Return the word of a jurisdiction: the given one, else by the last character of its name: 贵阳市 has 市直.

    Raises Refused if the name ends otherwise or is short for one with another ending (贵州) and no word is given, or if
    the given one is too long.
    """
    if len(given) > MOST:
        raise Refused(f"本级机关的称谓“{given}”超过{MOST}个字，请写成市直、师直这样的简称。")
    if given:
        return given
    if not jurisdiction or jurisdiction[-1] not in ENDINGS:
        advice = f"不以{'、'.join(ENDINGS)}结尾，请写明本级机关的称谓：--organ-word 市直"
        raise Refused(f"管辖名称“{jurisdiction}”{advice}。")
    if jurisdiction[-1] == STATE and len(jurisdiction) < FULL_STATE:
        advice = "像是简称，请写全称，如贵州省、苏州市、黔南州；确是全称的，写明称谓：--organ-word 州直"
        raise Refused(f"管辖名称“{jurisdiction}”{advice}。")
    return f"{jurisdiction[-1]}直"


def in_own_word(text: str, word: str) -> str:
    """Return a text of this program, which says 省直, with the word of the jurisdiction; empty drops it.

    Texts that people entered and texts of the standard are never given here.
    """
    return text.replace(STANDARD, word)
