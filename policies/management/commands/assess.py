"""Evaluates profiles against the stored rule sets."""

import gc
import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policies import rules
from policies.models import Edition, RuleSet
from policies.rules.parsing import InvalidProfile, load_profile
from policies.rules.serialisation import assessment_data


class Command(BaseCommand):
    """`manage.py assess FILE [--as-of DATE] [--batch]`."""

    help = "Evaluate a profile (JSON), or with --batch one profile a line, by the stored rules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a JSON file, or - for standard input")
        parser.add_argument("--as-of", type=day, help="a day such as 2026-11-23; default today")
        parser.add_argument("--batch", action="store_true", help="JSON Lines in and out")

    def handle(self, **options: Any) -> None:
        on: date = options["as_of"] or timezone.localdate()
        edition = Edition.on(on)
        rule_sets = RuleSet.objects.in_edition(edition).with_rules(edition)
        in_force = [row.to_rules() for row in rule_sets]
        with open_profiles(options["file"]) as file:
            if options["batch"]:
                with until_nobody_reads():
                    self.assess_lines(file, in_force, on)
            else:
                self.assess_one(file.read(), in_force, on)

    def assess_one(self, text: bytes, in_force: Sequence[rules.RuleSet], on: date) -> None:
        """Print the assessment of one profile; exit 1 with a line for each field that is wrong."""
        try:
            data = assess_text(text, in_force, on)
        except InvalidProfile as invalid:
            for name, error in invalid.errors.items():
                # A name comes from the file; its line breaks and control characters are escaped.
                self.stderr.write(f"{repr(name)[1:-1]}: {error}" if name else error)
            raise SystemExit(1) from invalid
        self.write_json(data, indent=2)

    def assess_lines(
        self, lines: Iterable[bytes], in_force: Sequence[rules.RuleSet], on: date
    ) -> None:
        """Print one line for each line, in constant memory; a wrong one says what is wrong."""
        gc.freeze()  # what is loaded by now stays, so no collection need look at it again
        for line in lines:
            try:
                data = assess_text(line, in_force, on)
            except InvalidProfile as invalid:
                data = {"errors": invalid.errors}
            self.write_json(data)

    def write_json(self, data: dict[str, Any], indent: int | None = None) -> None:
        """Print data as readable JSON, escaped where the output's encoding cannot hold it."""
        try:
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=indent))
        except UnicodeEncodeError:
            self.stdout.write(json.dumps(data, indent=indent))


def day(text: str) -> date:
    """Read a day from the command line; raise ArgumentTypeError that says how to write it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day; write it like 2026-11-23") from error


@contextmanager
def until_nobody_reads() -> Iterator[None]:
    """Stop without a word when whoever reads the output has seen enough, as `head` has."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # What Python flushes at its end has to go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def assess_text(text: bytes, in_force: Iterable[rules.RuleSet], on: date) -> dict[str, Any]:
    """Return the assessment of a JSON profile by the rule sets that apply; raise InvalidProfile."""
    profile = load_profile(text)
    assessments = rules.evaluate(profile, rules.applicable(in_force, profile, on))
    return assessment_data(assessments, on)


def open_profiles(file: str) -> AbstractContextManager[BinaryIO]:
    """Open the file to read, or standard input for `-`; raise CommandError when it cannot be."""
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
