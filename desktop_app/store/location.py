"""Where the store is: a file, or the address of a database server."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path


@dataclass(frozen=True, slots=True)
class StoreLocation:
    """Exactly one of ``path`` (an SQLite file) and ``url`` (another SQLAlchemy address, may hold a password)."""

    path: Path | None = None
    url: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The place as it may be shown: without user and password."""
        if self.url is None:
            return str(self.path)
        parts = urlsplit(self.url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def store_location(given: str | None = None) -> StoreLocation:
    """A path or SQLAlchemy address as given; nothing given = the user's data folder."""
    if not given:
        return StoreLocation(path=user_data_path("tacewatch", appauthor=False) / "store.db")
    if given.startswith("sqlite:///"):
        given = given.removeprefix("sqlite:///")
    elif "://" in given:
        return StoreLocation(url=given)
    return StoreLocation(path=Path(given).expanduser().absolute())
