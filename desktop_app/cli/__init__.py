"""The same work without a screen, for scripts and night jobs.

Exit code 0 = done; 1 = the input or the store was refused, one line on stderr per fault; 2 = wrong usage.
"""

from desktop_app.cli.command_line import main
from desktop_app.cli.console import Console, Screen

__all__ = ["Console", "Screen", "main"]
