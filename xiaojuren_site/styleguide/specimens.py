"""What the style guide is made of: groups of components, each in its states."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

Context = Mapping[str, Any]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Specimen:
    """A component in its states, inside the element that it stands in on a page."""

    template: str
    states: Mapping[str, Context] = field(default_factory=dict)
    """What the template shows in each state, by the name of the state."""
    element: str = "div"
    css: str = ""
    parts: Sequence[str] = ()
    """The templates that stand in this one only."""
    is_small: bool = False
    """Whether several states have room side by side."""
    note: str = ""
    """Where else it is seen; needed where it has no state here."""


@dataclass(frozen=True)
class Group:
    """Components that are used together."""

    key: str
    title: str
    specimens: Sequence[Specimen]


def chosen(
    items: Sequence[Item], states: Mapping[str, Callable[[Item], object]]
) -> dict[str, Item]:
    """Return the first item in each state, by the name of the state; none leaves a state out."""
    return {name: item for name, is_so in states.items() for item in [*filter(is_so, items)][:1]}
