"""The demonstration: real departments and targets, real flows, mail and robots on the loopback, one year's stretch."""
