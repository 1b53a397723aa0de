"""The process of the Prefect server, without its second UI. Started as `python -P -m deployments.prefect_server`.

Prefect offers its second UI in a banner and serves it although it is disabled; its pages call an analytics host from
the browser. Prefect mounts only a UI whose folder exists: without that folder it neither offers nor serves any of its
pages, and an address of one leads to the first UI.
"""

import os
from pathlib import Path

import prefect
from prefect.cli import app

NO_FOLDER = Path(os.devnull) / "ui-v2"


def main() -> None:
    """Run Prefect's own command line with the arguments of this process."""
    prefect.__ui_v2_static_path__ = NO_FOLDER
    app()


if __name__ == "__main__":
    main()
