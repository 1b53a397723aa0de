"""随机抽样 (4.4): a draw computed from numbers published before and after it, so that anyone can repeat it.

Everything is UTF-8 text, so that a shell can recompute it:

- the population is the compact JSON array `[["stratum",how many,["id",…]],…]`; its hash is the SHA-256 of that text;
- the secret is 64 hexadecimal digits; the SHA-256 of these digits is published before the draw;
- the seed is the SHA-256 of the secret, the public number and 承诺校验码 (`sample_commitments`), joined by line
  feeds. The secret has a fixed length and no number has a line feed, so no other three give the same text;
- number i = 0, 1, 2 … of a stratum is the SHA-256 of `seed LF i LF name of the stratum`, read as one integer: each
  stratum has a separate stream, which no other stratum changes;
- of n ids, the first swaps places with the one at index `number mod n`, the second with one of the rest, and so on.
  A number in the last, incomplete multiple of n is skipped, so that all ids are equally likely.

The ids are listed in the order of drawing; drawing one more appends one to the list: the next substitute.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from models.rules.errors import Refused, printable
from models.rules.kinds import Labelled
from models.rules.sample_sizes import SizeRule
from models.rules.setting import Setting, of_labels
from models.rules.several import first_of

SPACE = 1 << 256  # the number of values of a SHA-256
SECRET = re.compile(r"[0-9a-f]{64}", re.ASCII)
SHOWN = 8  # names in a sentence


class Purpose(Labelled):
    """用途: the purpose of a sample."""

    TARGETS = "targets", "抽查目标"
    TEAM = "team", "抽取核查组"


class Split(Labelled):
    """分层: the column that puts the year's targets into strata."""

    DEPARTMENT = "department", "部门"
    CATEGORY = "category", "目标类别"


@dataclass(frozen=True, slots=True)
class Stratum:
    """层: an ordered list of ids from which `take` are drawn. Raises Refused if that is impossible."""

    name: str
    ids: tuple[str, ...]
    take: int

    def __post_init__(self) -> None:
        """Raise Refused if the stratum could be drawn in two ways, or not at all."""
        if not self.name or not _is_plain(self.name):
            raise Refused(f"层名“{printable(self.name)}”为空，首尾有空格，或含有看不见的字符。")
        if not self.ids:
            raise Refused(f"层“{self.name}”是空的，没有可抽的对象。")
        if invalid := next((each for each in self.ids if not _is_plain(each)), None):
            raise Refused(f"层“{self.name}”中的编号“{printable(invalid)}”首尾有空格，或含有看不见的字符。")
        if "" in self.ids:
            raise Refused(f"层“{self.name}”中有空的编号。")
        if len(set(self.ids)) < len(self.ids):
            raise Refused(f"层“{self.name}”中“{_first_repeated(self.ids)}”出现了两次，每个对象只能列一次。")
        if not 1 <= self.take <= len(self.ids):
            raise Refused(f"层“{self.name}”共{len(self.ids)}项，不能抽{self.take}项。")

    @property
    def is_certain(self) -> bool:
        """Return whether all ids are drawn."""
        return self.take == len(self.ids)


@dataclass(frozen=True, slots=True)
class Population:
    """总体: the candidates, in strata that do not overlap. Raises Refused if strata overlap, or if there are none."""

    strata: tuple[Stratum, ...]

    def __post_init__(self) -> None:
        """Raise Refused if there are no strata, two with one name, or one id in two strata."""
        if not self.strata:
            raise Refused("总体是空的，没有可抽的对象。")
        names = [stratum.name for stratum in self.strata]
        if len(set(names)) < len(names):
            raise Refused(f"有两层都叫“{_first_repeated(names)}”，请合并或改名。")
        every = [each for stratum in self.strata for each in stratum.ids]
        if len(set(every)) < len(every):
            repeated = _first_repeated(every)
            among = "、".join(f"“{stratum.name}”" for stratum in self.strata if repeated in stratum.ids)
            raise Refused(f"“{repeated}”同时列在{among}中，每个对象只能属于一层。")

    @property
    def size(self) -> int:
        """Return N: the number of candidates."""
        return sum(len(stratum.ids) for stratum in self.strata)

    @property
    def take(self) -> int:
        """Return n: the number to draw."""
        return sum(stratum.take for stratum in self.strata)

    @property
    def text(self) -> str:
        """Return the canonical text of the population, from which the hash is computed."""
        return json.dumps(self.as_json(), ensure_ascii=False, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """Return 总体校验码: the SHA-256 of the text."""
        return _digest(self.text)

    def as_json(self) -> list[list[object]]:
        """Return the population as a JSON structure."""
        return [[stratum.name, stratum.take, list(stratum.ids)] for stratum in self.strata]


def population_of(strata: Mapping[str, Sequence[str]], rule: SizeRule) -> Population:
    """Return the population of these strata, in their order, with the sample sizes of the rule.

    Raises Refused if a stratum cannot be drawn, or if the rule names a stratum that does not exist.
    """
    if unknown := [name for name in sorted(rule.certain) if name not in strata]:
        raise Refused(f"没有名为{'、'.join(f'“{name}”' for name in unknown)}的层，不能全部抽取。")
    return Population(tuple(Stratum(name, tuple(ids), rule.take(name, len(ids))) for name, ids in strata.items()))


def read_population(data: Sequence[Sequence[object]]) -> Population:
    """Return the population stored by `as_json`. Raises TypeError, ValueError or Refused if the data is invalid."""
    strata = []
    for name, take, ids in data:
        if not isinstance(name, str) or type(take) is not int or not isinstance(ids, list):
            raise TypeError(name)
        if not all(isinstance(each, str) for each in ids):
            raise TypeError(name)
        strata.append(Stratum(name, tuple(ids), take))
    return Population(tuple(strata))


def secret_hash(secret: str) -> str:
    """Return 密数校验码, published before the draw. Raises Refused if the secret is not 64 hexadecimal digits."""
    if not SECRET.fullmatch(secret):
        raise Refused("密数应为64位十六进制数字（0-9、a-f）。")
    return _digest(secret)


def seed_of(secret: str, number: str, commitment_hash: str) -> str:
    """Return 种子, the seed of the draw: of the secret, the public number that was not known then, and the commitment.

    Raises Refused if the secret is malformed, or if the number has surrounding blanks or invisible characters.
    """
    secret_hash(secret)
    if not _is_plain(number or "0"):
        raise Refused(f"公开数“{printable(number)}”首尾有空格，或含有看不见的字符。")
    return _digest("\n".join([secret, number, commitment_hash]))


def draw(seed: str, population: Population) -> dict[str, list[str]]:
    """4.4: return the ids drawn from each stratum, uniformly and without replacement, in the order of drawing."""
    return {stratum.name: first_drawn(seed, stratum, stratum.take) for stratum in population.strata}


def first_drawn(seed: str, stratum: Stratum, number: int) -> list[str]:
    """Return the first `number` ids drawn from a stratum; those after its sample size are the substitutes, in order."""
    if number > len(stratum.ids):
        raise Refused(f"层“{stratum.name}”共{len(stratum.ids)}项，不能抽{number}项。")
    pool = list(stratum.ids)
    numbers = (int(_digest(f"{seed}\n{i}\n{stratum.name}"), 16) for i in count())
    for place in range(number):
        other = place + below(len(pool) - place, numbers)
        pool[place], pool[other] = pool[other], pool[place]
    return pool[:number]


def below(n: int, numbers: Iterator[int]) -> int:
    """Return a number from 0 to n - 1 with equal probability; reads as many numbers of the stream as needed."""
    whole = SPACE - SPACE % n
    return next(number for number in numbers if number < whole) % n


def differences(before: Population, now: Population) -> list[str]:
    """Return the differences between two populations in words; empty if they are equal."""
    if before.text == now.text:
        return []
    old, new = _stratum_by_id(before), _stratum_by_id(now)
    moved = [f"{each}（由“{old[each]}”转入“{new[each]}”）" for each in old if new.get(each, old[each]) != old[each]]
    listed = {
        "增加": [each for each in new if each not in old],
        "减少": [each for each in old if each not in new],
        "变动": moved,
    }
    words = [f"{word}{in_short(names)}" for word, names in listed.items() if names]
    return words or ["排列次序或应抽数量不同"]


def in_short(names: Sequence[str]) -> str:
    """Format a count and the first names: 3项：甲、乙、丙."""
    return f"{len(names)}项：{first_of(names, SHOWN)}"


def _stratum_by_id(population: Population) -> dict[str, str]:
    return {each: stratum.name for stratum in population.strata for each in stratum.ids}


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _is_plain(text: str) -> bool:
    return text.isprintable() and text == text.strip()


def _first_repeated(names: Sequence[str]) -> str:
    return next(name for name, times in Counter(names).items() if times > 1)


class DrawSpecial(Labelled):
    """When a sample of a 专项核查 that names no public number is drawn."""

    AT_ONCE = "at_once", "当场抽取"
    COMMITTED = "committed", "承诺后抽取"


DRAW_SPECIAL = Setting(
    *("draw_special", "专项核查的抽样", "3-4.4", "当场抽取"),
    *of_labels(DrawSpecial),
    note="或承诺后抽取；没有设定的为当场抽取，约定公开数的仍先承诺",
)
