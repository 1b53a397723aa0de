"""A fault that repeats over the rows of a sheet is one line, which says where all of it stands."""

from models.intake.complaint_lines import complaint_lines
from models.intake.complaints import Complaint, Heading, ImportRefused, Row, RowsOrigin

ASKED, ANSWERED = "调查人数", "作答人数"
SHEET = RowsOrigin("表.xlsx", "测评", 30, {ASKED: Heading(ASKED, 6, "F"), ANSWERED: Heading(ANSWERED, 7, "G")})
CSV = RowsOrigin("表.csv", "", 30, SHEET.headings)
EMPTY = "不能为空"


def at(
    number: int, column: str = ASKED, message: str = EMPTY, value: str = "", origin: RowsOrigin = SHEET
) -> Complaint:
    return Row(origin, number, {column: value}).complain(column, message)


def lines(*complaints: Complaint) -> list[str]:
    return list(complaint_lines(complaints))


def test_five_places_of_one_kind_have_a_line_each() -> None:
    few = [at(number) for number in range(2, 7)]
    assert lines(*few) == [str(each) for each in few]


def test_six_empty_cells_of_a_column_are_one_line_with_their_range() -> None:
    assert lines(*(at(number) for number in range(2, 8))) == ["表.xlsx 工作表“测评” F2:F7，共6处：调查人数不能为空"]


def test_a_block_of_empty_cells_is_one_line_for_all_columns() -> None:
    block = [at(number, column) for number in range(2, 6) for column in (ASKED, ANSWERED)]
    assert lines(*block) == ["表.xlsx 工作表“测评” F2:G5，共8处：调查人数等2列不能为空"]


def test_scattered_cells_are_named_up_to_five() -> None:
    [line] = lines(*(at(number) for number in range(2, 16, 2)))
    assert line == "表.xlsx 工作表“测评” F2、F4、F6、F8、F10等7处：调查人数不能为空"


def test_values_that_differ_are_of_one_kind_and_other_faults_keep_their_lines() -> None:
    wrong = [at(number, ANSWERED, f"“{number}人”不是人数", f"{number}人") for number in range(2, 8)]
    other = at(5, message="比作答人数少")
    first, second = lines(*wrong, other)
    assert first == "表.xlsx 工作表“测评” G2:G7，共6处：作答人数“2人”等不是人数"
    assert second == str(other)


def test_places_of_a_text_file_are_named_as_they_are() -> None:
    [line] = lines(*(at(number, origin=CSV) for number in range(2, 8)))
    assert line.startswith("表.csv 第2行“调查人数”列、第3行“调查人数”列、")
    assert line.endswith("第6行“调查人数”列等6处：调查人数不能为空")


def test_a_refusal_counts_every_place_and_keeps_each_complaint() -> None:
    refused = ImportRefused(at(number) for number in range(2, 32))
    assert refused.message.splitlines() == [
        "未导入：共发现30处问题，未作任何改动。",
        "表.xlsx 工作表“测评” F2:F31，共30处：调查人数不能为空",
    ]
    assert len(refused.complaints) == 30
