"""The stamp decides what a start has to do; a power cut must never leave one that lies."""

import json
import multiprocessing
import sys
import time
from pathlib import Path

import pytest


def made_environment(checkout: Path, dev: bool = False) -> None:
    import environment

    python = environment.venv_python(checkout)
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    environment.write_stamp(checkout, environment.stamp_for(checkout, dev))


def state(checkout: Path, dev: bool = False) -> str:
    import environment

    return environment.current_state(checkout, dev).name


def test_a_fresh_checkout_needs_everything(checkout: Path) -> None:
    assert state(checkout) == "CREATE"


def test_a_finished_set_up_needs_nothing(checkout: Path) -> None:
    made_environment(checkout)
    assert state(checkout) == "READY"


def test_an_interrupted_set_up_is_done_again(checkout: Path) -> None:
    import environment

    made_environment(checkout)
    environment.write_stamp(checkout, dict(environment.UNFINISHED))
    assert state(checkout) == "REBUILD"


@pytest.mark.parametrize("content", ["", "{", "[]", '"complete"'])
def test_a_stamp_that_cannot_be_read_counts_as_interrupted(checkout: Path, content: str) -> None:
    import environment

    made_environment(checkout)
    (environment.venv_folder(checkout) / environment.STAMP).write_text(content)
    assert state(checkout) == "REBUILD"


def test_a_changed_lock_installs_the_difference(checkout: Path) -> None:
    made_environment(checkout)
    (checkout / "packaging" / "requirements.lock").write_text("a==2\n")
    assert state(checkout) == "SYNC"


def test_the_programs_packages_do_not_do_for_testing(checkout: Path) -> None:
    made_environment(checkout)
    assert state(checkout, dev=True) == "SYNC"


def test_the_developers_packages_do_for_running(checkout: Path) -> None:
    import environment

    made_environment(checkout, dev=True)
    assert state(checkout) == "READY"
    assert environment.holds_developer_packages(checkout)


@pytest.mark.parametrize(("key", "other"), [("python", "3.10"), ("root", "/elsewhere")])
def test_another_python_or_place_starts_anew(checkout: Path, key: str, other: str) -> None:
    import environment

    made_environment(checkout)
    environment.write_stamp(checkout, {**environment.stamp_for(checkout, False), key: other})
    assert state(checkout) == "REBUILD"


def test_an_environment_whose_python_is_gone_starts_anew(checkout: Path) -> None:
    import environment

    made_environment(checkout)
    environment.venv_python(checkout).unlink()
    assert state(checkout) == "REBUILD"


def test_an_environment_made_by_somebody_else_is_kept(checkout: Path) -> None:
    import environment

    made_environment(checkout)
    (environment.venv_folder(checkout) / environment.STAMP).unlink()
    assert state(checkout) == "ADOPT"


def test_clearing_keeps_the_stamp_until_the_end(checkout: Path) -> None:
    import environment

    made_environment(checkout)
    environment.write_stamp(checkout, dict(environment.UNFINISHED))
    environment.emptied(checkout)
    assert [path.name for path in environment.venv_folder(checkout).iterdir()] == [environment.STAMP]
    assert (
        json.loads((environment.venv_folder(checkout) / environment.STAMP).read_text()) == environment.UNFINISHED
    )


def held_for_a_moment(packaging: str, checkout: str, times: "multiprocessing.Queue[tuple[float, float]]") -> None:
    sys.path.insert(0, packaging)
    import environment

    with environment.only_one_at_a_time(Path(checkout)):
        entered = time.monotonic()
        time.sleep(0.15)
        times.put((entered, time.monotonic()))


def test_two_starts_do_not_set_up_at_once(checkout: Path, root: Path) -> None:
    context = multiprocessing.get_context("spawn")
    times: multiprocessing.Queue[tuple[float, float]] = context.Queue()
    arguments = (str(root / "packaging"), str(checkout), times)
    starts = [context.Process(target=held_for_a_moment, args=arguments) for _ in range(2)]
    for start in starts:
        start.start()
    first, second = sorted(times.get(timeout=30) for _ in starts)
    for start in starts:
        start.join(timeout=30)
    assert first[1] <= second[0]
