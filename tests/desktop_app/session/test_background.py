import threading

import shiboken6
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from desktop_app.session.background import BackgroundWork, CancelledError


def test_work_succeeds_once_off_the_thread_of_the_window(qtbot: QtBot) -> None:
    threads: list[int] = []

    def task(work: BackgroundWork) -> str:
        threads.append(threading.get_ident())
        work.tell(1, 2)
        return "done"

    work = BackgroundWork(task)
    told: list[tuple[int, int]] = []
    work.progressed.connect(lambda done, total: told.append((done, total)))
    with qtbot.waitSignal(work.done) as finished:
        work.start()
    assert finished.args == ["done"]
    assert told == [(1, 2)]
    assert threads != [threading.get_ident()]


def test_work_that_fails_says_why(qtbot: QtBot) -> None:
    def task(_work: BackgroundWork) -> None:
        raise ValueError("x")

    work = BackgroundWork(task)
    with qtbot.waitSignal(work.failed) as finished, qtbot.assertNotEmitted(work.done):
        work.start()
    assert isinstance(finished.args[0], ValueError)


def test_work_stops_when_it_is_cancelled(qtbot: QtBot) -> None:
    begun = threading.Event()

    def task(work: BackgroundWork) -> None:
        begun.set()
        while True:
            work.tell(0, 0)

    work = BackgroundWork(task)
    with qtbot.waitSignal(work.failed) as finished:
        work.start()
        begun.wait(5)
        work.cancel()
    assert isinstance(finished.args[0], CancelledError)


def test_work_whose_window_was_closed_ends_in_silence(qtbot: QtBot) -> None:
    """The thread goes on for a moment after its owner is gone; that is no fault of the program."""
    owner, started, may_end = QObject(), threading.Event(), threading.Event()

    def task(_work: BackgroundWork) -> None:
        started.set()
        assert may_end.wait(5)

    pool = QThreadPool()
    work = BackgroundWork(task, owner)
    work.start(pool)
    assert started.wait(5)
    shiboken6.delete(owner)
    may_end.set()
    assert pool.waitForDone(5000)
    assert not work.running
