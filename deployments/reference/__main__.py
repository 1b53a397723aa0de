"""Write every generated page: `python -m deployments.reference`."""

import os
import sys

from deployments.reference.act_index import act_index
from models.ledger.act_index import FILE

if __name__ == "__main__":
    index = act_index()
    if index != FILE.read_text(encoding="utf-8"):
        FILE.write_text(index, encoding="utf-8")
        # Anew: what is loaded has read the old index.
        os.execv(sys.executable, [sys.executable, "-m", "deployments.reference"])  # noqa: S606 - this program
    from deployments.reference.pages import ROOT, write

    write(ROOT)
