"""A package is believed only where somebody has signed it whom the build knows, byte for byte."""

import hashlib
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import KnownError
from desktop_app.updating import refusals
from desktop_app.updating.file_names import inside, is_safe
from desktop_app.updating.fitting import refuse_unfit
from desktop_app.updating.package import Package, prove, read_files, read_package
from desktop_app.updating.package_contents import MANIFEST, Contents, PackedFile, PackedLink, canonical
from desktop_app.updating.refusals import (
    NotAnUpdate,
    NoUpdateKey,
    UpdateDamaged,
    UpdateForOtherSystem,
    UpdateNotNewer,
    UpdateNotTrusted,
    UpdateRefused,
    UpdateUnreadable,
    UpdateUnsafe,
)
from desktop_app.updating.signature import public_keys
from desktop_app.wording import LANGUAGES, Wording
from tests.desktop_app.updating.update_samples import (
    KEY,
    NEW,
    OLD,
    OTHER_KEY,
    PUBLIC,
    ROOT,
    hand_made,
    package,
    quiet,
    signing,
)

CONTENT = b"content"


def packed(place: str = "program/a", content: bytes = CONTENT) -> PackedFile:
    return PackedFile(place, len(content), hashlib.sha256(content).hexdigest())


def simple(*links: PackedLink, place: str = "program/a") -> Contents:
    return Contents(NEW, (packed(place),), links)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("made"), installer="tacewatch_0.2.0_amd64.deb")


def taken(path: Path) -> dict[str, bytes]:
    """Everything that an installing would get, after every check."""
    got: dict[str, bytearray] = {}
    opened = read_package(path, [PUBLIC])
    prove(opened, quiet)

    def take(file: PackedFile) -> Callable[[bytes], object]:
        got[file.place] = bytearray()
        return got[file.place].extend

    read_files(opened, opened.contents.files, take, quiet)
    return {place: bytes(content) for place, content in got.items()}


def test_a_signed_package_says_what_it_is(made: Path) -> None:
    opened = read_package(made, [OTHER_KEY.public_key().public_bytes_raw(), PUBLIC])
    assert opened.contents.release == NEW
    assert opened.name == "TACEWatch-0.2.0.tacewatch-update"
    assert [link.target for link in opened.contents.links] == ["libx.so.1"]
    assert opened.contents.news[0].sentences("zh", clinical=True) == ["判定有改动。"]
    executable = [file.place for file in opened.contents.files if file.executable]
    assert executable == ["program/tacewatch"]
    assert taken(made)["installers/tacewatch_0.2.0_amd64.deb"] == b"!<arch>\n0.2.0"


def test_the_same_program_gives_the_same_package(tmp_path: Path, made: Path) -> None:
    again = package(tmp_path, installer="tacewatch_0.2.0_amd64.deb")
    assert again.read_bytes() == made.read_bytes()


def test_T14_a_build_without_a_key_takes_no_update(made: Path) -> None:
    with pytest.raises(NoUpdateKey):
        read_package(made, [])


def test_T14_an_update_by_somebody_else_is_refused(made: Path) -> None:
    with pytest.raises(UpdateNotTrusted):
        read_package(made, [OTHER_KEY.public_key().public_bytes_raw()])


def test_T14_a_manifest_changed_after_signing_is_refused(tmp_path: Path) -> None:
    changed = hand_made(
        tmp_path / "u", simple(), {"program/a": CONTENT}, change=lambda told: told.replace(b"0.2.0", b"0.3.0")
    )
    with pytest.raises(UpdateNotTrusted):
        read_package(changed, [PUBLIC])


def test_T14_a_signature_for_another_purpose_fits_no_update(tmp_path: Path) -> None:
    manifest = canonical(simple())
    other = hand_made(tmp_path / "u", simple(), {"program/a": CONTENT}, sign=lambda _: KEY.sign(manifest))
    with pytest.raises(UpdateNotTrusted):
        read_package(other, [PUBLIC])


@pytest.mark.parametrize(
    "files",
    [
        {"program/a": b"Content"},
        {"program/a": b"content and more"},
        {"program/a": b""},
        {},
        {"program/a": CONTENT, "program/b": b"slipped in"},
        {"program/b": CONTENT},
    ],
)
def test_T14_files_that_are_not_those_that_were_signed_are_refused(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    with pytest.raises(UpdateDamaged):
        taken(hand_made(tmp_path / "u", simple(), files))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "u", simple(), {"program/a": CONTENT})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("program/a", b"CONTENT")
    with pytest.raises(UpdateDamaged):
        taken(path)


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_T6_ways_of_packing_that_give_any_amount_at_once_are_refused(tmp_path: Path, way: int) -> None:
    with pytest.raises(NotAnUpdate):
        read_package(hand_made(tmp_path / "u", simple(), {"program/a": CONTENT}, way=way), [PUBLIC])


def test_T6_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A manifest that would be 100 MB, a directory of 40 MB, a file that is longer than it says."""
    with zipfile.ZipFile(tmp_path / "manifest", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, bytes(100 << 20))
    (tmp_path / "directory").write_bytes(
        bytes(64) + b"PK\x05\x06" + bytes(8) + (40 << 20).to_bytes(4, "little") + bytes(6)
    )
    for name in ("manifest", "directory"):
        with pytest.raises(NotAnUpdate):
            read_package(tmp_path / name, [PUBLIC])
    bomb = bytes(50 << 20)
    longer = hand_made(tmp_path / "longer", simple(), {"program/a": bomb})
    with pytest.raises(UpdateDamaged):
        read_package(longer, [PUBLIC])


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"x" * 1000, "更新".encode() * 500])
def test_what_is_no_package_is_refused_as_such(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "u").write_bytes(content)
    with pytest.raises(NotAnUpdate):
        read_package(tmp_path / "u", [PUBLIC])


def test_a_stick_that_is_gone_is_told_as_that(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.tacewatch-update", tmp_path):
        with pytest.raises(UpdateUnreadable):
            read_package(path, [PUBLIC])


def test_T14_any_flipped_bit_is_refused_or_changes_nothing(tmp_path: Path, made: Path) -> None:
    """Nothing but an UpdateRefused ever comes out, and never another byte of the program."""
    whole, honest, chance, refused = made.read_bytes(), taken(made), random.Random(7), 0  # noqa: S311
    path = tmp_path / "u"
    for _ in range(400):
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        try:
            assert taken(path) == honest
        except UpdateRefused:
            refused += 1
    assert refused > 300


def test_a_package_that_was_not_copied_to_its_end_is_refused(tmp_path: Path, made: Path) -> None:
    whole, path = made.read_bytes(), tmp_path / "u"
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(UpdateRefused):
            taken(path)


def test_a_package_exchanged_after_it_was_looked_at_is_refused(tmp_path: Path, made: Path) -> None:
    path = tmp_path / made.name
    path.write_bytes(made.read_bytes())
    opened = read_package(path, [PUBLIC])
    hand_made(path, simple(), {"program/a": CONTENT})
    with pytest.raises(UpdateDamaged):
        prove(opened, quiet)


# Names that lead elsewhere, even where they are signed


@pytest.mark.parametrize(
    "place",
    [
        "program/../../etc/passwd",
        "program//a",
        "/program/a",
        "program/a/",
        "program/./a",
        "C:/program/a",
        "program/a:stream",
        "program\\..\\a",
        "//server/share/a",
        "program/CON",
        "program/nul.txt",
        "program/Com1.so",
        "program/a.",
        "program/a ",
        "program/ a",
        "program/a\n",
        "program/a\x00b",
        "program/a\u202egnp.exe",
        "program/e\u0301",
        "elsewhere/a",
        "program",
        f"program/{'a' * 300}",
    ],
)
def test_T7_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, place: str) -> None:
    path = hand_made(tmp_path / "u", simple(place=place), {place: CONTENT})
    with pytest.raises(UpdateUnsafe):
        read_package(path, [PUBLIC])


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("program/link", "/etc"),
        ("program/link", "../../outside"),
        ("program/link", "../installers/x"),
        ("program/link", "link"),
        ("program/link", ""),
        ("program/link", ".."),
        ("program/link", "a\\..\\..\\b"),
        ("program/deep/link", "../../x"),
        ("installers/link", "x"),
        ("program/a", "b"),
        ("program/A", "b"),
        ("program/a/b", "c"),
    ],
)
def test_T7_a_link_that_leads_elsewhere_is_refused(tmp_path: Path, place: str, target: str) -> None:
    """Nor one that shares its name with a file, on this system or on one that does not tell A from a."""
    path = hand_made(tmp_path / "u", simple(PackedLink(place, target)), {"program/a": CONTENT})
    with pytest.raises(UpdateUnsafe):
        read_package(path, [PUBLIC])


def test_T7_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    contents = Contents(NEW, (packed("program/lib/a"),), (PackedLink("program/lib", "elsewhere"),))
    with pytest.raises(UpdateUnsafe):
        read_package(hand_made(tmp_path / "u", contents, {"program/lib/a": CONTENT}), [PUBLIC])


STEPS = st.one_of(
    st.text(max_size=12), st.sampled_from(["..", ".", "", "con", "a", "é", "C:", "\\\\srv", "lpt9.x", "x. "])
)


@settings(max_examples=600, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=5).map("/".join))
def test_T7_a_safe_name_stays_below_on_every_system(place: str) -> None:
    if is_safe(place):
        below = PurePosixPath("/top")
        assert (below / place).is_relative_to(below)
        assert ".." not in (below / place).parts
        on_windows = PureWindowsPath("C:/top") / PureWindowsPath(place)
        assert on_windows.is_relative_to(PureWindowsPath("C:/top"))
        assert not PureWindowsPath(place).is_reserved()
        assert len(on_windows.parts) == 2 + place.count("/") + 1


@settings(max_examples=400, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=5).map("/".join))
def test_T7_a_link_inside_resolves_inside(target: str) -> None:
    import posixpath

    if inside("program/lib/link", target, "program/"):
        assert posixpath.normpath(posixpath.join("/t/program/lib", target)).startswith("/t/program/")


# Newer, and for this kind of computer


def unfit(**changes: object) -> Package:
    return Package(Path("TACEWatch.tacewatch-update"), Contents(replace(NEW, **changes), ()), b"")  # type: ignore[arg-type]


@pytest.mark.parametrize("version", ["0.1.0", "0.1", "0.0.9", "0.0.99.5"])
def test_T23_the_same_or_an_older_version_is_refused(version: str) -> None:
    with pytest.raises(UpdateNotNewer) as refused:
        refuse_unfit(unfit(version=version), OLD)
    assert refused.value.facts == {"file": "TACEWatch.tacewatch-update", "found": version, "present": "0.1.0"}


def test_T23_a_version_that_knows_less_of_the_store_is_refused() -> None:
    with pytest.raises(UpdateNotNewer):
        refuse_unfit(unfit(schema=3), OLD)


def test_an_update_for_other_computers_is_refused() -> None:
    with pytest.raises(UpdateForOtherSystem):
        refuse_unfit(unfit(platform="windows-x86_64"), OLD)


@pytest.mark.parametrize("version", ["0.1.1", "0.10.0", "1.0", "0.1.0.1"])
def test_versions_are_ordered_by_number(version: str) -> None:
    refuse_unfit(unfit(version=version), OLD)


@pytest.mark.parametrize("version", ["", "1", "../1.0", "1.0-rc1", "01.0", "1.0 ", "1.0\n", "１.0", "1.0.0.0.0"])
def test_a_version_names_a_folder_and_nothing_else(version: str) -> None:
    with pytest.raises(ValueError, match="no release"):
        replace(NEW, version=version)


# Keys


def test_keys_are_read_one_per_line(tmp_path: Path) -> None:
    file = tmp_path / "public_key"
    private = tmp_path / "private.pem"
    file.write_text("# remark\n\nnot a key\nQUJD\n")
    assert public_keys(file) == ()
    signer = signing()
    line = signer.new_key(private, file, b"correct horse")
    assert public_keys(file) == (signer.read_key(private, b"correct horse").public_key().public_bytes_raw(),)
    assert line in file.read_text()
    assert private.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED" in private.read_bytes()
    with pytest.raises(FileExistsError):
        signer.new_key(private, file, b"")


def test_a_private_key_is_never_made_inside_the_checkout() -> None:
    with pytest.raises(SystemExit):
        signing().new_key(ROOT / "private.pem", ROOT / "unused", b"")
    assert not (ROOT / "private.pem").exists()


def test_the_checkout_holds_no_private_key() -> None:
    text = (ROOT / "resources" / "updates" / "public_key").read_text(encoding="utf-8")
    assert "PRIVATE" not in text
    assert list(ROOT.glob("*.pem")) == []


# Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words(language: str) -> None:
    words = Wording("en" if language == "en" else "zh")
    kinds = [each for each in vars(refusals).values() if isinstance(each, type) and issubclass(each, KnownError)]
    keys = {kind.key for kind in kinds if kind is not KnownError}
    assert len(keys) == len(kinds) - 1 > 15
    assert [
        f"{key}.{part}" for key in keys for part in ("title", "text", "remedy") if not words.has(f"{key}.{part}")
    ] == []
