"""T16, T7: a store in a network or synchronised folder or behind a link is refused before anything is written."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from desktop_app.errors import StoreOnNetwork
from desktop_app.store import StoreLocation, open_store, places
from desktop_app.store.file_refusals import StoreBehindLink
from desktop_app.store.places import Place, kind_of_place, mounts, posix_place, windows_place
from tests.desktop_app.store.store_samples import noon, record, save_of

ROOT = [("/", "ext4"), ("/home", "xfs"), ("/media/usb", "vfat"), ("/mnt/ntfs", "fuseblk"), ("/mnt/m", "drvfs")]


def fixed(_: str) -> int:
    return 3


@pytest.mark.parametrize("system", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.gvfsd-fuse", "fuse.rclone"])
def test_T16_a_network_is_recognised_by_its_file_system(system: str) -> None:
    table = [*ROOT, ("/srv/ward/share", system)]
    assert posix_place(PurePosixPath("/srv/ward/share/a/store.db"), table) == Place("network", system)
    assert posix_place(PurePosixPath("/srv/ward/shared/store.db"), table).kind == "local"
    assert posix_place(PurePosixPath("/srv/ward/store.db"), table).kind == "local"


def test_the_innermost_and_the_latest_mount_count() -> None:
    path = PurePosixPath("/srv/data/store.db")
    assert posix_place(path, [("/", "ext4"), ("/srv", "nfs"), ("/srv/data", "ext4")]).kind == "local"
    assert posix_place(path, [("/srv/data", "ext4"), ("/srv", "nfs"), ("/", "ext4")]).kind == "local"
    assert posix_place(path, [("/srv", "ext4"), ("/srv", "cifs")]).kind == "network"
    assert posix_place(path, []).kind == "local"


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - 某某医院", "OneDrive"),
        ("onedrive-personal", "OneDrive"),
        ("WPS云盘", "WPS云盘"),
        ("WPSDrive", "WPSDrive"),
        ("百度同步盘", "百度同步盘"),
        ("BaiduSyncdisk", "BaiduSyncdisk"),
        ("坚果云", "坚果云"),
        ("我的坚果云", "我的坚果云"),
        ("Nutstore", "Nutstore"),
        ("Dropbox", "Dropbox"),
        ("Dropbox (Hospital)", "Dropbox"),
    ],
)
def test_T16_a_synchronised_folder_is_recognised_by_its_name(folder: str, name: str) -> None:
    assert posix_place(PurePosixPath(f"/srv/ward/{folder}/tace/store.db"), ROOT) == Place("synchronised", name)
    windows = PureWindowsPath(f"C:\\Users\\ward\\{folder}\\tace\\store.db")
    assert windows_place(windows, fixed) == Place("synchronised", name)


@pytest.mark.parametrize("path", ["/srv/onedrives/store.db", "/srv/ward/dropboxes/a.db", "/srv/a/OneDrive"])
def test_a_name_that_only_resembles_one_is_no_synchronised_folder(path: str) -> None:
    assert posix_place(PurePosixPath(path), ROOT).kind == "local"


def test_a_stick_is_removable_and_a_local_ntfs_disk_is_local() -> None:
    assert posix_place(PurePosixPath("/media/usb/store.db"), ROOT).kind == "removable"
    assert posix_place(PurePosixPath("/mnt/ntfs/store.db"), ROOT) == Place("local", "fuseblk")


@pytest.mark.parametrize(
    ("path", "kind_of_drive", "expected"),
    [
        ("C:\\ward\\store.db", 3, Place("local", "C:")),
        ("Z:\\ward\\store.db", 4, Place("network", "Z:")),
        ("E:\\store.db", 2, Place("removable", "E:")),
        ("\\\\server\\share\\ward\\store.db", 3, Place("network", "\\\\server\\share")),
        ("\\\\?\\UNC\\server\\share\\store.db", 3, Place("network", "\\\\?\\UNC\\server\\share")),
        ("\\\\?\\C:\\ward\\store.db", 3, Place("local", "C:")),
        ("\\\\?\\Z:\\ward\\store.db", 4, Place("network", "Z:")),
    ],
)
def test_T16_windows_says_what_kind_of_drive_it_is(path: str, kind_of_drive: int, expected: Place) -> None:
    asked = []

    def type_of(root: str) -> int:
        asked.append(root)
        return kind_of_drive

    found = windows_place(PureWindowsPath(path), type_of)
    assert found == expected or (found.kind == expected.kind == "network" and "server" in found.name)
    assert all(len(root) == 3 and root.endswith(":\\") for root in asked)


def test_the_kernels_table_is_read_with_its_escapes(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(
        "/dev/sda1 / ext4 rw 0 0\n//server/病历 /mnt/my\\040share cifs rw 0 0\nhalf\n", encoding="utf-8"
    )
    assert mounts(table) == [("/", "ext4"), ("/mnt/my share", "cifs")]
    assert mounts(tmp_path / "absent") == []


def test_this_machines_temporary_folder_is_local(tmp_path: Path) -> None:
    assert kind_of_place(tmp_path / "store.db").kind in ("local", "removable")


@pytest.fixture
def on_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoreLocation:
    """A folder that the system will say is a share."""
    share = tmp_path / "share"
    share.mkdir()
    monkeypatch.setattr(places, "mounts", lambda: [("/", "ext4"), (str(share), "nfs4")])
    return StoreLocation(path=share / "store.db")


@pytest.mark.parametrize("create", [True, False])
def test_T16_no_store_is_made_or_opened_on_a_share(on_share: StoreLocation, create: bool) -> None:
    assert on_share.path is not None
    with pytest.raises(StoreOnNetwork) as refused:
        open_store(on_share, clock=noon, create=create)
    assert refused.value.facts["kind"] == "nfs4"
    assert list(on_share.path.parent.iterdir()) == []


def test_T16_where_it_is_allowed_a_store_on_a_share_is_read_and_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "share" / "store.db"
    with open_store(StoreLocation(path=path), clock=noon, create=True) as store:
        store.save(save_of(record()))
    monkeypatch.setattr(places, "mounts", lambda: [("/", "ext4"), (str(path.parent), "cifs")])
    monkeypatch.setenv(places.READING_ALLOWED, "1")
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with open_store(StoreLocation(path=path), clock=noon, sole=True) as store:
        assert store.read_only
        assert store.load("0001").revision == 1
        with pytest.raises(StoreOnNetwork):
            store.save(save_of(record("0002")))
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
    with pytest.raises(StoreOnNetwork):
        open_store(StoreLocation(path=path.with_name("new.db")), clock=noon, create=True)
    assert not path.with_name("new.db").exists()


def test_T16_a_link_into_a_synchronised_folder_is_followed_when_places_are_looked_at(tmp_path: Path) -> None:
    cloud = tmp_path / "OneDrive" / "data"
    cloud.mkdir(parents=True)
    (tmp_path / "innocent").symlink_to(cloud)
    assert kind_of_place(tmp_path / "innocent" / "ward" / "store.db").kind == "synchronised"


@pytest.mark.parametrize("what", ["file", "folder", "dangling"])
def test_T7_a_store_behind_a_link_is_refused(tmp_path: Path, what: str) -> None:
    real = tmp_path / "real" / "store.db"
    open_store(StoreLocation(path=real), clock=noon, create=True).close()
    before = real.read_bytes()
    if what == "folder":
        (tmp_path / "linked").symlink_to(real.parent)
        path = tmp_path / "linked" / "store.db"
    else:
        path = tmp_path / "linked.db"
        path.symlink_to(real if what == "file" else tmp_path / "nowhere.db")
    for create in (True, False):
        with pytest.raises(StoreBehindLink):
            open_store(StoreLocation(path=path), clock=noon, create=create)
    assert real.read_bytes() == before
    assert not (tmp_path / "nowhere.db").exists()
