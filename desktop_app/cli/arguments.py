"""What can be asked on the command line, in the user's language."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from desktop_app.accounts.contents import Role
from desktop_app.settings import program_version
from desktop_app.wording import LANGUAGES, Wording


class WrongUsage(Exception):  # noqa: N818  (named after what happened)
    """The arguments make no command; ``args[0]`` says what is wrong."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUsage(f"{self.format_usage().strip()}\n{message}")


def language_of(arguments: Sequence[str]) -> str | None:
    """The language asked for, found before anything else so that help and errors speak it too."""
    for index, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return argument.partition("=")[2]
        if argument == "--language":
            return next(iter(arguments[index + 1 : index + 2]), None)
    return None


def parsed(arguments: Sequence[str], words: Wording, out: TextIO) -> argparse.Namespace | None:
    """The command and its options; None where only help was asked for.

    Raises:
        WrongUsage: the arguments make no command.
    """
    parser = _parser(words)
    try:
        return parser.parse_args(arguments)
    except SystemExit:
        return None
    finally:
        out.flush()


def _parser(words: Wording) -> _Parser:
    # Not one object for both: a default that is set for one would be that of the other, whose default then
    # overwrites what stood before the command.
    parser = _Parser(prog="tacewatch", description=words("cli.help.program"), parents=[_common(words)])
    common = _common(words)
    parser.add_argument("--version", action="version", version=f"tacewatch {program_version()}")
    # A launcher writes the option also where it has no file to name.
    parser.add_argument("--open", metavar="FILE", nargs="?", help=words("cli.help.open"))
    parser.set_defaults(command=None, store=None, language=None, user=None)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    def command(name: str) -> argparse.ArgumentParser:
        sentence = words(f"cli.help.{name}")
        added = commands.add_parser(name, help=sentence, description=sentence, parents=[common])
        added.set_defaults(command=name)
        return added

    _records_in(command("assess"), command("import"), words)
    _records_out(command("export"), command("report"), words)
    _lists(command("worklist"), words)
    _places(command("demo"), command("showcase"), words)
    _kept(command("backup"), command("restore"), command("verify"), words)
    command("encrypt")
    _guarded(command("accounts"), command("audit"), words)
    _updates(command("update"), words)
    command("self-test")
    return parser


def _common(words: Wording) -> _Parser:
    """What may stand before the command or after it."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--store", metavar="PATH_OR_URL", help=words("cli.help.store"))
    common.add_argument("--user", metavar="NAME", help=words("cli.help.user"))
    common.add_argument("--language", choices=LANGUAGES, help=words("cli.help.language"))
    return common


def _records_in(assess: argparse.ArgumentParser, take: argparse.ArgumentParser, words: Wording) -> None:
    for parser in (assess, take):
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help=words("cli.help.files"))
    assess.add_argument("--profile", metavar="P.json", type=Path, help=words("cli.help.profile"))
    form = assess.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=words("cli.help.json"))
    form.add_argument("--table", action="store_true", help=words("cli.help.table"))
    take.add_argument("--dry-run", action="store_true", help=words("cli.help.dry_run"))


def _records_out(export: argparse.ArgumentParser, report: argparse.ArgumentParser, words: Wording) -> None:
    export.add_argument("--patient", metavar="ID", nargs="+", help=words("cli.help.patient_all"))
    export.add_argument("--to", metavar="FILE", type=Path, required=True, help=words("cli.help.to_file"))
    export.add_argument("--deidentified", action="store_true", help=words("cli.help.deidentified"))
    report.add_argument("--patient", metavar="ID", nargs="+", required=True, help=words("cli.help.patient"))
    report.add_argument("--to", metavar="DIR", type=Path, required=True, help=words("cli.help.to_folder"))


def _lists(worklist: argparse.ArgumentParser, words: Wording) -> None:
    worklist.add_argument("--json", action="store_true", help=words("cli.help.json"))


def _places(demo: argparse.ArgumentParser, showcase: argparse.ArgumentParser, words: Wording) -> None:
    demo.add_argument("--to", metavar="FILE", type=Path, required=True, help=words("cli.help.to_file"))
    showcase.add_argument("--to", metavar="DIR", type=Path, required=True, help=words("cli.help.to_folder"))


def _kept(
    backup: argparse.ArgumentParser,
    restore: argparse.ArgumentParser,
    verify: argparse.ArgumentParser,
    words: Wording,
) -> None:
    backup.add_argument("--to", metavar="FILE|DIR", type=Path, help=words("cli.help.backup_to"))
    restore.add_argument("backup", metavar="BACKUP", type=Path, help=words("cli.help.backup_from"))
    restore.add_argument("--to", metavar="FILE", type=Path, required=True, help=words("cli.help.restore_to"))
    restore.add_argument("--dry-run", action="store_true", help=words("cli.help.restore_dry_run"))
    verify.add_argument("--patient", metavar="ID", nargs="+", help=words("cli.help.patient_all"))


def _guarded(accounts: argparse.ArgumentParser, audit: argparse.ArgumentParser, words: Wording) -> None:
    roles = [role.value for role in Role]
    accounts.set_defaults(what="list", account=None)
    steps = accounts.add_subparsers(metavar="list|add|reset|remove|lift|rekey", parser_class=_Parser)
    for what in ("list", "add", "reset", "remove", "lift", "rekey"):
        step = steps.add_parser(what, help=words(f"cli.help.accounts_{what}"), parents=[_common(words)])
        step.set_defaults(what=what)
        if what not in ("list", "rekey"):
            step.add_argument("account", metavar="ACCOUNT", help=words("cli.help.account"))
        if what == "add":
            step.add_argument("--name", metavar="NAME", required=True, help=words("cli.help.printed_name"))
            step.add_argument("--role", choices=roles, required=True, help=words("cli.help.role"))
    audit.add_argument("--to", metavar="ZIP", type=Path, required=True, help=words("cli.help.audit_to"))


def _updates(update: argparse.ArgumentParser, words: Wording) -> None:
    update.add_argument("file", metavar="FILE", nargs="?", type=Path, help=words("cli.help.update_file"))
    update.add_argument("--dry-run", action="store_true", help=words("cli.help.update_dry_run"))
    update.add_argument("--back", action="store_true", help=words("cli.help.update_back"))
