"""Specimens as the page shows them, each state rendered apart from the others."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from xiaojuren_site.styleguide.specimens import Context, Group, Specimen

IDS = re.compile(r'(?<=\s)(id|for|aria-describedby)="([^"]+)"')
LINKS_WITHIN = re.compile(r'(?<=\s)href="#([^"]+)"')
TITLES = re.compile(r'(?<=\s)aria-labelledby="([^"]+)"')
LABELS = re.compile(r'(?<=\s)aria-label="([^"]+)"')
AUTOFOCUS = " autofocus"


@dataclass(frozen=True)
class ShownState:
    """One state of a component; rendered where the page prints it."""

    name: str
    number: int
    template: str
    context: Context
    request: HttpRequest

    def html(self) -> SafeString:
        markup = render_to_string(self.template, dict(self.context), self.request)
        return mark_safe(apart(markup, self.number))  # noqa: S308 - rendered by Django


@dataclass(frozen=True)
class ShownSpecimen:
    """A component with its states numbered through the page."""

    specimen: Specimen
    states: list[ShownState]


def shown(
    groups: Iterable[Group], request: HttpRequest
) -> Iterator[tuple[Group, list[ShownSpecimen]]]:
    """Yield each group with its specimens, ready to be printed in this order."""
    numbers = count(1)
    for group in groups:
        yield (
            group,
            [
                ShownSpecimen(
                    specimen,
                    [
                        ShownState(name, next(numbers), specimen.template, context, request)
                        for name, context in specimen.states.items()
                    ],
                )
                for specimen in group.specimens
            ],
        )


def apart(markup: str, number: int) -> str:
    """Return the markup of a component so that it can stand on one page many times.

    Its ids and the names of its landmarks become its own, and it does not take the focus.
    """
    markup = IDS.sub(lambda found: f'{found[1]}="{_own(found[2], number)}"', markup)
    markup = LINKS_WITHIN.sub(lambda found: f'href="#{_own(found[1], number)}"', markup)
    titles = f'aria-labelledby="state-{number} '
    markup = TITLES.sub(lambda found: f'{titles}{_own(found[1], number)}"', markup)
    markup = LABELS.sub(lambda found: f'aria-label="{found[1]}（{number}）"', markup)
    return markup.replace(AUTOFOCUS, "")


def _own(ids: str, number: int) -> str:
    return " ".join(f"{name}-{number}" for name in ids.split())
