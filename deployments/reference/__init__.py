"""The pages of docs/reference, made from the code.

Run `python -m deployments.reference` to write them.
"""
