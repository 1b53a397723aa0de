"""The letters of columns are those of openpyxl."""

from openpyxl.utils import column_index_from_string, get_column_letter

from models.intake.column_letters import column_letter, column_number

LAST = 16_384  # of Excel


def test_every_column_of_excel_has_its_letters_and_its_number() -> None:
    letters = [column_letter(number) for number in range(1, LAST + 1)]
    assert letters == [get_column_letter(number) for number in range(1, LAST + 1)]
    assert [column_number(each) for each in letters] == [column_index_from_string(each) for each in letters]
