"""Every known error has its words in both languages and fills every place in them."""

import string
from collections.abc import Iterator

import pytest

from desktop_app import errors
from desktop_app.errors import KnownError, StaleRecord
from desktop_app.wording import LANGUAGES, Wording
from tests.desktop_app.store.store_samples import record

FACTS: dict[str, set[str]] = {
    "errors.known": set(),
    "errors.disk_failed": {"path", "reason"},
    "errors.store_is_newer": {"path", "found", "known"},
    "errors.pragma_refused": {"path", "pragma", "wanted", "found"},
    "errors.migration_failed": {"path", "copy"},
    "errors.driver_missing": {"path", "driver"},
    "errors.store_on_network": {"path", "kind"},
    "errors.store_open_elsewhere": {"path", "host", "pid"},
    "errors.wrong_password": {"user", "wait_seconds"},
    "errors.account_locked": {"user", "wait_seconds"},
    "errors.not_permitted": {"action", "role"},
    "errors.unknown_patient": {"patient"},
    "errors.unknown_revision": {"patient", "revision"},
    "errors.record_is_void": {"patient"},
    "errors.stale_record": {"patient", "revision"},
}


def kinds(kind: type[KnownError] = KnownError) -> Iterator[type[KnownError]]:
    """The kinds of this module; those that reports and files add are tested with them."""
    if kind.__module__ == errors.__name__:
        yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_an_error_says_what_where_and_how_to_mend(kind: type[KnownError], language: str) -> None:
    words = Wording(language)  # type: ignore[arg-type]
    facts = FACTS.get(kind.key, {"path"})
    for part in ("title", "text", "remedy"):
        sentence = words(f"{kind.key}.{part}")
        assert sentence.strip()
        named = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert named <= facts
        assert words(f"{kind.key}.{part}", **dict.fromkeys(facts, "fact"))


def test_every_error_has_words_of_its_own() -> None:
    keys = [kind.key for kind in kinds()]
    assert len(set(keys)) == len(keys) == len(list(kinds()))


def test_a_stale_record_carries_what_is_stored() -> None:
    error = StaleRecord(record("0042"), 7, void=False)
    assert (error.stored.patient.id, error.revision, error.facts["revision"]) == ("0042", 7, 7)
    assert "0042" not in str(error)
    assert errors.StaleRecord.key == str(error)
