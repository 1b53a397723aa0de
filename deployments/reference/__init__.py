"""The pages of docs/reference and the pictures of docs/developer, made from the code.

Run `python -m deployments.reference` to write them.
"""
