"""Under which rules verdicts are issued. Free of the rules themselves: lists ask before anything is judged."""

from typing import Final

RULES_VERSION: Final = "2026.1"
"""Changes with every change of a verdict; stored with each revision and printed on each report."""
DEFAULT_PROFILE_HASH: Final = "b6e3c1dd4203"
"""The hash of the default profile, which costs the models of the record; a test holds the two together."""
