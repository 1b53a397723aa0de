"""Who is there: the installation, departments and their people, reforms of departments (1-2.13, 6.1.6)."""
