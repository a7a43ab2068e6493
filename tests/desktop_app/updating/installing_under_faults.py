"""Runs under the fault library: a line with a job on standard input, a fork, a line with what became of it."""

import gc
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from desktop_app.errors import KnownError
from desktop_app.updating.installation import Installation, Kind
from desktop_app.updating.installing import go_back, install
from desktop_app.updating.package import read_package
from tests.desktop_app.updating.update_samples import OLD, PUBLIC, installed, nothing, package, quiet
from tests.reliability.shim import Shim


def perform(what: str, root: Path, offered: Path) -> None:
    """The two things that change what the next start runs."""
    ward = Installation(Kind.FOLDER, root, root / "versions" / "0.1.0")
    if what == "install":
        install(read_package(offered, [PUBLIC]), ward, OLD, secure=nothing, try_out=nothing, tell=quiet)
    else:
        go_back(ward, ward.kept()[0], store_schema=None, secure=nothing)


def main() -> None:
    os.environ.pop("LD_PRELOAD", None)
    shim = Shim()
    with tempfile.TemporaryDirectory() as name:
        ward = installed(Path(name) / "ward")
        perform("install", ward.root, package(Path(name)))
        perform("go back", ward.root, Path())
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line), shim)), flush=True)


def _forked(job: dict[str, Any], shim: Shim) -> list[Any]:
    """What happened, and how many operations were counted where the child lived to tell."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        shim.watch(job["root"], job["log"])
        shim.arm(**job["fault"])
        told = _outcome(job)
        if told == "done":
            shim.mark(1)
        os.write(writing, json.dumps([told, shim.counted()]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    answer: list[Any] = json.loads(said) if said else ["killed", 0]
    return answer


def _outcome(job: dict[str, Any]) -> str:
    try:
        perform(job["what"], Path(job["root"]), Path(job["package"]))
    except KnownError as error:
        return error.key
    except BaseException:  # noqa: BLE001  (whatever it is, the test is to hear of it)
        return traceback.format_exc()
    return "done"


if __name__ == "__main__":
    main()
