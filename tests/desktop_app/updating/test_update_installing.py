"""Installing changes one link, keeps the former version, and refuses with nothing changed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.errors import DiskFailed
from desktop_app.updating import installing, proving
from desktop_app.updating.installation import Installation, Kept, Kind, installation_of
from desktop_app.updating.installing import go_back, install
from desktop_app.updating.package import Package, read_package
from desktop_app.updating.refusals import (
    NoRoomForUpdate,
    NothingToReturnTo,
    NotUpdatable,
    StoreTooNewToReturn,
    UpdateDamaged,
    UpdateDoesNotRun,
    UpdateLacksPart,
    UpdateNotNewer,
    UpdateNotWritten,
    UpdateUnderWay,
)
from desktop_app.updating.release import Release, release_of
from tests.desktop_app.updating.update_samples import (
    KEY,
    NEW,
    OLD,
    PLATFORM,
    PUBLIC,
    in_effect,
    installed,
    nothing,
    package,
    program,
    quiet,
    signing,
)

NEWEST = Release("0.3.0", PLATFORM, "2026.3", 6)
DEB = "tacewatch_0.2.0_amd64.deb"


@pytest.fixture
def ward(tmp_path: Path) -> Installation:
    return installed(tmp_path / "病房 TACEWatch")


@pytest.fixture
def offered(tmp_path: Path) -> Package:
    return read_package(package(tmp_path), [PUBLIC])


def update(
    offered: Package,
    installation: Installation,
    present: Release = OLD,
    secure: Callable[[], object] = nothing,
    try_out: Callable[[Path, str], None] = proving.runs_here,
) -> Kept:
    return install(offered, installation, present, secure=secure, try_out=try_out, tell=quiet)


def left_over(installation: Installation) -> list[str]:
    names = [each.name for folder in (installation.root, installation.versions) for each in folder.iterdir()]
    return [name for name in names if name.startswith(".") and name != ".lock"]


def test_the_next_start_runs_the_new_version_and_the_old_one_is_kept(ward: Installation, offered: Package) -> None:
    made = update(offered, ward)
    assert in_effect(ward) == "0.2.0"
    assert (made.release, made.folder) == (NEW, ward.versions / "0.2.0")
    assert [kept.release for kept in ward.kept()] == [OLD]
    assert release_of(ward.versions / "0.1.0") == OLD
    assert ward.current.readlink() == Path("versions/0.2.0")
    assert left_over(ward) == []


def test_every_file_link_and_right_arrives(ward: Installation, offered: Package, tmp_path: Path) -> None:
    made = update(offered, ward).folder
    built = tmp_path / "built-0.2.0"
    for source in built.rglob("*"):
        there = made / source.relative_to(built)
        assert there.is_symlink() == source.is_symlink()
        if source.is_symlink():
            assert there.readlink() == source.readlink()
        elif source.is_file():
            assert there.read_bytes() == source.read_bytes()
            assert there.stat().st_mode & 0o777 == (0o755 if source.name == "tacewatch" else 0o644)
        else:
            assert there.stat().st_mode & 0o777 == 0o755
    assert len(list(made.rglob("*"))) == len(list(built.rglob("*")))


def test_it_is_secured_before_anything_is_unpacked(ward: Installation, offered: Package) -> None:
    seen: list[list[str]] = []
    update(offered, ward, secure=lambda: seen.append(sorted(each.name for each in ward.versions.iterdir())))
    assert seen == [[".lock", "0.1.0"]]


def test_what_cannot_be_secured_is_not_updated(ward: Installation, offered: Package) -> None:
    def fail() -> None:
        raise DiskFailed(path="x", reason="y")

    with pytest.raises(DiskFailed):
        update(offered, ward, secure=fail)
    assert in_effect(ward) == "0.1.0"
    assert [each.name for each in ward.versions.iterdir() if each.name != ".lock"] == ["0.1.0"]


def test_a_version_that_does_not_work_here_never_comes_into_effect(ward: Installation, tmp_path: Path) -> None:
    broken = read_package(package(tmp_path, script="echo 'libssl.so.9 is missing' >&2; exit 127"), [PUBLIC])
    with pytest.raises(UpdateDoesNotRun) as refused:
        update(broken, ward)
    assert refused.value.facts == {"version": "0.2.0", "reason": "libssl.so.9 is missing"}
    assert in_effect(ward) == "0.1.0"
    assert not (ward.versions / "0.2.0").exists()
    update(read_package(package(tmp_path / "again"), [PUBLIC]), ward)
    assert left_over(ward) == []


def test_the_self_test_of_a_new_version_sees_nothing_of_this_user(
    ward: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_PLUGIN_PATH", "/elsewhere")
    monkeypatch.setenv("TACEWATCH_PASSWORD", "secret")
    script = f'env > "{tmp_path}/seen"; echo "$@" >> "{tmp_path}/seen"'
    update(read_package(package(tmp_path, script=script), [PUBLIC]), ward)
    seen = (tmp_path / "seen").read_text()
    assert "self-test" in seen
    assert "QT_QPA_PLATFORM=offscreen" in seen
    assert "QT_PLUGIN_PATH" not in seen
    assert "secret" not in seen
    assert f"HOME={os.environ.get('HOME')}\n" not in seen


def test_T14_a_package_changed_on_the_stick_leaves_everything_as_it_was(
    ward: Installation, offered: Package
) -> None:
    content = bytearray(offered.path.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 100] = bytes(100)
    offered.path.write_bytes(content)
    with pytest.raises(UpdateDamaged):
        update(offered, ward)
    assert in_effect(ward) == "0.1.0"
    assert [kept.release for kept in ward.kept()] == []


def test_a_package_that_promises_another_program_is_refused(ward: Installation, tmp_path: Path) -> None:
    """Signed, but the program in it says of itself that it is another, or lacks a file of its own list."""
    source = program(tmp_path / "built", NEW)
    (source / "_internal" / "empty").unlink()
    offered = read_package(signing().sign(KEY, source, [], tmp_path), [PUBLIC])
    with pytest.raises(UpdateDamaged) as refused:
        update(offered, ward)
    assert refused.value.facts["place"] == "_internal/empty"
    assert in_effect(ward) == "0.1.0"


def test_T23_installing_the_same_twice_is_refused(ward: Installation, offered: Package) -> None:
    update(offered, ward)
    with pytest.raises(UpdateNotNewer):
        update(offered, ward, NEW)


def test_of_many_versions_the_present_the_running_and_the_one_before_are_kept(
    ward: Installation, offered: Package, tmp_path: Path
) -> None:
    program(ward.versions / "0.0.9", Release("0.0.9", PLATFORM, "2026.0", 3))
    update(offered, ward)
    assert [kept.release.version for kept in ward.kept()] == ["0.1.0"]
    restarted = Installation(Kind.FOLDER, ward.root, ward.versions / "0.2.0")
    newest = read_package(package(tmp_path / "newest", NEWEST), [PUBLIC])
    update(newest, restarted, NEW)
    assert in_effect(ward) == "0.3.0"
    assert [kept.release.version for kept in ward.kept()] == ["0.2.0"]


def test_two_installings_at_once_do_not_meet(ward: Installation, offered: Package) -> None:
    def again() -> None:
        with pytest.raises(UpdateUnderWay):
            update(offered, ward)

    update(offered, ward, secure=again)
    assert in_effect(ward) == "0.2.0"


def test_T19_a_disk_without_room_is_told_before(
    ward: Installation, offered: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(installing.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(NoRoomForUpdate):
        update(offered, ward)
    assert in_effect(ward) == "0.1.0"


def test_a_folder_of_somebody_else_is_left_to_them(
    ward: Installation, offered: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "writable", lambda _: False)
    with pytest.raises(UpdateNotWritten):
        update(offered, ward)
    assert in_effect(ward) == "0.1.0"


def test_T7_versions_that_lead_elsewhere_are_refused(ward: Installation, offered: Package, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    ward.versions.rename(elsewhere)
    ward.versions.symlink_to(elsewhere)
    with pytest.raises(UpdateNotWritten):
        update(offered, ward)
    assert sorted(each.name for each in elsewhere.iterdir()) == ["0.1.0"]


def test_T7_a_link_in_the_way_is_taken_away_and_not_followed(
    ward: Installation, offered: Package, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "kept.txt").touch()
    for name in (".0.2.0.part", "0.2.0", ".0.2.0.old"):
        (ward.versions / name).symlink_to(mine)
    update(offered, ward)
    assert in_effect(ward) == "0.2.0"
    assert [each.name for each in mine.iterdir()] == ["kept.txt"]


# The way back


def test_the_way_back_is_one_step(ward: Installation, offered: Package) -> None:
    update(offered, ward)
    secured: list[int] = []
    (kept,) = ward.kept()
    go_back(ward, kept, store_schema=4, secure=lambda: secured.append(1))
    assert in_effect(ward) == "0.1.0"
    assert secured == [1]
    assert [each.release for each in ward.kept()] == [NEW]
    update(offered, ward)
    assert in_effect(ward) == "0.2.0"


def test_T23_no_way_back_to_a_version_that_cannot_read_the_store(ward: Installation, offered: Package) -> None:
    update(offered, ward)
    (kept,) = ward.kept()
    with pytest.raises(StoreTooNewToReturn) as refused:
        go_back(ward, kept, store_schema=5, secure=nothing)
    assert refused.value.facts == {"version": "0.1.0", "found": 5, "known": 4}
    assert in_effect(ward) == "0.2.0"


def test_T13_a_kept_version_that_was_changed_is_not_gone_back_to(ward: Installation, offered: Package) -> None:
    update(offered, ward)
    (kept,) = ward.kept()
    (kept.folder / "_internal" / "libx.so.1").write_bytes(b"another")
    with pytest.raises(NothingToReturnTo):
        go_back(ward, kept, store_schema=None, secure=nothing)
    assert in_effect(ward) == "0.2.0"


# Other ways in which the program is installed


def test_an_administrators_installation_gets_its_installer(tmp_path: Path) -> None:
    offered = read_package(package(tmp_path, installer=DEB), [PUBLIC])
    system = installation_of(Path("/opt/tacewatch"), tmp_path / "data" / "updates")
    assert system.kind is Kind.SYSTEM
    made = update(offered, system)
    assert made.installer is not None
    assert made.installer.name == DEB
    assert made.installer.read_bytes() == b"!<arch>\n0.2.0"
    assert [kept.release for kept in system.kept()] == [NEW]
    with pytest.raises(NothingToReturnTo):
        go_back(system, made, store_schema=None, secure=nothing)


def test_a_package_without_the_installer_is_refused_there(tmp_path: Path, offered: Package) -> None:
    with pytest.raises(UpdateLacksPart):
        update(offered, installation_of(Path("/opt/tacewatch"), tmp_path / "updates"))


@pytest.mark.parametrize("frozen", [None, "tacewatch"])
def test_a_checkout_or_a_bare_folder_does_not_exchange_itself(
    tmp_path: Path, offered: Package, frozen: str | None
) -> None:
    other = installation_of(None if frozen is None else tmp_path / frozen, tmp_path / "updates")
    assert other.kind is Kind.OTHER
    with pytest.raises(NotUpdatable):
        update(offered, other)


def test_a_folder_of_versions_is_recognised_from_within(ward: Installation, tmp_path: Path) -> None:
    assert ward.program is not None
    assert installation_of(ward.program, tmp_path) == ward
