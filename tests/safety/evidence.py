"""What a run of the tests proves of the hazard log. A plugin, loaded by ``tests/conftest.py``.

A run in which a test of the log, or one that bears a hazard's number, was skipped or failed does not pass; and the
run of the whole suite does not pass without every test of the log. What was found is written to
``out/hazard-evidence.json`` at the end of a whole run.
"""

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.safety.hazard_log import LOG, ROOT, bearing_the_name, loaded, named_tests

VARIABLE: Final = "TACEWATCH_HAZARDS"
"""Another log, for the tests of this plugin."""
EARLIER: Final = "TACEWATCH_EARLIER_EVIDENCE"
"""A file in which one pass of the gate hands its outcomes on to the next."""
WHOLE: Final = ("", "not xvfb")
"""The marks with which the gate runs everything that needs no screen."""
KEY: Final = pytest.StashKey["Evidence"]()
PASSED_ON: Final = pytest.StashKey[Path]()


class Evidence:
    """The outcomes of the tests that the log names (``wanted``), and of others for the same hazards (``more``)."""

    def __init__(
        self, wanted: Mapping[str, tuple[str, ...]], more: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.wanted = wanted
        both = {hazard: (*tests, *(more or {}).get(hazard, ())) for hazard, tests in wanted.items()}
        self._tests = {hazard: tuple(dict.fromkeys(tests)) for hazard, tests in both.items()}
        self._named = {test for tests in self._tests.values() for test in tests}
        self._outcomes: dict[str, set[str]] = defaultdict(set)

    def take(self, report: pytest.TestReport) -> None:
        """A test counts as passed when every variant of it passed, its setting up included."""
        name = report.nodeid.partition("[")[0]
        if name in self._named and (report.when == "call" or report.outcome != "passed"):
            self._outcomes[name].add(report.outcome)

    def take_from(self, earlier: Path) -> None:
        """What an earlier pass has found; the file may not be there yet."""
        if earlier.is_file():
            for name, outcomes in json.loads(earlier.read_text(encoding="utf-8")).items():
                self._outcomes[name].update(outcomes)

    def hand_to(self, later: Path) -> None:
        found = {name: sorted(outcomes) for name, outcomes in self._outcomes.items()}
        later.write_text(json.dumps(found), encoding="utf-8")

    def outcome(self, test: str) -> str:
        """passed, skipped, failed, or "not run"."""
        found = self._outcomes.get(test, set())
        return next((each for each in ("failed", "skipped", "passed") if each in found), "not run")

    def table(self) -> dict[str, dict[str, str]]:
        return {hazard: {test: self.outcome(test) for test in tests} for hazard, tests in self._tests.items()}

    def unproved(self, *, whole: bool) -> dict[str, list[str]]:
        """Hazard -> its tests that were skipped or failed; of the whole suite also those that did not run."""
        found = {
            hazard: [
                f"{test}: {outcome}"
                for test, outcome in tests.items()
                if outcome in ("failed", "skipped")
                or (whole and outcome == "not run" and test in self.wanted[hazard])
            ]
            for hazard, tests in self.table().items()
        }
        return {hazard: tests for hazard, tests in found.items() if tests}


def is_whole(config: pytest.Config) -> bool:
    """Whether nothing was chosen or left out by hand."""
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return everything and not config.option.keyword and config.option.markexpr in WHOLE


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        log = Path(os.environ.get(VARIABLE, LOG))
        config.stash[KEY] = Evidence(named_tests(loaded(log)), bearing_the_name() if log == LOG else {})
        passed_on = os.environ.pop(EARLIER, "")  # not for a pytest that a test runs
        if passed_on:
            config.stash[PASSED_ON] = Path(passed_on)
            config.stash[KEY].take_from(Path(passed_on))
        config.pluginmanager.register(_Listener(config.stash[KEY]), "hazard-evidence-listener")


class _Listener:
    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._evidence.take(report)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if KEY not in config.stash or config.option.collectonly:
        return
    if PASSED_ON in config.stash:
        config.stash[KEY].hand_to(config.stash[PASSED_ON])
    whole = is_whole(config)
    if whole and VARIABLE not in os.environ:
        to = ROOT / "out" / "hazard-evidence.json"
        to.parent.mkdir(exist_ok=True)
        to.write_text(json.dumps(config.stash[KEY].table(), indent=1) + "\n", encoding="utf-8")
    if config.stash[KEY].unproved(whole=whole) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if KEY not in config.stash or config.option.collectonly:
        return
    unproved = config.stash[KEY].unproved(whole=is_whole(config))
    if unproved:
        terminalreporter.section("hazards that this run does not prove")
        for hazard, tests in unproved.items():
            for test in tests:
                terminalreporter.write_line(f"{hazard} {test}")
