"""What is true: rules (pure answers), records (tables), intake (checked inputs), the ledger (acts that change records).

Tables live in `models.records`, the acts in `models.ledger`; `models.database` holds the only commit of the project.
Imports inside the package point one way: ledger, intake, records or database, rules.
"""
