"""Runs under the fault library: installing an update, and going back."""

import tempfile
from pathlib import Path

from desktop_app.errors import KnownError
from desktop_app.updating.installation import Installation, Kind
from desktop_app.updating.installing import go_back, install
from desktop_app.updating.package import read_package
from tests.desktop_app.updating.update_samples import OLD, PUBLIC, installed, nothing, package, quiet
from tests.reliability.forked_steps import Job, serve


def perform(what: str, root: Path, offered: Path) -> None:
    """The two things that change what the next start runs."""
    ward = Installation(Kind.FOLDER, root, root / "versions" / "0.1.0")
    if what == "install":
        install(read_package(offered, [PUBLIC]), ward, OLD, secure=nothing, try_out=nothing, tell=quiet)
    else:
        go_back(ward, ward.kept()[0], store_schema=None, secure=nothing)


def warm_up() -> None:
    with tempfile.TemporaryDirectory() as name:
        ward = installed(Path(name) / "ward")
        perform("install", ward.root, package(Path(name)))
        perform("go back", ward.root, Path())


def performed(job: Job) -> str:
    try:
        perform(job["what"], Path(job["folder"]), Path(job["package"]))
    except KnownError as error:
        return error.key
    return "done"


if __name__ == "__main__":
    serve(performed, warm_up)
