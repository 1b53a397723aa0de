"""省领导评价: the digest of the sealed ratings of a leader, which no record has."""

RATINGS_DIGEST = "encode(sha256(convert_to(concat({salt}, CAST({marks} AS text)), 'UTF8')), 'hex')"
