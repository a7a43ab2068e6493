"""Whether a new version works on this computer, asked before anything is exchanged: its own self-test."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from desktop_app.updating.refusals import UpdateDoesNotRun

PROGRAM: Final = "tacewatch.exe" if sys.platform == "win32" else "tacewatch"
_LONGEST_S: Final = 300
_KEPT: Final = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "WINDIR")
_LAST: Final = 300


def runs_here(program: Path, version: str) -> None:
    """Runs the self-test of the program in this folder, away from every store and setting.

    Raises UpdateDoesNotRun with the last line that it said: a missing library, a system that is too old.
    """
    with tempfile.TemporaryDirectory() as home:
        surroundings = {name: os.environ[name] for name in _KEPT if name in os.environ}
        surroundings |= {"HOME": home, "LOCALAPPDATA": home, "QT_QPA_PLATFORM": "offscreen"}
        try:
            done = subprocess.run(  # noqa: S603  (a path of our own)
                [str(program / PROGRAM), "self-test"],
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_LONGEST_S,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise UpdateDoesNotRun(version=version, reason=type(error).__name__) from None
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip().splitlines()
        reason = said[-1][:_LAST] if said else str(done.returncode)
        raise UpdateDoesNotRun(version=version, reason=reason)
