"""A bar of equal segments, one for each criterion, in groups."""

from collections.abc import Iterable
from itertools import pairwise

WHOLE = 700
SPACE = 8


def segments(groups: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    """Return for each group the path of its segments, one group behind the other."""
    counts = list(groups)
    total, at, paths = sum(count for _, count in counts), 0, []
    for key, count in counts:
        edges = [WHOLE * number // total for number in range(at, at + count + 1)]
        ends = [(left, right - left - SPACE) for left, right in pairwise(edges)]
        paths.append((key, "".join(f"M{x} 4h{width}v12h-{width}z" for x, width in ends)))
        at += count
    return paths
