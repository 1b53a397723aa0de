"""Files by SHA-256 in a store: the port, and its adapters for a folder of this machine and for object storage."""
