"""Hands what Windows is to run to the command that signs it, where one is named."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

VARIABLE = "TACEWATCH_SIGN"
"""The command; the file to be signed is put behind it, in quotation marks."""


class SigningError(Exception):
    """The command did not sign; the text holds what it said."""


def signing_command() -> str:
    return os.environ.get(VARIABLE, "").strip()


def sign(files: list[Path]) -> None:
    """Signs each in its place. Where no command is named, one sentence says so."""
    command = signing_command()
    if not command:
        names = ", ".join(file.name for file in files)
        print(f"not signed ({VARIABLE} names no command): {names}", flush=True)
        return
    for file in files:
        # As its own system reads a command line: that of a signing tool is given, not put together here.
        done = subprocess.run(f'{command} "{file}"', shell=True, capture_output=True, check=False)  # noqa: S602
        if done.returncode:
            said = (done.stdout + done.stderr).decode(errors="replace")
            raise SigningError(f"Signing {file.name} failed ({done.returncode}):\n{said}")
        print(f"signed: {file.name}", flush=True)
