"""What `verify` does not compare, each with the reason: the only columns and tables whose change it does not name."""

from collections.abc import Mapping

ROW_NUMBER = "the number of a row; what points to it and what is sealed under it is compared, its order too"
# A column of a table, or a whole table.
NOT_COMPARED: Mapping[str, str] = {
    "message.claimed_by": "the worker that sent the message last: its lease",
    "message.lease_until": "until when a worker holds the message: its lease",
    "message.in_handover": "whether the message is being handed over at this moment: part of the lease",
    "attachment.kept_at": "when the bytes were kept last: it only delays that they are dropped",
    "send_turn": "when a robot or a member was written to last, overwritten within a minute: a changed one delays or "
    "hastens a message",
    "transition.id": ROW_NUMBER,
    "attempt.id": ROW_NUMBER,
    "seal.id": ROW_NUMBER,
    "evidence.id": ROW_NUMBER,
    "draft_indicator.id": ROW_NUMBER,
    "negative_list_line.id": ROW_NUMBER,
    "submission_line.id": ROW_NUMBER,
    "alembic_version": "the version of the tables; every command compares it with the program",
}
# What is not a table of the ledger.
OUTSIDE: Mapping[str, str] = {
    "sequences": "the next number of a kind of row, or of an act; a number used before is refused by the keys",
    "`act_id` of a block that covers nothing": "the number of an act that changed no record and sent nothing; no row "
    "points to it, and all that its header says is hashed",
    "files in the evidence folder that no record names": "with or without a row in `evidence`: nothing shows or hands "
    "out such a file, and the page of an act that changed nothing is one",
    "rows of `attachment` that no message names": "nothing sends or hands out such bytes",
    "rows of `stranger_mail` that are gone": "what a stranger wrote is in no backup and is deleted after 90 days; "
    "what is there is compared with the digest in the block of its mail",
    "constraints, triggers, rights": "they say what may be written from now on, nothing of what was; `verify` names a "
    "column that may be empty and must not, `mubiao check` a right too many and a trigger that is missing, changed or "
    "not ours",
    "PostgreSQL's own functions, aggregates, operators, casts and collations": "who can replace them can rewrite the "
    "chain too; only a head that left the house finds that. A newer server or a patch is no tampering",
    "Prefect's tables": "in a database of their own: when something ran; nothing that is true stands there only",
}
