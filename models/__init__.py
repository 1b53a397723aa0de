"""The domain: rules (pure functions), records (tables), intake (validated input), ledger (acts that change records).

Tables are in `models.records`, the acts in `models.ledger`; `models.database` holds the only commit of the project.
Imports inside the package point one way: ledger, intake, records or database, rules.
"""
