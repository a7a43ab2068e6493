"""The fault library, a fork server under it, a fast folder; the table at the end."""

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.forking import ForkServer
from tests.reliability.reporting import Results
from tests.reliability.shared_statements import share
from tests.reliability.shim import built
from tests.reliability.tallying import Tally

WRITTEN_TO = "--reliability-results"
TALLY = "tally"
RESULTS = pytest.StashKey[Results]()
_MEMORY = Path("/dev/shm")  # noqa: S108  (a folder of its own is made below it)


@pytest.fixture
def fast_folder() -> Iterator[Path]:
    """In memory where the system offers it: a killed process does not show how slow a disk is."""
    base = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="tacewatch-", dir=base))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    if not sys.platform.startswith("linux"):
        pytest.skip("the fault library is loaded with LD_PRELOAD, which is a matter of Linux")
    if shutil.which("cc") is None:
        pytest.skip("the fault library needs a C compiler (cc), and there is none")
    with ForkServer(built(tmp_path_factory.mktemp("faultio"))) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def _statements_shared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        share(patch.setattr)
        yield


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test's tally goes with its report, from a worker too."""
    report = yield
    tally = getattr(item, "funcargs", {}).get("tally")
    if report.when == "call" and isinstance(tally, Tally) and tally.row:
        report.user_properties.append((TALLY, tally.plain()))
    return report


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(WRITTEN_TO, type=Path, help="a folder for reliability.json and reliability.md")


def pytest_configure(config: pytest.Config) -> None:
    # A worker's reports are the controller's to write.
    folder = None if hasattr(config, "workerinput") else config.getoption(WRITTEN_TO, None)
    config.stash[RESULTS] = Results(folder)
    config.pluginmanager.register(Listener(config.stash[RESULTS]))


class Listener:
    """Every result is written when it is there: hours that are cut off have still shown something."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, line in report.user_properties if report.when == "call" else ():
            if name == TALLY:
                self.results.take(line, report.nodeid, report.duration, passed=report.passed)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """What was tried, ready for the README."""
    table = config.stash[RESULTS].table()
    if table:
        terminalreporter.section("reliability")
        for line in table:
            terminalreporter.write_line(line)
