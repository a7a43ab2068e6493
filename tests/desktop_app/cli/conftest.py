"""The command line in this process, with a fixed clock, and no window."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app import cli

NOW = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)


class NoScreen:
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self.opened: list[str | None] = []
        self.files: list[str | None] = []

    def open_window(
        self, store: str | None, clock: Callable[[], datetime], language: str | None, file: str | None = None
    ) -> int:
        self.opened.append(store)
        self.files.append(file)
        return 0

    def screenshot(self, store: Path, patient: str, picture: Path, language: str) -> None:
        raise AssertionError("no picture was asked for")


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def faults(self) -> list[str]:
        return self.err.splitlines()


Tacewatch = Callable[..., Result]


@pytest.fixture
def screen() -> NoScreen:
    return NoScreen()


@pytest.fixture
def tacewatch(screen: NoScreen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tacewatch:
    """Runs a command in English (unless told otherwise) with settings and data below the test's own folder."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))

    def run(*arguments: object, language: str = "en", clock: Callable[[], datetime] = lambda: NOW) -> Result:
        out, err = io.StringIO(), io.StringIO()
        told = [str(argument) for argument in arguments]
        code = cli.main([*told, "--language", language], clock=clock, screen=screen, out=out, err=err)
        return Result(code, out.getvalue(), err.getvalue())

    return run
