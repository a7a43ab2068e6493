"""Several processes write one chain: it stays one, and the anchor beside the file is its head or before it."""

import subprocess
import sys
from pathlib import Path

from desktop_app.store import StoreLocation, open_store
from tests.desktop_app.store.store_samples import noon, record, save_of

ROOT = Path(__file__).parents[3]
WRITERS, SAVES = 8, 6
CODE = (
    "import sys\n"
    "from desktop_app.errors import StoreLocked\n"
    "from desktop_app.store import AuditAction, open_store, store_location\n"
    "from tests.desktop_app.store.store_samples import noon, record, save_of\n"
    "def until_free(work):\n"
    "    while True:\n"
    "        try: return work()\n"
    "        except StoreLocked: pass  # Nothing was written; on a busy machine somebody always is faster.\n"
    "failed = []\n"
    "with until_free(lambda: open_store(store_location(sys.argv[1]), clock=noon)) as store:\n"
    "    store.on_anchor_failed = failed.append\n"
    f"    for number in range({SAVES}):\n"
    "        patient = f'{sys.argv[2]}-{number}'\n"
    "        until_free(lambda: store.save(save_of(record(patient))))\n"
    "        until_free(lambda: store.note(AuditAction.VIEW, patient=patient))\n"
    "sys.exit(sum(not isinstance(error, StoreLocked) for error in failed))\n"
)


def test_R5_eight_processes_write_one_chain(location: StoreLocation) -> None:
    with open_store(location, clock=noon, create=True) as store:
        store.save(save_of(record("first")))
    children = [
        subprocess.Popen([sys.executable, "-c", CODE, str(location.path), str(writer)], cwd=ROOT)
        for writer in range(WRITERS)
    ]
    assert [child.wait(240) for child in children] == [0] * WRITERS
    with open_store(location, clock=noon) as store:
        found = store.verify()
        assert found.sound
        assert found.patients == 1 + WRITERS * SAVES
        assert len({entry.session for entry in store.audit_entries(limit=1000)}) >= 1 + WRITERS
        assert store.verify_start() == ()
