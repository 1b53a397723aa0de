"""The installation, departments and their contacts, reforms of departments (1-2.13, 6.1.6)."""
