"""The part of the store that a start needs: lists, drafts, settings, the ward's profiles."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import Engine

from desktop_app.accounts.contents import Access, Action, Person
from desktop_app.errors import StoreError
from desktop_app.store import asides, listing
from desktop_app.store.audit_contents import NOTED, AuditAction
from desktop_app.store.audit_trail import Happening, Trail
from desktop_app.store.contents import Draft, ListQuery, SummaryRow
from desktop_app.store.judged_lines import JudgedLines
from desktop_app.store.location import StoreLocation
from desktop_app.store.permitting import require_any, require_oneself
from desktop_app.store.sqlite_file import refuse_writing
from desktop_app.store.standing import WRITABLE, Standing
from desktop_app.store.transactions import Transactions
from desktop_app.store.ward_profiles import WardProfiles

WARD_SETTINGS: Final = frozenset({"ward_name", "lock_minutes", "backup_folder"})
"""What the administrator lays down for everybody."""


def _of_draft(what: str, patient: str | None, author: str) -> Happening:
    """That unsaved work was begun or dropped; what stands in it is nobody's but its author's."""
    entity = "store" if patient is None else "patient"
    return Happening(AuditAction.DRAFT, entity, patient, changes={"draft": (None, what)}, author=author)


def without_accounts() -> Access:
    """For a place without keys: whoever is at the computer, and everything is permitted."""
    import getpass

    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = "unknown"
    return Access(None, Person(user, user, None))


class ListStore:
    """What is read without the object mapper and without any record."""

    def __init__(
        self,
        engine: Engine,
        location: StoreLocation,
        clock: Callable[[], datetime],
        access: Access | None = None,
        standing: Standing = WRITABLE,
    ) -> None:
        self.location = location
        self.access = access or without_accounts()
        self.person = self.access.person
        self.read_only = standing.refusal is not None
        self._standing = standing
        self._engine = engine
        self._clock = clock
        self._transactions = Transactions(engine, location, Trail(self.access))
        self._reading = self._transactions.reading
        self._writing = self._transactions.writing
        self.ward_profiles = WardProfiles(self._transactions, clock)
        self.judged = JudgedLines(self._transactions, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def why_read_only(self) -> StoreError | None:
        """What every writing method raises; None where writing works."""
        return self._standing.refusal and self._standing.refusal()

    def close(self) -> None:
        self._engine.dispose()
        self._standing.give_back()

    # How the file was left

    @property
    def left_open(self) -> bool:
        """Whoever had it open before did not close it, and the whole file has not been looked at since."""
        return self._standing.left_open

    def looked_at(self, fault: StoreError | None) -> None:
        """The whole file was looked at. After a fault nothing is written any more, and the next opening looks."""
        if fault is None:
            self._standing = self._standing.looked_at()
            return

        def refusal() -> StoreError:
            return type(fault)(**fault.facts)

        self._standing = replace(self._standing, left_open=True, refusal=refusal)
        self.read_only = True
        refuse_writing(self._engine, refusal)

    # Lists

    def count(self, query: ListQuery) -> int:
        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return listing.count(connection, query)

    def page(self, query: ListQuery, *, offset: int, limit: int) -> list[SummaryRow]:
        self.person.require(Action.VIEW)
        with self._reading() as connection:
            return listing.page(connection, query, offset=offset, limit=limit)

    # Drafts and settings

    def put_draft(
        self,
        key: str,
        author: str,
        content: Any,
        *,
        patient_id: str | None = None,
        base_revision: int | None = None,
    ) -> Draft:
        """Keep unsaved work (JSON values) until it is saved or dropped; an author's key names one draft."""
        self._require_own_draft(author)
        draft = Draft(key, author, content, patient_id, base_revision, self._clock())
        with self._transactions.audited() as entries:
            if asides.put_draft(entries.connection, draft):
                entries.append([_of_draft("begun", patient_id, author)], self._clock())
        return draft

    def drafts(self, author: str | None = None) -> tuple[Draft, ...]:
        """This author's drafts, the latest first; None: one's own, or everybody's while there are no accounts."""
        if author is None and self.person.role is not None:
            author = self.person.user
        if author is not None:
            self._require_own_draft(author)
        with self._reading() as connection:
            return asides.drafts(connection, author)

    def drop_draft(self, key: str, author: str) -> None:
        self._require_own_draft(author)
        with self._transactions.audited() as entries:
            patient = asides.patient_of_draft(entries.connection, key, author)
            if asides.drop_draft(entries.connection, key, author):
                entries.append([_of_draft("dropped", patient, author)], self._clock())

    def setting(self, key: str) -> Any:
        """A JSON value, or None where it was never put."""
        with self._reading() as connection:
            return asides.setting(connection, key)

    def put_setting(self, key: str, value: Any) -> None:
        """Keep a JSON value; None takes it away.

        What belongs to the ward is its administrator's, and is told in the audit trail.
        """
        if key.startswith("audit."):
            raise ValueError("this setting belongs to the audit trail")
        if key not in WARD_SETTINGS:
            require_any(self.person, Action.ENTER, Action.CHANGE_PROFILE)
            with self._writing() as connection:
                asides.put_setting(connection, key, value)
            return
        self.person.require(Action.CHANGE_PROFILE)
        with self._transactions.audited() as entries:
            former = asides.setting(entries.connection, key)
            if former == value:
                return  # As after a message of failure that was none: what was tried again is told once.
            asides.put_setting(entries.connection, key, value)
            told = Happening(AuditAction.SETTING, "setting", key, changes={key: (former, value)})
            entries.append([told], self._clock())

    def _require_own_draft(self, author: str) -> None:
        self.person.require(Action.ENTER)
        require_oneself(self.person, author, Action.ENTER)

    # Audit trail

    @property
    def on_anchor_failed(self) -> Callable[[Exception], None]:
        """Hears why the anchor beside the file could not be moved; what was saved stays saved."""
        return self._transactions.on_anchor_failed

    @on_anchor_failed.setter
    def on_anchor_failed(self, hears: Callable[[Exception], None]) -> None:
        self._transactions.on_anchor_failed = hears

    def note(
        self, action: AuditAction, *, patient: str | None = None, reason: str | None = None, **facts: Any
    ) -> None:
        """Tell of something that changes no record: a look, a print, a login. ``facts``: JSON values.

        Where the store can only be read, nothing can be told and nothing is. Raises NotPermitted, a StoreError.
        """
        rights = NOTED[action]
        if rights:
            require_any(self.person, *rights)
        if self.read_only:
            return
        entity = "store" if patient is None else "patient"
        changes = {name: (None, value) for name, value in facts.items()}
        told = Happening(action, entity, patient, changes=changes, reason_text=reason)
        with self._transactions.audited() as entries:
            entries.append([told], self._clock())
