"""``assess``: verdicts on records from files, without a store."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator

from desktop_app.cli.console import Console
from desktop_app.cli.reading import all_records
from desktop_app.exchange import read_profile
from desktop_app.exchange.assessment_json import assessment_json
from domain.assessment import Assessment, assess
from domain.logic.verdict import Verdict
from domain.profile import DEFAULT_PROFILE

_SYMBOLS = {Verdict.MET: "●", Verdict.NOT_MET: "○", Verdict.INDETERMINATE: "◐"}


def run(options: argparse.Namespace, console: Console) -> int:
    """A given profile holds for every record; else a vignette's own, else the default."""
    asked = None if options.profile is None else read_profile(options.profile)
    files = all_records(options.files, console, once_each=False)
    assessed = (
        assess(entry.record, asked or entry.profile or DEFAULT_PROFILE) for file in files for entry in file.records
    )
    if options.json:
        console.say_list(map(assessment_json, assessed))
    elif options.table:
        say_counts(assessed, console)
    else:
        for assessment in assessed:
            _say_verdicts(assessment, console)
    return 0


def _say_verdicts(assessment: Assessment, console: Console) -> None:
    words, profile = console.words, assessment.profile
    console.say(
        words("cli.assess.patient", patient=assessment.record.patient.id, profile=profile.name, hash=profile.hash)
    )
    rows = []
    for name, verdict in assessment.verdicts.items():
        lacking = ", ".join(cell.path for cell in verdict.missing)
        missing = words("cli.assess.missing", cells=lacking) if lacking else ""
        rows.append((" ", _SYMBOLS[verdict.verdict], name, words.value(verdict.verdict), missing))
    console.say_table(rows)
    console.say("  " + _recommendation(assessment, console))
    console.say()


def _recommendation(assessment: Assessment, console: Console) -> str:
    words, recommendation = console.words, assessment.recommendation
    parts = [words(f"cli.status.{recommendation.status.value}")]
    if recommendation.tier is not None:
        parts.append(words(f"cli.tier.{recommendation.tier.value}"))
    if recommendation.missing:
        parts.append(words("cli.assess.missing", cells=", ".join(cell.path for cell in recommendation.missing)))
    return words("cli.assess.recommendation", text=words("exchange.comma").join(parts))


def say_counts(assessed: Iterable[Assessment], console: Console) -> None:
    """Verdicts per definition, and recommendations by status."""
    verdicts: dict[str, Counter[str]] = {}
    statuses: Counter[str] = Counter()
    for assessment in assessed:
        for name, verdict in assessment.verdicts.items():
            verdicts.setdefault(name, Counter())[verdict.verdict.value] += 1
        statuses[assessment.recommendation.status.value] += 1
    words = console.words
    head = [
        words("cli.table.definition"),
        *(words.value(verdict) for verdict in Verdict),
        words("cli.table.total"),
    ]
    console.say_table([head, *_count_rows(verdicts)])
    console.say()
    named = [(words(f"cli.status.{status}"), str(count)) for status, count in sorted(statuses.items())]
    console.say_table([(words("cli.table.recommendation"), words("cli.table.total")), *named])


def _count_rows(verdicts: dict[str, Counter[str]]) -> Iterator[list[str]]:
    for name, counts in verdicts.items():
        yield [name, *(str(counts[verdict.value]) for verdict in Verdict), str(counts.total())]
