"""管理机构的工作表: a year's work of the agency row by row in sheets, each sheet one act (issue of duties, rosters).

How a kind is added
-------------------

A kind is one value, `ImportedSheet`, in a separate module here (`urgings.py` is a list of tasks, `inspectors.py` a
register). It needs:

1. `key` and `title`: the name on the command line (`mubiao export urgings F.xlsx`) and in Chinese.
2. `chosen`: the act that each filled row performs. Its input gives the columns their title, their choices and their
   parser, and their example: `white(UrgingDone, skipped=7)` names fields and widths, `keys(…)` what names the record,
   `fresh(…)` what belongs to the change, `grey(mobile=("电话", 14))` what only people read: columns of the statement.
   `of_input(UrgingDone, "outcome", title="通话结果")` is one column that says more.
3. `rows=SheetRows(SQL, listed)`: one statement, and the function that makes a `Listed` of each result row: natural key,
   name, the present values of the fields, and `state`, anything else whose change makes an exported row out of date.
   Records that are no longer owed are listed too, with `owed=False`: they are not exported, but a row about them is
   recognised.
4. `tasks=True` if a row is something to do: blank white cells then mean 还没有办, nothing is done. In a register a
   cleared cell clears the value.
5. `fresh=True` for a field that is no part of the record: a reason, the first day of a new value. It is always exported
   empty and never compared.
6. An `ImportedSheet` registers its act, `import_` and its key; then add the key to `kinds.py`.

An act of an office gets the columns 来源, 来源说明, 收到日期, one that needs a hand 签字文件文号, 签字文件日期;
`Listed.office` is the code of the office for which the row is entered (default: the field `department`, or who leads
the field `target`).
Author and source of a row stand in the detail of its transitions (`Context.row`). `meetings.py` shows it.

Everything else is shared: check codes, unchanged rows, hostile texts, marked targets, all faults at once, the workbook,
the three commands. A new kind also needs a line `mubiao import KIND F.csv` in tests/data/act_examples.json and what it
writes in tests/models/ledger/written.py. Tests export, fill in and import through real files with `sheets.py`.
"""
