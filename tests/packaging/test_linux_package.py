"""What makes the frozen folder a program of a Linux desktop."""

import configparser
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from desktop_app.cli import command_line

needs_debian = pytest.mark.skipif(
    shutil.which("dpkg-shlibdeps") is None or shutil.which("dpkg-deb") is None,
    reason="packing for Debian needs Debian's own tools (dpkg-dev)",
)


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder such as PyInstaller makes, around a program that is there anyway."""
    folder = tmp_path / "frozen" / "tacewatch"
    (folder / "_internal").mkdir(parents=True)
    shutil.copyfile("/bin/true", folder / "tacewatch")
    (folder / "tacewatch").chmod(0o755)
    (folder / "_internal" / "libx.so.1").symlink_to("words.txt")
    (folder / "_internal" / "words.txt").write_text("词")
    return folder


@pytest.fixture
def checkout_root(root: Path, tmp_path: Path) -> Path:
    """Where the package may be put together without touching the checkout."""
    folder = tmp_path / "checkout"
    (folder / "dist").mkdir(parents=True)
    shutil.copytree(root / "resources" / "icons", folder / "resources" / "icons")
    return folder


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@needs_debian
def test_the_debian_package_holds_a_whole_program_and_runs_no_script(checkout_root: Path, frozen: Path) -> None:
    import linux_packages

    made = linux_packages.debian_package(checkout_root, frozen, "1.2.3")
    listed = said("dpkg-deb", "--contents", str(made))
    for place in (
        "./usr/bin/tacewatch -> /opt/tacewatch/tacewatch",
        "./opt/tacewatch/_internal/libx.so.1 -> words.txt",
        "./usr/share/applications/tacewatch.desktop",
        "./usr/share/mime/packages/tacewatch.xml",
        "./usr/share/icons/hicolor/256x256/apps/tacewatch.png",
        "./usr/share/man/man1/tacewatch.1.gz",
    ):
        assert place in listed
    assert {line.split()[1] for line in listed.splitlines()} == {"root/root"}
    control = made.parent / "control"
    said("dpkg-deb", "--control", str(made), str(control))
    assert sorted(file.name for file in control.iterdir()) == ["control", "md5sums"]
    fields = (control / "control").read_text(encoding="utf-8")
    assert "Version: 1.2.3" in fields
    assert "Depends: libc6" in fields


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the archive is for Linux")
def test_the_same_folder_makes_the_same_archive(frozen: Path, tmp_path: Path) -> None:
    import linux_packages

    first = linux_packages.archive(frozen, tmp_path / "tacewatch-1.tar.gz", "1.0").read_bytes()
    os.utime(frozen / "_internal" / "words.txt", (1, 1))
    made = linux_packages.archive(frozen, tmp_path / "tacewatch-1.tar.gz", "1.0")
    assert made.read_bytes() == first
    with tarfile.open(made) as packed:
        assert packed.getmember("tacewatch-1/versions/1.0/_internal/libx.so.1").issym()
        packed.extractall(tmp_path / "unpacked", filter="data")
    program = tmp_path / "unpacked" / "tacewatch-1" / "tacewatch"
    assert program.is_symlink()
    assert os.access(program, os.X_OK)
    assert said(str(program)) == ""
    assert program.resolve().parent.name == "1.0"


def test_the_desktop_entry_starts_the_program_in_both_languages(root: Path) -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(root / "packaging" / "linux" / "tacewatch.desktop", encoding="utf-8")
    section = entry["Desktop Entry"]
    started = (section["Exec"], section["Icon"], section["Terminal"])
    assert started == ("tacewatch --open %f", "tacewatch", "false")
    assert [key for key in ("GenericName", "Comment", "Keywords") if f"{key}[zh_CN]" not in section] == []


def test_record_files_have_a_kind_of_their_own(root: Path) -> None:
    from domain.record import FORMAT

    kinds = ElementTree.parse(root / "packaging" / "linux" / "tacewatch.xml").getroot()  # noqa: S314  (our own)
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    match = kinds.find("m:mime-type/m:magic/m:match", space)
    assert match is not None
    assert match.get("value") == f'"{FORMAT}"'
    entry = (root / "packaging" / "linux" / "tacewatch.desktop").read_text(encoding="utf-8")
    kind = kinds.find("m:mime-type", space)
    assert kind is not None
    assert f"MimeType={kind.get('type')};" in entry


def test_the_manual_page_names_every_command(root: Path) -> None:
    page = (root / "packaging" / "linux" / "tacewatch.1").read_text(encoding="utf-8").replace("\\-", "-")
    assert [name for name in command_line._COMMANDS if name not in page and name != "showcase"] == []
