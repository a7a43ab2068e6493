import threading

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
