"""What every test of the program shares."""

from collections.abc import Iterator

import pytest

from tests.reliability.shared_statements import share


@pytest.fixture(scope="session", autouse=True)
def _statements_shared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        share(patch.setattr)
        yield
