"""What set-up works out before it calls anything."""

from pathlib import Path

import pytest


def test_nothing_is_missing_where_everything_is_found() -> None:
    from system_libraries import missing

    assert missing("tests", lambda soname: True, lambda program: "there") == {}


def test_a_missing_library_names_its_package() -> None:
    from system_libraries import missing

    assert missing("screen", lambda soname: soname != "libxcb-cursor.so.0", lambda program: "there") == {
        "libxcb-cursor.so.0": "libxcb-cursor0"
    }


def test_a_machine_without_a_screen_needs_no_screen_libraries() -> None:
    from system_libraries import SCREEN, missing

    found = missing("offscreen", lambda soname: False, lambda program: None)
    assert "libgl1" in found.values()
    assert not set(found) & set(SCREEN)


def test_only_testing_needs_the_virtual_screen() -> None:
    from system_libraries import missing

    assert missing("screen", lambda soname: True, lambda program: None) == {}
    assert sorted(missing("tests", lambda soname: True, lambda program: None).values()) == [
        "xauth",
        "xdotool",
        "xvfb",
    ]


def test_the_loader_is_really_asked() -> None:
    from system_libraries import loads

    assert not loads("libtacewatch-that-nobody-has.so.7")


def test_who_may_not_install_gets_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import system_libraries

    monkeypatch.setattr(system_libraries.shutil, "which", lambda name: f"/usr/bin/{name}")
    said = system_libraries.line_to_run(["libGL.so.1"], ["libgl1", "xvfb"])
    assert said.splitlines()[-1].strip() == "sudo apt-get update && sudo apt-get install -y libgl1 xvfb"


def test_a_system_without_apt_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import system_libraries

    monkeypatch.setattr(system_libraries.shutil, "which", lambda name: None)
    assert "libGL.so.1" in system_libraries.line_to_run(["libGL.so.1"], ["libgl1"])


LISTING = """\
:env:.cert='/certificates/ward.pem'
:env:.default-timeout='180'
global.extra-index-url='file:///one file:///two'
global.find-links='\\nfile:///a\\nfile:///b'
global.index-url='http://general/simple'
install.index-url='http://ward/simple'
list.format='columns'
"""


def test_pips_settings_are_read_with_their_precedence() -> None:
    from pip_settings import read_listing

    settings = read_listing(LISTING)
    assert settings["index-url"] == "http://ward/simple"
    assert settings["cert"] == "/certificates/ward.pem"
    assert "format" not in settings


def test_uv_is_told_what_pip_knows() -> None:
    from pip_settings import read_listing, uv_environment

    told = uv_environment(read_listing(LISTING), {"PATH": "/usr/bin"})
    assert told == {
        "PATH": "/usr/bin",
        "SSL_CERT_FILE": "/certificates/ward.pem",
        "UV_DEFAULT_INDEX": "http://ward/simple",
        "UV_FIND_LINKS": "file:///a,file:///b",
        "UV_HTTP_TIMEOUT": "180",
        "UV_INDEX": "file:///one file:///two",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
    }


def test_what_the_user_told_uv_stays() -> None:
    from pip_settings import uv_environment

    told = uv_environment({"index-url": "http://a/simple"}, {"UV_DEFAULT_INDEX": "http://b/simple"})
    assert told["UV_DEFAULT_INDEX"] == "http://b/simple"


def test_without_a_certificate_file_uv_asks_the_system() -> None:
    from pip_settings import uv_environment

    assert uv_environment({}, {})["UV_SYSTEM_CERTS"] == "1"
    assert "UV_SYSTEM_CERTS" not in uv_environment({}, {"SSL_CERT_FILE": "/a.pem"})


def locked(root: Path, name: str) -> set[tuple[str, str]]:
    from locking import locked_versions

    return locked_versions((root / "packaging" / name).read_text(encoding="utf-8"))


def test_the_developers_lock_holds_the_programs_lock(root: Path) -> None:
    """Otherwise an environment made for testing would not do for running."""
    program, developer = locked(root, "requirements.lock"), locked(root, "requirements-dev.lock")
    assert program
    assert program <= developer


def test_the_locks_hold_what_the_project_asks_for(root: Path) -> None:
    import re
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def wanted(requirements: list[str]) -> set[tuple[str, str]]:
        pairs = (requirement.split("==") for requirement in requirements)
        return {(re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in pairs}

    assert wanted(project["dependencies"]) <= locked(root, "requirements.lock")
    dev = wanted(project["optional-dependencies"]["dev"])
    assert dev <= locked(root, "requirements-dev.lock")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "uv.lock.txt"])
def test_every_locked_package_has_hashes(root: Path, name: str) -> None:
    text = (root / "packaging" / name).read_text(encoding="utf-8")
    entries = [
        entry for entry in text.replace("\\\n", " ").splitlines() if entry and not entry.lstrip().startswith("#")
    ]
    assert len(entries) == len(locked(root, name))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_installers_version_is_the_locked_one(root: Path) -> None:
    from locking import UV_VERSION

    assert locked(root, "uv.lock.txt") == {("uv", UV_VERSION)}
