"""From arguments to one command and its exit code; no command prints a traceback over a refused input."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TextIO, cast

from desktop_app.cli.arguments import WrongUsage, language_of, parsed
from desktop_app.cli.console import Console, Screen
from desktop_app.errors import KnownError
from desktop_app.exchange import FileRefused
from desktop_app.resources import FontUnavailableError
from desktop_app.settings import load_settings, preferred_language
from desktop_app.wording import Wording

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
_STOPPED = 130

_COMMANDS = {
    "assess": "assessing",
    "import": "importing",
    "export": "exporting",
    "report": "reporting",
    "worklist": "worklist",
    "demo": "demonstrating",
    "showcase": "demonstrating",
    "backup": "keeping",
    "restore": "keeping",
    "verify": "verifying",
    "encrypt": "encrypting",
    "accounts": "managing",
    "audit": "auditing",
    "update": "updating",
    "self-test": "self_test",
}
"""Each command's module, loaded when it is asked for: ``assess`` needs neither database nor screen."""


def main(
    arguments: Sequence[str],
    *,
    clock: Callable[[], datetime],
    screen: Screen,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Run one command; its exit code."""
    console = Console(_wording(arguments), out or _utf8(sys.stdout), err or _utf8(sys.stderr), clock, screen)
    try:
        options = parsed(arguments, console.words, console.out)
        code = DONE if options is None else _run(options, console)
        console.out.flush()
    except WrongUsage as usage:
        console.note(console.words("cli.wrong_usage", message=usage.args[0]))
        return WRONG_USAGE
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            console.note(_refused_by_system(error, console.words))
        _silence(console.out)
        return REFUSED
    except KeyboardInterrupt:
        console.note(console.words("cli.stopped"))
        return _STOPPED
    return code


def _run(options: argparse.Namespace, console: Console) -> int:
    try:
        if options.command is None:
            return console.screen.open_window(options.store, console.clock, options.language, options.open)
        module = import_module(f"desktop_app.cli.{_COMMANDS[options.command]}")
        command = cast("Callable[[argparse.Namespace, Console], int]", module.run)
        return command(options, replace(console, user=options.user))
    except FileRefused as refused:
        console.refuse(refused.faults)
    except (KnownError, FontUnavailableError) as error:
        console.note(known_error_line(error, console.words))
    except (BrokenPipeError, WrongUsage):
        raise
    except OSError as error:
        console.note(_refused_by_system(error, console.words))
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        console.note(console.words("cli.internal_error", kind=type(error).__name__, place=_place(error)))
    return REFUSED


def _refused_by_system(error: OSError, words: Wording) -> str:
    """Such as a full disk under a redirected output; files of the program's own have their own errors."""
    return words("cli.refused_by_system", reason=error.strerror or type(error).__name__)


def _place(error: Exception) -> str:
    """Where a bug struck. Its message is left out: it may hold a patient's data (``-X dev`` shows all)."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "?" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def known_error_line(error: KnownError | FontUnavailableError, words: Wording) -> str:
    """What happened, where, and what to do, in one line."""
    facts = dict(getattr(error, "facts", {}))
    parts = [words(key, **facts) for suffix in ("text", "remedy") if words.has(key := f"{error.key}.{suffix}")]
    return " ".join(" ".join(map(_ended, parts)).split()) or error.key


def _ended(sentence: str) -> str:
    """A sentence that ends in a path runs into the next one without a mark."""
    return sentence if sentence.endswith((".", "。", "?", "？", "!", "！")) else f"{sentence} —"


def _wording(arguments: Sequence[str]) -> Wording:
    asked = language_of(arguments)
    return Wording(preferred_language(load_settings()) if asked not in ("zh", "en") else asked)  # type: ignore[arg-type]


def _utf8(stream: TextIO | None) -> TextIO:
    """The stream in UTF-8 whatever the locale; what cannot be encoded is written as an escape.

    A process may have none: a window's program on Windows, or a shell that closed it.
    """
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


def _silence(out: TextIO) -> None:
    """The reader is gone: whatever is still buffered goes nowhere, and the exit stays quiet."""
    if out is sys.stdout:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, out.fileno())
        os.close(null)
