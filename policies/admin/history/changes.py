"""The differences between two versions, as an editor reads them: labels, old and new values."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Model
from django.utils import timezone
from reversion.models import Revision

from policies import rules
from policies.admin.history import versions
from policies.models import Condition
from policies.rules.wording import requirement_text, threshold_text
from policies.vocabulary import Metric, Operator
from policies.vocabulary.formats import date_text, plain_number

ADDED, REMOVED, CHANGED = "新增", "移除", "改动"
EMPTY = "（空）"
OPENED = "opened_revision"  # the field of a form that says which revision its page showed
LEAST_ALIKE = 0.3  # texts that share less are shown one after the other
TOKEN = re.compile(r"[A-Za-z0-9]+(?:\.[0-9]+)?|.", re.DOTALL)  # a word, a number or a character
COMPARISON = ("metric", "operator", "threshold", "flag", "choices")

Names = Mapping[tuple[Any, int], str]


@dataclass(frozen=True)
class Difference:
    """A row that two versions of a page hold differently; one side is empty if it came or went."""

    model: type[Model]
    name: str
    how: str
    old: dict[str, Any]
    new: dict[str, Any]
    is_part: bool

    @property
    def title(self) -> str:
        return f"{self.model._meta.verbose_name}“{self.name}”"

    @property
    def fields(self) -> dict[str, Any]:
        """Return the fields that differ, by name."""
        return {
            name: self.model._meta.get_field(name)
            for name in self.new or self.old
            if self.old.get(name) != self.new.get(name)
            and name != getattr(self.model, "parent_field", "")
        }


class FieldChange(NamedTuple):
    label: str
    old: str
    new: str
    pieces: tuple[tuple[str, str], ...] = ()


def differences(old: versions.Page, new: versions.Page, own: type[Model]) -> list[Difference]:
    """Return the rows that differ between two versions of a page whose own row is an `own`."""
    found = []
    for place in dict.fromkeys([*new, *old]):
        version = new.get(place) or old[place]
        how = ADDED if place not in old else REMOVED if place not in new else CHANGED
        before, after = (
            versions.values_of(page[place]) if place in page else {} for page in (old, new)
        )
        is_part = place[0] is not own
        difference = Difference(place[0], version.object_repr, how, before, after, is_part)
        if difference.fields or how != CHANGED:
            found.append(difference)
    return found


def in_words(found: Iterable[Difference]) -> str:
    """Return which fields changed: 名称、金额（元）；新增比较条件“上年度营业收入不低于5000万元”."""
    words = []
    for difference in found:
        if difference.is_part:
            words.append(f"{difference.how}{difference.title}")
        elif difference.how == CHANGED:
            labels = (str(field.verbose_name) for field in difference.fields.values())
            words.append("、".join(labels))
    return "；".join(words)


def described(found: list[Difference]) -> list[dict[str, Any]]:
    """Return differences in full, with the values before and after."""
    keys: dict[type[Model], set[int]] = {}
    for difference in found:
        for name, field in difference.fields.items():
            if field.is_relation:
                both = (difference.old.get(name), difference.new.get(name))
                keys.setdefault(field.related_model, set()).update(*map(keys_in, both))
    names = versions.names_of(keys)
    return [
        {"title": each.title, "how": each.how, "fields": list(field_changes(each, names))}
        for each in found
    ]


def keys_in(value: Any) -> list[int]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def field_changes(difference: Difference, names: Names) -> Iterator[FieldChange]:
    """Yield the changed fields of a row; a condition as one comparison."""
    fields = difference.fields
    if difference.model is Condition and fields.keys() & set(COMPARISON):
        yield comparison_change(difference.old, difference.new)
        fields = {name: field for name, field in fields.items() if name not in COMPARISON}
    for name, field in fields.items():
        old, new = (
            value_text(field, values.get(name), names)
            for values in (difference.old, difference.new)
        )
        if old == new:
            continue  # an empty field of a row that came or went
        pieces = text_pieces(old, new) if is_text(field) and EMPTY not in (old, new) else ()
        yield FieldChange(str(field.verbose_name), old, new, pieces)


def comparison_change(old: dict[str, Any], new: dict[str, Any]) -> FieldChange:
    """Return a changed condition: 上年度营业收入 不低于5000万元 → 不低于6000万元."""
    before, after = comparison(old), comparison(new)
    if before and after and before.metric == after.metric:
        return FieldChange(after.metric.label, threshold_text(before), threshold_text(after))
    was, is_now = (requirement_text(rule) if rule else EMPTY for rule in (before, after))
    return FieldChange("比较", was, is_now)


def comparison(values: dict[str, Any]) -> rules.Condition | None:
    """Return what a condition compared; None without one, and for a metric that is no more."""
    if values.get("metric") not in Metric.codes() or values["operator"] not in Operator.codes():
        return None
    return Condition(**{name: values[name] for name in COMPARISON}).to_rules()


def is_text(field: Any) -> bool:
    """Return whether a field holds words that an editor typed."""
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def value_text(field: Any, value: Any, names: Names) -> str:
    """Return a value as editors know it: labels of choices, names of related rows."""
    if value is None or value == "" or value == []:
        return EMPTY
    if field.is_relation:
        gone = "（已不存在）"
        return "、".join(names.get((field.related_model, key), gone) for key in keys_in(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        moment = timezone.localtime(value)
        return f"{date_text(moment.date())}{moment:%H:%M}"
    if isinstance(value, date):
        return date_text(value)
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def text_pieces(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Return a changed text piece by piece, words whole, each in del, ins or neither."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return ((old, "del"), (new, "ins"))
    pieces = []
    for how, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if how == "equal":
            pieces.append(("".join(before[from_old:to_old]), ""))
            continue
        both = (("".join(before[from_old:to_old]), "del"), ("".join(after[from_new:to_new]), "ins"))
        pieces += [piece for piece in both if piece[0]]
    return tuple(pieces)


def find_clash(row: Model, rows: versions.Rows, opened: str) -> dict[str, Any] | None:
    """Return what others did to a page since the revision that it showed; None for nothing."""
    newest = versions.newest_revision(rows)
    since = int(opened) if opened.isdecimal() else 0
    if newest <= since:
        return None
    changed = versions.versions_of(rows).filter(revision_id__gt=since).values("revision_id")
    revisions = Revision.objects.filter(pk__in=changed).select_related("user").order_by("pk")
    found = changes_since(row, rows, since) if since else []
    return {
        "newest": newest,
        "revisions": revisions,
        "authors": "、".join(dict.fromkeys(map(versions.author_of, revisions))),
        "changes": described(found),
        "lacks_rows": any(difference.how == REMOVED for difference in found),
    }


def changes_since(row: Model, rows: versions.Rows, since: int) -> list[Difference]:
    """Return what the rows of a page held at a revision, and hold now, differently."""
    # Rows with a page of their own are in no revision of this one.
    others = {model: keys for model, keys in rows.items() if not model.parent_field}  # type: ignore[attr-defined]
    del others[type(row)]

    def page_at(upto: int) -> versions.Page:
        own = versions.versions_of({type(row): [row.pk]}).filter(revision_id__lte=upto).first()
        page = versions.pages_in(row, [own.revision_id])[own.revision_id] if own else {}
        newest = versions.newest_of_each(versions.versions_of(others).filter(revision_id__lte=upto))
        return page | {versions.place_of(version): version for version in newest}

    return differences(page_at(since), page_at(versions.newest_revision(rows)), type(row))
