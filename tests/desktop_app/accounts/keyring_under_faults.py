"""Runs under the fault library: the steps of a keyring."""

import tempfile
from pathlib import Path

from desktop_app.errors import KnownError
from tests.desktop_app.accounts.keyring_samples import cheapen
from tests.desktop_app.accounts.keyring_steps import STEPS
from tests.reliability.forked_steps import Job, serve


def warm_up() -> None:
    cheapen(setattr)
    for step in STEPS.values():
        with tempfile.TemporaryDirectory() as name:
            store = Path(name) / "ward.db"
            step.perform(store, step.prepare(store))


def perform(job: Job) -> str:
    try:
        STEPS[job["step"]].perform(Path(job["folder"]) / "ward.db", job["code"])
    except KnownError:
        return "refused"
    return "done"


if __name__ == "__main__":
    serve(perform, warm_up)
