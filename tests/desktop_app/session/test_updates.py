"""An update beside a real store: backed up and proved first, else refused; the administrator's only."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.accounts.contents import Person, Role
from desktop_app.errors import KnownError, NotPermitted
from desktop_app.session import updates
from desktop_app.session.updates import (
    kept_versions,
    nothing_to_secure,
    offer_of,
    offers,
    refuse_at_this_desk,
    securing,
    take_back,
    this_release,
    update,
)
from desktop_app.store import RecordStore, open_store, store_location
from desktop_app.store.backup import backups, prove
from desktop_app.store.backup_contents import BackupReason
from desktop_app.store.schema import CURRENT
from desktop_app.updating.looking import packages_in, places
from desktop_app.updating.package import Package
from desktop_app.updating.refusals import (
    StoreTooNewToReturn,
    UpdateDamaged,
    UpdateNotNewer,
    UpdateNotTrusted,
    WardNotOpen,
)
from desktop_app.updating.release import Release
from tests.desktop_app.session.workplaces import clock
from tests.desktop_app.updating.update_samples import (
    OTHER_KEY,
    PUBLIC,
    in_effect,
    installed,
    package,
    quiet,
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the ward's own store is."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = store_location(None).path
    assert path is not None
    assert path.is_relative_to(tmp_path)
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def store(own: Path) -> Iterator[RecordStore]:
    with open_store(store_location(str(own)), clock=clock, create=True) as opened:
        yield opened


@pytest.fixture
def newer() -> Release:
    present = this_release()
    return replace(present, version="99.0", schema=present.schema + 1)


@pytest.fixture
def offered(tmp_path: Path, newer: Release) -> Package:
    found = offer_of(package(tmp_path, newer), this_release(), [PUBLIC])
    assert found.refused is None
    assert found.package is not None
    return found.package


def test_the_store_is_backed_up_and_proved_before_anything_is_exchanged(
    tmp_path: Path, store: RecordStore, offered: Package
) -> None:
    ward = installed(tmp_path / "ward", this_release())
    made = update(offered, ward, securing(store, tmp_path / "copies", clock), quiet)
    assert (in_effect(ward), made.release.version) == ("99.0", "99.0")
    (backup,) = backups(tmp_path / "copies")
    assert backup.why is BackupReason.BEFORE_MIGRATION
    assert store.access.key is not None
    prove(backup, store.access.key)


def test_a_store_that_cannot_be_backed_up_is_not_updated(
    tmp_path: Path, store: RecordStore, offered: Package
) -> None:
    ward = installed(tmp_path / "ward", this_release())
    (tmp_path / "copies").write_text("a file where the folder should be")
    with pytest.raises(KnownError):
        update(offered, ward, securing(store, tmp_path / "copies", clock), quiet)
    assert in_effect(ward) == this_release().version
    assert kept_versions(ward) == []


def test_T23_the_way_back_is_closed_once_the_store_has_the_new_schema(
    tmp_path: Path, offered: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward = installed(tmp_path / "ward", this_release())
    update(offered, ward, nothing_to_secure, quiet)
    (kept,) = kept_versions(ward)
    monkeypatch.setattr(updates, "CURRENT", replace(CURRENT, number=CURRENT.number + 1))
    with pytest.raises(StoreTooNewToReturn):
        take_back(kept, ward, nothing_to_secure, with_store=True)
    assert in_effect(ward) == "99.0"
    take_back(kept, ward, nothing_to_secure, with_store=False)
    assert in_effect(ward) == this_release().version
    assert kept_versions(ward) == [], "a newer one comes from its package, which is proved"


@pytest.mark.parametrize("role", [Role.ENTRY, Role.PHYSICIAN])
def test_updating_is_the_administrators(store: RecordStore, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "person", Person("u", "U", role))
    with pytest.raises(NotPermitted):
        refuse_at_this_desk(store, demo=False)


def test_who_has_no_accounts_yet_and_who_has_no_store_may_update(store: RecordStore) -> None:
    refuse_at_this_desk(store, demo=False)


def test_a_ward_whose_store_is_closed_is_opened_first(own: Path) -> None:
    refuse_at_this_desk(None, demo=False)
    own.touch()
    with pytest.raises(WardNotOpen):
        refuse_at_this_desk(None, demo=False)


def test_before_the_invented_patients_the_wards_own_store_counts(store: RecordStore) -> None:
    with pytest.raises(WardNotOpen):
        refuse_at_this_desk(store, demo=True)


# What lies on a stick


def test_packages_are_found_on_a_stick_and_one_folder_below(
    tmp_path: Path, newer: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "public_keys", lambda: (PUBLIC,))
    stick = tmp_path / "stick"
    (stick / "更新").mkdir(parents=True)
    made = package(tmp_path / "a", newer)
    made.rename(stick / made.name)
    made = package(tmp_path / "b", replace(newer, version="99.1"))
    made.rename(stick / "更新" / made.name)
    made = package(tmp_path / "c", this_release())
    made.rename(stick / made.name)
    (stick / "broken.tacewatch-update").write_bytes(b"PK")
    (stick / "readme.txt").touch()
    (stick / "link.tacewatch-update").symlink_to(stick / "broken.tacewatch-update")
    found = offers(this_release(), [stick, tmp_path / "gone"])
    assert [each.path.name for each in found if each.refused is None] == [
        "TACEWatch-99.1.tacewatch-update",
        "TACEWatch-99.0.tacewatch-update",
    ]
    refused = {each.path.name: type(each.refused) for each in found if each.refused is not None}
    assert refused[f"TACEWatch-{this_release().version}.tacewatch-update"] is UpdateNotNewer
    assert len(refused) == 2


def test_an_offer_by_somebody_else_is_refused_at_sight(tmp_path: Path, newer: Release) -> None:
    made = package(tmp_path, newer)
    found = offer_of(made, this_release(), [OTHER_KEY.public_key().public_bytes_raw()])
    assert isinstance(found.refused, UpdateNotTrusted)
    assert found.package is None


def test_this_build_takes_no_update_that_it_cannot_prove(tmp_path: Path, newer: Release) -> None:
    """Whatever keys it holds, those of the tests are not among them."""
    assert offer_of(package(tmp_path, newer), this_release()).refused is not None


def test_a_package_that_is_changed_after_it_was_offered_is_refused(tmp_path: Path, offered: Package) -> None:
    ward = installed(tmp_path / "ward", this_release())
    offered.path.write_bytes(
        package(tmp_path / "other", replace(offered.contents.release, version="98.0")).read_bytes()
    )
    with pytest.raises(UpdateDamaged):
        update(offered, ward, nothing_to_secure, quiet)
    assert in_effect(ward) == this_release().version


MOUNTS = [
    ("/", "ext4"),
    ("/media/nurse/USB STICK", "vfat"),
    ("/run/media/nurse/更新", "exfat"),
    ("/mnt/share", "cifs"),
    ("/srv/ward", "nfs4"),
    ("/home", "ext4"),
    ("/mediatheque", "ext4"),
]


def test_sticks_and_shares_are_looked_at_and_disks_are_not() -> None:
    found = [str(place) for place in places(MOUNTS, lambda _: 0, "linux")]
    assert found == ["/media/nurse/USB STICK", "/run/media/nurse/更新", "/mnt/share", "/srv/ward"]


def test_on_windows_removable_and_remote_drives_are_looked_at() -> None:
    kinds = {"C:\\": 3, "E:\\": 2, "Z:\\": 4}
    assert [str(place) for place in places((), lambda root: kinds.get(root, 1), "win32")] == ["E:\\", "Z:\\"]


def test_T7_a_stick_full_of_files_is_not_looked_through_for_ever(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.tacewatch-update").touch()
    assert len(packages_in([tmp_path, tmp_path])) == 50
