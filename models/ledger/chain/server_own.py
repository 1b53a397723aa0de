"""What stands under the number of one of the server's own functions, aggregates, operators and casts.

The administrator of the server may replace these; they keep their numbers, and what they answer is another thing. The
questions call nothing that could be replaced: the answers are judged here.
"""

from collections.abc import Iterator

from sqlmodel import Session

from models.statements import run

FIRST_ADDED = 16384  # the number of the first thing that was not made with the cluster
CATALOG = 11  # pg_catalog
INTERNAL, C = 12, 13  # languages of what is compiled into the server
# The functions that the server itself has in SQL; their numbers are the same from version 15 to 18.
IN_SQL = {
    *(879, 880, 1176, 1215, 1216, 1285, 1290, 1296, 1298, 1305, 1306, 1307, 1309, 1310, 1311, 1348, 1384, 1386, 1426),
    *(1481, 1544, 1708, 1710, 1741, 1810, 1811, 1812, 1848, 1993, 2003, 2004, 2042, 2043, 2044, 2059, 2074, 2325, 2546),
    *(2547, 2548, 2549, 2550, 2631, 2932, 3050, 3935, 3936, 5023, 6183, 6184),
}
# Those of them that digests and keys are made with: a text and another value, joined by ||.
BODIES = {
    2003: "select $1 operator(pg_catalog.||) $2::pg_catalog.text",
    2004: "select $1::pg_catalog.text operator(pg_catalog.||) $2",
}
FUNCTIONS = "SELECT oid, pronamespace, prolang, prosrc, CAST(oid AS regprocedure) AS name FROM pg_proc"
PARTS = {
    "聚合函数": """SELECT CAST(aggfnoid AS oid) AS oid, CAST(aggfnoid AS regprocedure) AS name,
        CAST(aggtransfn AS oid) AS a, CAST(aggfinalfn AS oid) AS b, CAST(aggcombinefn AS oid) AS c,
        CAST(aggmtransfn AS oid) AS d, CAST(aggmfinalfn AS oid) AS e FROM pg_aggregate""",
    "运算符": "SELECT oid, CAST(oid AS regoperator) AS name, CAST(oprcode AS oid) AS a FROM pg_operator",
    "类型转换": "SELECT oid, CAST(castfunc AS regprocedure) AS name, castfunc AS a FROM pg_cast",
}


def replaced(session: Session) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each of the server's own things that is not as the server made it."""
    for row in run(session, FUNCTIONS):
        if row.oid < FIRST_ADDED and row.pronamespace == CATALOG and not _is_own(row.oid, row.prolang, row.prosrc):
            yield "函数", row.name
    for kind, question in PARTS.items():
        for oid, name, *parts in run(session, question):
            if oid < FIRST_ADDED <= max(parts):
                yield kind, name


def _is_own(oid: int, language: int, body: str) -> bool:
    return language in {INTERNAL, C} or (oid in IN_SQL and BODIES.get(oid, body).lower() == body.strip().lower())
