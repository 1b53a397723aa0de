"""`mubiao verify`: everything recomputed; what disagrees is named."""

import click

from deployments.commands.answers import as_json, put_json
from deployments.installation import installation
from models.database import begin
from models.ledger.acting import home
from models.ledger.verifying import verify
from models.rules.errors import Refused
from tasks.settings import settings


@click.command(help="核验台账：逐块、逐条重算，指出被更改、删除或增加的记录。例：mubiao verify")
@as_json
def command(*, as_json: bool) -> None:
    """Verify the ledger; a violation is a refusal."""
    with installation(), begin() as session:
        home(session)  # before the installation is founded there is nothing to verify
        records, violations = verify(session, settings().home / "evidence")
    if as_json:
        put_json({"ok": not violations, "records": records, "violations": violations})
    elif not violations:
        print(f"台账核验无误，共核对{records}条变动记录。")
    if violations:
        raise Refused("\n".join([f"台账核验发现{len(violations)}处不符：", *violations]))
