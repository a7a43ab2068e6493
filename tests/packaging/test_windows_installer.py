"""What the installer for Windows names, takes away and is made of.

That it installs, upgrades, refuses and uninstalls is shown by a command of its own: dev.py windows-check.
"""

import re
import shutil
import struct
import sys
from pathlib import Path

import pytest

needs_nsis = pytest.mark.skipif(
    shutil.which("makensis") is None, reason="packing for Windows needs NSIS (makensis)"
)
NAMES = ("_internal/Qt6Core.dll", "_internal/resources/words $x.json", "tacewatch.exe", "tacewatchw.exe")


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout 病房" / "dist" / "tacewatch"
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode() * 100)
    return folder


@pytest.fixture
def script(root: Path) -> str:
    return (root / "packaging" / "windows" / "installer.nsi").read_text(encoding="utf-8")


@pytest.fixture
def words(root: Path) -> str:
    return (root / "packaging" / "windows" / "words.nsh").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "named",
    [
        "Unicode true",
        "RequestExecutionLevel admin",
        'InstallDir "$PROGRAMFILES64\\${TITLE}"',
        '!insertmacro MUI_LANGUAGE "English"',
        '!insertmacro MUI_LANGUAGE "SimpChinese"',
        "${IfNot} ${AtLeastWin10}",
        "!finalize '${SIGN}",
        "!uninstfinalize '${SIGN}",
        'CreateShortCut "$SMPROGRAMS\\${TITLE}.lnk" "$INSTDIR\\${WINDOW}"',
        '"DisplayVersion" "${VERSION}"',
        '"EstimatedSize" ${SIZE_KB}',
        '"Publisher"',
        '"QuietUninstallString"',
        'WriteRegStr HKLM "${CLASSES}\\.tacewatch" "" "${RECORD_KIND}"',
        '"$INSTDIR\\${WINDOW}" --open "%1"',
        "${VersionCompare}",
        'Section /o "un.$(DataPart)"',
        '"/DATA"',
        "SetRegView 64",
        "self-test",
    ],
)
def test_the_script_names_what_an_installer_must(script: str, named: str) -> None:
    assert named in script


def test_every_sentence_of_the_installer_is_in_both_languages(script: str, words: str) -> None:
    defined = {
        language: dict(re.findall(rf"^LangString (\w+) \$\{{LANG_{language}\}} \"(.+)\"$", words, re.MULTILINE))
        for language in ("ENGLISH", "SIMPCHINESE")
    }
    used = set(re.findall(r"\$\((\w+)\)", script))
    assert used == set(defined["ENGLISH"]) == set(defined["SIMPCHINESE"])
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in defined["SIMPCHINESE"].values())
    both = defined["ENGLISH"]["WindowsTooOld"]
    assert "Windows 10 (version 1809) or newer" in both
    assert "64 位 Windows 10（1809 版）或更高版本" in both


def test_every_refusal_has_a_code_of_its_own_and_the_check_knows_it(script: str) -> None:
    from windows_check import DOES_NOT_RUN, NEWER_THERE, RUNNING, TOO_OLD

    codes = {name: int(code) for name, code in re.findall(r"^!define CODE_(\w+) (\d+)$", script, re.MULTILINE)}
    assert len(set(codes.values())) == len(codes)
    assert (codes["WINDOWS_TOO_OLD"], codes["RUNNING"]) == (TOO_OLD, RUNNING)
    assert (codes["NEWER_INSTALLED"], codes["DOES_NOT_RUN_HERE"]) == (NEWER_THERE, DOES_NOT_RUN)


def test_T23_a_newer_version_is_never_replaced_by_an_older_one(script: str) -> None:
    """Asked before anything is written; windows-check tries it with two installers."""
    start = script[script.index("Function .onInit") : script.index("Function TakeAwayFormer")]
    asked = start.index('ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "DisplayVersion"')
    assert asked < start.index('${VersionCompare} "$0" "${VERSION}" $1') < start.index("${CODE_NEWER_INSTALLED}")
    assert not re.search(r"\b(File|Rename|WriteRegStr)\b", start)


def test_nothing_that_was_not_installed_is_taken_away(script: str) -> None:
    """A whole folder only where it was never in use; the wards' data by Windows' own means: it follows no link."""
    whole = {line.strip() for line in script.splitlines() if re.search(r"RMDir\s+/r|Delete\s.*\*", line)}
    assert whole == {'RMDir /r "$Staging"'}
    assert re.findall(r"rmdir /s /q \"(.+?)\"", script) == ["${DATA_FOLDER}"]


def test_exactly_the_installed_files_are_taken_away_again(frozen: Path) -> None:
    from windows_installer import file_list

    puts, takes = file_list(frozen).split("!macroend")[:2]
    assert sorted(re.findall(r'File ".+" "(.+)"', puts)) == sorted(f"{frozen}/{name}" for name in NAMES)
    places = [name.replace("/", "\\").replace("$", "$$") for name in NAMES]
    assert sorted(re.findall(r'Delete "\$\{WHERE\}\\(.+)"', takes)) == sorted(places)
    assert re.findall(r'RMDir "\$\{WHERE\}\\(.+)"', takes) == ["_internal\\resources", "_internal"]


def test_files_are_put_where_they_are_taken_away(frozen: Path) -> None:
    from windows_installer import file_list

    puts = file_list(frozen).split("!macroend")[0].splitlines()
    where, found = "", set()
    for line in puts:
        if "SetOutPath" in line:
            where = line.split('"')[1]
        elif line.strip().startswith("File "):
            found.add(where + "\\" + line.split('"')[1].removeprefix("/oname="))
    assert found == {"\\".join(["${WHERE}", *name.replace("$", "$$").split("/")]) for name in NAMES}


def test_a_folder_without_the_programs_makes_no_installer(tmp_path: Path) -> None:
    from windows_installer import InstallerError, file_list

    (tmp_path / "tacewatch").touch()
    with pytest.raises(InstallerError, match="no program for Windows"):
        file_list(tmp_path)


def test_the_version_is_written_in_one_place(root: Path, frozen: Path, script: str) -> None:
    from recipe import version_of
    from windows_installer import definitions
    from windows_program import four

    version = version_of(root)
    assert definitions(version, frozen)[:2] == [
        f"-DVERSION={version}",
        f"-DVERSION_FOUR={'.'.join(map(str, four(version)))}",
    ]
    assert four("1.2.3") == (1, 2, 3, 0)
    assert version not in script
    assert not re.search(r"\d+\.\d+\.\d+", script)


@pytest.mark.parametrize("name", ["icuuc.dll", "ICUUC.DLL", "_internal/PySide6/mscms.dll"])
def test_a_stand_in_for_a_part_of_windows_stops_the_build(frozen: Path, name: str) -> None:
    from recipe import is_kept, without_stand_ins

    without_stand_ins(frozen)
    assert not is_kept(name)
    (frozen / name).parent.mkdir(parents=True, exist_ok=True)
    (frozen / name).touch()
    with pytest.raises(SystemExit, match="must not be packed"):
        without_stand_ins(frozen)


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qoffscreen.dll", True),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", False),
        ("PySide6\\plugins\\sqldrivers\\qsqlite.dll", False),
        ("PySide6\\plugins\\tls\\qopensslbackend.dll", False),
        ("PySide6\\translations\\qtbase_zh_CN.qm", True),
        ("PySide6\\translations\\qtbase_fr.qm", False),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6\\Qt6Core.dll", True),
        ("python311.dll", True),
    ],
)
def test_unused_parts_stay_behind_on_windows_as_well(place: str, kept: bool) -> None:
    from recipe import is_kept

    assert is_kept(place) is kept


def test_libraries_of_windows_that_nothing_asks_for_are_taken_out(tmp_path: Path) -> None:
    """There names are the same in large and small letters."""
    from trimming import unreached

    asks = {
        "QtGui.pyd": ["qt6gui.dll", "KERNEL32.dll"],
        "Qt6Gui.dll": ["Qt6Core.dll"],
        "Qt6Core.dll": ["icuuc.dll"],
        "Qt6Quick.dll": ["Qt6Gui.dll"],
        "python311.dll": ["VCRUNTIME140.dll"],
        "vcruntime140.dll": [],
    }
    for name in asks:
        folder = tmp_path / ("PySide6" if name.startswith("Qt") else "")
        folder.mkdir(exist_ok=True)
        (folder / name).touch()
    assert [file.name for file in unreached(tmp_path, lambda file: asks[file.name])] == ["Qt6Quick.dll"]


def test_where_no_command_signs_one_sentence_says_so(
    frozen: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from signing_code import VARIABLE, sign

    monkeypatch.delenv(VARIABLE, raising=False)
    sign(sorted(frozen.glob("*.exe")))
    assert capsys.readouterr().out == (
        "not signed (TACEWATCH_SIGN names no command): tacewatch.exe, tacewatchw.exe\n"
    )


@pytest.fixture
def signer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A command that signs by noting which files it was given; returns its notes."""
    notes = tmp_path / "signed files.txt"
    program = tmp_path / "signer.py"
    program.write_text(
        f"import sys\nopen({str(notes)!r}, 'a', encoding='utf-8').write(sys.argv[1] + chr(10))\n", encoding="utf-8"
    )
    monkeypatch.setenv("TACEWATCH_SIGN", f'"{sys.executable}" "{program}"')
    return notes


def test_both_executables_are_handed_to_the_signing_command(frozen: Path, signer: Path) -> None:
    from signing_code import sign

    sign(sorted(frozen.glob("*.exe")))
    signed = signer.read_text(encoding="utf-8").splitlines()
    assert signed == [str(frozen / "tacewatch.exe"), str(frozen / "tacewatchw.exe")]


def test_a_file_that_could_not_be_signed_stops_the_build(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from signing_code import VARIABLE, SigningError, sign

    monkeypatch.setenv(VARIABLE, f'"{sys.executable}" -c "import sys; sys.exit(\'no key\')"')
    with pytest.raises(SigningError, match=r"(?s)tacewatch\.exe.*no key"):
        sign([frozen / "tacewatch.exe"])


def an_icon() -> bytes:
    """16 × 16, 32 bits, all clear."""
    picture = struct.pack("<IiiHHIIiiII", 40, 16, 32, 1, 32, 0, 0, 0, 0, 0, 0) + bytes(16 * 16 * 4 + 16 * 4)
    return struct.pack("<HHH", 0, 1, 1) + struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(picture), 22) + picture


@needs_nsis
def test_installer_and_uninstaller_are_made_and_signed(root: Path, frozen: Path, signer: Path) -> None:
    from recipe import version_of
    from windows_installer import installer
    from windows_program import ICON

    checkout = frozen.parent.parent
    shutil.copyfile(root / "pyproject.toml", checkout / "pyproject.toml")
    (checkout / ICON).parent.mkdir(parents=True)
    (checkout / ICON).write_bytes(an_icon())
    made = installer(checkout, frozen, fast=True)
    assert made.name == f"TACEWatch-{version_of(root)}-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"
    signed = signer.read_text(encoding="utf-8").splitlines()
    assert len(signed) == 2
    assert signed[-1] == str(made)


def test_where_the_check_cannot_run_it_says_what_is_missing(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from windows_check import check

    monkeypatch.setattr("shutil.which", lambda name: None)
    assert check(root) == 1
    said = capsys.readouterr().err
    assert "cannot run here" in said
    assert "debootstrap" in said or "Linux" in said


def applies_on_windows(line: str) -> bool:
    """Of the few markers that the locks have, those that keep a package from Windows."""
    marker = line.partition(";")[2]
    return not re.search(
        r"sys_platform != 'win32'|sys_platform == '(linux|darwin)'|platform_system != 'Windows'", marker
    )


def test_the_build_for_windows_has_the_packages_of_the_program_and_what_freezing_needs_there(root: Path) -> None:
    """That each has a file for Windows is shown by windows-check, which installs them and builds none itself."""
    locks = [
        (root / "packaging" / f"requirements{kind}.lock").read_text(encoding="utf-8") for kind in ("", "-build")
    ]
    runtime, build = (
        {
            line.split("==")[0].lower()
            for line in re.findall(r"^\S+==.*", lock, re.MULTILINE)
            if applies_on_windows(line)
        }
        for lock in locks
    )
    assert len(runtime) > 15
    assert runtime <= build
    assert {"pefile", "pywin32-ctypes", "pyinstaller"} <= build


def test_the_recipe_for_a_windows_machine_uses_commands_that_exist(root: Path) -> None:
    import dev

    recipe = (root / ".github" / "workflows" / "windows.yml").read_text(encoding="utf-8")
    commands = set(re.findall(r"packaging/dev\.py (\S+)", recipe))
    assert {"build", "test"} & commands
    assert commands <= set(dev.COMMANDS)
    used = re.findall(r"uses: (\S+)", recipe)
    assert used
    assert [each for each in used if not re.search(r"@v\d+(\.\d+)*$", each)] == []
