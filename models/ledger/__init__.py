"""What people and flows do to the records. An act takes the session first, never commits, and returns a small Summary.

Importing the package registers every act: all of its modules are imported, under any name.
"""

from importlib import import_module
from pkgutil import walk_packages

MODULES = tuple(module.name for module in walk_packages(__path__, f"{__name__}."))
for module in MODULES:
    import_module(module)
