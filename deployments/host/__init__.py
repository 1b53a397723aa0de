"""A host that runs many agencies as cells: the registry, the databases and roles of the cells, their settings."""
