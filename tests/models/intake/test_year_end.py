"""The input about the year's 现场复核通知."""

from datetime import date

from models.intake.year_end import YearEndNoticeGiven


def test_the_date_is_optional_and_the_number_loses_blanks() -> None:
    result = {"year": "2026", "number": " 黔目标办〔2026〕31号 ", "requirements": "现场备齐原件"}
    assert YearEndNoticeGiven.model_validate(result).due is None
    given = YearEndNoticeGiven.model_validate(result | {"due": "2027-01-05"})
    assert (given.year, given.number, given.due) == (2026, "黔目标办〔2026〕31号", date(2027, 1, 5))
