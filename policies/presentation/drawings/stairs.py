"""A flight of stairs with a text on each step, the highest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

WIDTH = 360  # units of the drawing; a phone shows one as a pixel
RUN = 28  # how far each step stands back behind the one below
PADDING = 12
DISTANCE = 20
TITLE = 30  # height of a step's title
LINE = 21
EM = 15  # width of a Chinese character in a line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its baseline."""

    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its corner and size, the place of its title, its lines, its way up."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]

    @property
    def text_x(self) -> int:
        """Return where its texts begin."""
        return self.x + PADDING

    @property
    def title_y(self) -> int:
        return self.y + TITLE - 4

    @property
    def foot(self) -> int:
        """Return where the step below begins."""
        return self.y + self.height

    @property
    def way_up_x(self) -> int:
        """Return where the way up from the step below stands, before this step."""
        return self.x - RUN // 2


@dataclass(frozen=True, slots=True)
class Stairs:
    """The steps from the highest to the lowest, what stands apart below, the height of all."""

    steps: tuple[Step, ...]
    apart: tuple[Step, ...]
    height: int


def stairs(texts: Sequence[Sequence[str]], apart: Sequence[Sequence[str]] = ()) -> Stairs:
    """Return a step for each group of texts, wrapped to its width; the highest comes first.

    What stands apart is as wide as the lowest step, below it at a distance.
    """
    y = 1
    steps: list[Step] = []
    for level, of_step in zip(range(len(texts) - 1, -1, -1), texts, strict=True):
        steps.append(_step(1 + level * RUN, y, of_step))
        y = steps[-1].foot
    beside: list[Step] = []
    for of_step in apart:
        beside.append(_step(1, y + DISTANCE, of_step))
        y = beside[-1].foot
    return Stairs(tuple(steps), tuple(beside), y + 1)


def _step(x: int, y: int, texts: Sequence[str]) -> Step:
    width = WIDTH - 1 - x
    wrapped = [part for text in texts for part in wrap(text, (width - 2 * PADDING) // EM)]
    first = y + TITLE + LINE - 5
    lines = tuple(Line(first + number * LINE, part) for number, part in enumerate(wrapped))
    return Step(x, y, width, TITLE + len(lines) * LINE + PADDING, lines)


def wrap(text: str, columns: int) -> list[str]:
    """Return the lines of a text, each at most so many Chinese characters wide.

    A mark that may not begin a line hangs at the end of the one before.
    """
    lines: list[str] = []
    room = 0.0
    for character in text:
        width = 0.6 if east_asian_width(character) in ("Na", "N", "H") else 1.0
        if not lines or (room < width and character not in "，。、；：！？）”》"):
            lines.append("")
            room = columns
        lines[-1] += character
        room -= width
    return lines
