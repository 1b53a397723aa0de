"""账号: passwords, the codes of slips, how many tries are wrong, how long a session lasts (3-4.6)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no two of them look alike
CODE_LENGTH = 16  # 80 random bits
CODE_TERM = timedelta(days=14)  # from the day of a slip to the last day of its code
CONFIRM_AFTER = 3  # working days between a first sign-in and the signed receipt of its slip
SHORTEST, LONGEST = 10, 128  # characters of a password
# Wrong tries of a name in browsers that are new to it, and of an account in each browser that it signed in before.
HOURLY, DAILY = 10, 50
KNOWN_FOR = timedelta(days=180)  # from the last sign-in in a browser
ONE_TRY_LENGTH = 10  # 50 random bits, so that a stranger can neither guess a code nor use it up
ONE_TRY_TERM = timedelta(minutes=10)  # of a code; no second one is sent meanwhile, which one may use who did not ask
WHOLE = timedelta(hours=12)  # the longest session
LATE_FORM = timedelta(hours=12)  # after the end of a session, in which what its form brings is kept


def password_fault(password: str, words: Iterable[str]) -> str:
    """Return what is wrong with a password; empty if nothing is. `words` are names and numbers that it must not have.

    It has 10 to 128 characters of two kinds: letters, digits, others.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return f"口令应为{SHORTEST}至{LONGEST}个字符"
    kinds = {"letter" if each.isalpha() else "digit" if each.isdigit() else "other" for each in password}
    if len(kinds) == 1:
        return "口令应有字母、数字、符号中的至少两种"
    said = password.casefold()
    plain = "".join(each for each in said if each.isalnum())  # 138-0013-8000
    if any(word and (word.casefold() in said or word.casefold() in plain) for word in words):
        return "口令不能含有本人姓名、手机号或者部门名称"
    return ""


def read_code(text: str) -> str:
    """Return a first-use code as it was made: without blanks and hyphens, in capital letters."""
    return "".join(each for each in text.upper() if each in CODE_SIGNS)


def spaced(code: str) -> str:
    """Return a code in groups of four characters, as a slip shows it."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def session_end(begun: datetime, seen: datetime, idle: timedelta) -> datetime:
    """Return when a session ends by time: `idle` after it was used last, or open for half a day."""
    return min(seen + idle, begun + WHOLE)


def acts_by_hand(confirmed: Sequence[date | None]) -> bool:
    """Return whether an account acts by hand: the receipt of its newest slip that was used is signed, on record.

    `confirmed` has the day of each receipt, of all slips that were used, the newest last.
    """
    return bool(confirmed and confirmed[-1])
