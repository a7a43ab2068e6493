"""A keyring as text and back. Strict: whatever is not exactly as this program writes it is damaged.

Not with pydantic, which takes 50 ms to import, and a start waits for the keyring.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from desktop_app.accounts.contents import DataKey, Role
from desktop_app.accounts.keyring_contents import Account, KeyringContents, is_name, same_user
from desktop_app.accounts.keyring_rules import FEWEST_DAYS, LONGEST_NAME, MOST_DAYS, MOST_NAMES, Rules
from desktop_app.accounts.slots import CHEAPEST_WRITTEN, Cost, Slot, bytes_of, text_of

FORMAT: Final = 2
"""1: without rules and without the day of a password."""
LONGEST: Final = 256 * 1024
_MOST_ACCOUNTS: Final = 500
"""So many fit below ``LONGEST`` whatever their names are."""


class DamagedError(Exception):
    """Not a whole keyring of this program. Says nothing about what was found."""


class NewerError(Exception):
    """Whole, but of a later version of this program."""

    def __init__(self, found: int) -> None:
        super().__init__()
        self.found = found


def written(contents: KeyringContents) -> bytes:
    values = _values(contents)
    text = json.dumps({**values, "checksum": _checksum(values)}, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


def read(content: bytes) -> KeyringContents:
    """Raises DamagedError or NewerError, and nothing else whatever the bytes are."""
    try:
        return _contents(_object(content))
    except (ValueError, RecursionError):
        raise DamagedError from None


def _object(content: bytes) -> dict[str, Any]:
    if len(content) > LONGEST:
        raise ValueError("too long")
    values = json.loads(content.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_no_constant)
    if not isinstance(values, dict) or values.pop("checksum", None) != _checksum(values):
        raise ValueError("the checksum does not fit")
    return values


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name stands twice")
    return values


def _no_constant(_: str) -> None:
    raise ValueError("not a number of JSON")


def _checksum(values: dict[str, Any]) -> str:
    """Finds what a disk or an editor changed; against a forger stand the seals."""
    plain = json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()


def _values(contents: KeyringContents) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "generation": contents.generation,
        "demo": contents.demo,
        "mark": text_of(contents.mark),
        "cost": [contents.cost.memory_kib, contents.cost.passes, contents.cost.lanes],
        "open": None if contents.open_key is None else text_of(contents.open_key.secret),
        "former": None if contents.former is None else text_of(contents.former),
        "accounts": [_account_values(account) for account in contents.accounts],
        "recovery": _slot_values(contents.recovery),
        "rules": None if contents.rules is None else _rules_values(contents.rules),
    }


def _rules_values(rules: Rules) -> dict[str, Any]:
    return {
        "code_checked_at": _moment_text(rules.code_checked_at),
        "drill_put_off_until": _moment_text(rules.drill_put_off_until),
        "password_days": rules.password_days,
        "names": list(rules.names),
        "seal": text_of(rules.seal),
    }


def _moment_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _account_values(account: Account) -> dict[str, Any]:
    return {
        "user": account.user,
        "printed_name": account.printed_name,
        "role": account.role.value,
        "created_at": account.created_at.isoformat(),
        "must_change": account.must_change,
        "failures": account.failures,
        "locked_until": _moment_text(account.locked_until),
        "slot": _slot_values(account.slot),
        "seal": text_of(account.seal),
        "password_since": _moment_text(account.password_since),
    }


def _slot_values(slot: Slot | None) -> dict[str, str] | None:
    return None if slot is None else {"argon2id": slot.phc, "wrapped": text_of(slot.wrapped)}


def _contents(values: dict[str, Any]) -> KeyringContents:
    fields = _Fields(values)
    found = fields.number("format")
    if found > FORMAT:
        raise NewerError(found)
    if found < 1:
        raise ValueError("of no version")
    open_key, former = fields.optional("open"), fields.optional("former")
    contents = KeyringContents(
        generation=fields.number("generation"),
        demo=fields.flag("demo"),
        mark=_sized(fields.text("mark"), 16),
        cost=_cost(fields.list("cost")),
        open_key=None if open_key is None else DataKey(bytes_of(open_key)),
        accounts=tuple(_account(entry, found) for entry in fields.list("accounts")),
        recovery=_slot(fields.any("recovery")),
        former=None if former is None else _sized(former, 40),
        rules=_rules(fields.any("rules")) if found > 1 else None,
    )
    fields.none_left()
    return _consistent(contents)


def _consistent(contents: KeyringContents) -> KeyringContents:
    """Each part is sound by now; here is what they owe each other."""
    users = [account.user for account in contents.accounts]
    if len(users) > _MOST_ACCOUNTS or any(
        same_user(user, other) for at, user in enumerate(users) for other in users[:at]
    ):
        raise ValueError("two accounts of one name")
    if contents.open_key is None and not contents.active_admins:
        raise ValueError("nobody could ever open it")
    if contents.open_key is not None and not contents.fits(contents.open_key):
        raise ValueError("another key")
    slots = [account.slot for account in contents.accounts] + [contents.recovery]
    costs = [contents.cost, *(slot.cost for slot in slots if slot is not None)]
    if not contents.demo and not all(cost.covers(CHEAPEST_WRITTEN) for cost in costs):
        raise ValueError("guesses would be too cheap")
    return contents


def _rules(values: Any) -> Rules | None:
    if values is None:
        return None
    fields = _Fields(values)
    days = fields.any("password_days")
    rules = Rules(
        code_checked_at=_optional_moment(fields, "code_checked_at"),
        drill_put_off_until=_optional_moment(fields, "drill_put_off_until"),
        password_days=days,
        names=tuple(fields.list("names")),
        seal=_sized(fields.text("seal"), 32),
    )
    fields.none_left()
    if not (days is None or (type(days) is int and FEWEST_DAYS <= days <= MOST_DAYS)):
        raise ValueError("no number of days")
    if len(rules.names) > MOST_NAMES or not all(_is_place(name) for name in rules.names):
        raise ValueError("no names")
    return rules


def _is_place(name: Any) -> bool:
    return isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _optional_moment(fields: "_Fields", name: str) -> datetime | None:
    text = fields.optional(name)
    return None if text is None else _moment(text)


def _account(values: Any, found: int) -> Account:
    fields = _Fields(values)
    account = Account(
        user=_name(fields.text("user")),
        printed_name=_name(fields.text("printed_name")),
        role=Role(fields.text("role")),
        created_at=_moment(fields.text("created_at")),
        must_change=fields.flag("must_change"),
        failures=fields.number("failures"),
        locked_until=_optional_moment(fields, "locked_until"),
        slot=_slot(fields.any("slot")),
        seal=_sized(fields.text("seal"), 32),
        password_since=_optional_moment(fields, "password_since") if found > 1 else None,
    )
    fields.none_left()
    return account


def _slot(values: Any) -> Slot | None:
    if values is None:
        return None
    fields = _Fields(values)
    slot = Slot.read(fields.text("argon2id"), fields.text("wrapped"))
    fields.none_left()
    return slot


def _cost(values: list[Any]) -> Cost:
    if len(values) != 3 or any(type(value) is not int for value in values):
        raise ValueError("no cost")
    return Cost(*values)


def _name(text: str) -> str:
    if not is_name(text):
        raise ValueError("no name")
    return text


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() != timedelta(0) or moment.isoformat() != text:
        raise ValueError("no moment in UTC")
    return moment


def _sized(text: str, size: int) -> bytes:
    content = bytes_of(text)
    if len(content) != size:
        raise ValueError("another length")
    return content


class _Fields:
    """The values of one object, each taken once; JSON's true is no number here."""

    def __init__(self, values: Any) -> None:
        if not isinstance(values, dict):
            raise ValueError("no object")
        self._values = dict(values)

    def any(self, name: str) -> Any:
        if name not in self._values:
            raise ValueError("a value is missing")
        return self._values.pop(name)

    def number(self, name: str) -> int:
        value = self.any(name)
        if type(value) is not int or not 0 <= value < 1 << 53:
            raise ValueError("no number")
        return value

    def flag(self, name: str) -> bool:
        value = self.any(name)
        if not isinstance(value, bool):
            raise ValueError("no flag")
        return value

    def text(self, name: str) -> str:
        value = self.any(name)
        if not isinstance(value, str):
            raise ValueError("no text")
        return value

    def optional(self, name: str) -> str | None:
        return self.any(name) if self._values.get(name, "") is None else self.text(name)

    def list(self, name: str) -> "list[Any]":
        value = self.any(name)
        if not isinstance(value, list):
            raise ValueError("no list")
        return value

    def none_left(self) -> None:
        if self._values:
            raise ValueError("an unknown value")
