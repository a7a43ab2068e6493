"""Runs under the fault library: everything imported once, then one fork per job.

A line on standard input is a list of jobs, all begun at once; the answer is a line with what became of each.
"""

import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from tests.reliability import performing
from tests.reliability.shared_statements import share
from tests.reliability.shim import Shim

LONGEST_S = 300


def main() -> None:
    os.environ.pop("LD_PRELOAD", None)
    shim = Shim()
    share(setattr)
    performing.warm_up()
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        children = [_begun(job, shim) for job in json.loads(line)]
        print(json.dumps([_ended(*child) for child in children]), flush=True)


def _begun(job: dict[str, Any], shim: Shim) -> tuple[dict[str, Any], int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _perform(job, shim, writing)
    os.close(writing)
    return job, child, reading


def _perform(job: dict[str, Any], shim: Shim, pipe: int) -> None:
    def say(*words: Any) -> None:
        os.write(pipe, (json.dumps(words) + "\n").encode())

    try:
        shim.watch(job["folder"], job["log"])
        work = performing.Work(Path(job["folder"]), say, shim, job["fault"])
        getattr(performing, job["how"])(work, **job["arguments"])
    except BaseException as error:  # noqa: BLE001  (whatever it is, the test is to hear of it)
        say("bug", type(error).__name__, traceback.format_exc())
    finally:
        say("operations", shim.counted())
        os._exit(0)


def _ended(job: dict[str, Any], child: int, pipe: int) -> dict[str, Any]:
    said, deadline = b"", time.monotonic() + LONGEST_S
    after = job["kill_after_s"]
    while True:
        waiting = deadline - time.monotonic()
        if not select.select([pipe], [], [], max(waiting, 0))[0]:
            os.kill(child, signal.SIGKILL)
        more = os.read(pipe, 65536)
        if not more:
            break
        said += more
        if after is not None and b"\n" in said:
            deadline, after = time.monotonic() + after, None
    os.close(pipe)
    status = os.waitpid(child, 0)[1]
    # A line that was cut off was never said.
    lines = [json.loads(line) for line in said[: said.rfind(b"\n") + 1].splitlines()]
    return {"killed": os.WIFSIGNALED(status), "said": lines}


if __name__ == "__main__":
    main()
