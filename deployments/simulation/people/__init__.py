"""What offices, the agency, inspectors and the public do in a simulated year."""
