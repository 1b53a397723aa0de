"""The program that checks what mubiao exports: its parts, each with the standard library alone, for Python 3.9 on.

They share no code with the product. `deployments.check_program` joins them into the one file that is handed out.
"""
