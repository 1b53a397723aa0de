"""The decisions of offices, the agency, inspectors and the public in a simulated year."""
