"""Gives Python its own ``import`` back, in whose place PySide6 puts one of its own.

PySide6's reads the source of every module that is imported from then on, to learn whether the module may ask for
other spellings of Qt's names (``__feature__``), and all those lines stay in memory. Nobody here asks for any.
"""

import builtins


def import_plainly() -> None:
    """Does nothing where Python's own is in place already, or PySide6 was never loaded."""
    own = getattr(builtins, "__orig_import__", None)
    if own is not None:
        builtins.__import__ = own
