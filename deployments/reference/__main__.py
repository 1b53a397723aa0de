"""Write every generated page: `python -m deployments.reference`."""

import os
import sys

from deployments.reference.indexes import act_index, table_index
from models import records
from models.ledger import act_index as acts

if __name__ == "__main__":
    for file, make in ((records.FILE, table_index), (acts.FILE, act_index)):
        if (index := make()) != file.read_text(encoding="utf-8"):
            file.write_text(index, encoding="utf-8")
            # Anew: what is loaded has read the old index.
            os.execv(sys.executable, [sys.executable, "-m", "deployments.reference"])  # noqa: S606 - this program
    from deployments.reference.pages import ROOT, write

    write(ROOT)
