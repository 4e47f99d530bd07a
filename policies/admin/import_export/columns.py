"""The columns of a table: how each kind of field is written into cells and read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models

from policies.presentation.spreadsheets import Cell
from policies.vocabulary.formats import plain_number
from policies.vocabulary.numbers import MONEY, read_date, read_number
from policies.vocabulary.typed_text import UnreadableText, visible

FLAGS = {"是": True, "否": False, "": False}


@dataclass(frozen=True)
class Column:
    """A column of text, and what all columns share."""

    field: Any

    @property
    def name(self) -> str:
        return str(self.field.name)

    @property
    def heading(self) -> str:
        """Return the heading: the name that the field has on the desk."""
        return str(self.field.verbose_name)

    @property
    def is_required(self) -> bool:
        return not self.field.blank and not self.field.has_default()

    @property
    def label(self) -> str:
        return f"{self.heading}（必填）" if self.is_required else self.heading

    @property
    def empty(self) -> Any:
        if self.field.null:
            return None
        return self.field.get_default() if self.field.has_default() else ""

    def cell(self, row: models.Model) -> Cell:
        value = getattr(row, self.name)
        return None if value is None else self.written(value)

    def read(self, text: str) -> Any:
        """Return what a cell says; raise UnreadableText."""
        text = visible(text, multiline=isinstance(self.field, models.TextField)).strip()
        if text:
            return self.parsed(text)
        if self.is_required:
            raise UnreadableText("不能空着")
        return self.empty

    def stored(self, row: models.Model) -> Any:
        """Return what a row has, as its own cell would be read."""
        cell = self.cell(row)
        try:
            return self.read("" if cell is None else str(cell))
        except UnreadableText:
            return None  # what was stored before a rule; any cell differs from it

    def shown(self, value: Any) -> str:
        return "空" if value in (None, "") else str(self.written(value))

    def written(self, value: Any) -> Cell:
        """Return the cell of a value that is not missing."""
        return str(value)

    def parsed(self, text: str) -> Any:
        """Return the value of a text that is not blank; raise UnreadableText."""
        return text


class ChoiceColumn(Column):
    """One of the labels of a vocabulary."""

    @cached_property
    def labels(self) -> dict[str, str]:
        return {str(code): str(label) for code, label in self.field.flatchoices}

    def written(self, value: Any) -> Cell:
        return self.labels.get(value, str(value))

    def parsed(self, text: str) -> Any:
        codes = {label: code for code, label in self.labels.items()}
        if text not in codes:
            raise UnreadableText(f"没有“{text}”这一项，可以写：{'、'.join(codes)}")
        return codes[text]


class FlagColumn(Column):
    """是 or 否; blank is 否."""

    def written(self, value: Any) -> Cell:
        return "是" if value else "否"

    def parsed(self, text: str) -> Any:
        if text not in FLAGS:
            raise UnreadableText("只能写“是”或“否”")
        return FLAGS[text]


class DateColumn(Column):
    """A day, as a date cell or in one of the usual writings."""

    def written(self, value: Any) -> Cell:
        return value  # type: ignore[no-any-return]

    def parsed(self, text: str) -> Any:
        return read_date(text)


class NumberColumn(Column):
    """A figure; an amount in 元 may be written in 万元 or 亿元."""

    def written(self, value: Any) -> Cell:
        return Decimal(plain_number(Decimal(value)))

    def shown(self, value: Any) -> str:
        return "空" if value is None else f"{Decimal(value):,f}"

    def parsed(self, text: str) -> Any:
        value = read_number(text, next((unit for unit in MONEY if unit in self.heading), ""))
        if isinstance(self.field, models.IntegerField):
            if value != value.to_integral_value():
                raise UnreadableText("要写整数")
            return int(value)
        return Decimal(plain_number(value))


@dataclass(frozen=True)
class RelatedColumn(Column):
    """A row of another kind, known by any of its names that is no one else's."""

    names: tuple[str, ...]

    @cached_property
    def rows(self) -> dict[str, Any]:
        by_name: dict[str, set[Any]] = {}
        for row in self.field.related_model._default_manager.all():
            for name in self.names:
                by_name.setdefault(str(getattr(row, name)), set()).add(row)
        return {name: rows.pop() for name, rows in by_name.items() if name and len(rows) == 1}

    def written(self, value: Any) -> Cell:
        return next(n for n in self.names_of(value) if n in self.rows)

    def names_of(self, row: Any) -> Iterable[str]:
        """Return the names of a row, the one to write first."""
        return (str(getattr(row, name)) for name in self.names)

    def parsed(self, text: str) -> Any:
        if text not in self.rows:
            raise UnreadableText(f"没有叫“{text}”的{self.field.related_model._meta.verbose_name}")
        return self.rows[text]


def column_of(field: Any, names: dict[str, tuple[str, ...]]) -> Column:
    """Return the column of a field; `names` says by what the related rows are known."""
    if field.is_relation:
        return RelatedColumn(field, names[field.name])
    if field.choices:
        return ChoiceColumn(field)
    kinds: dict[type[models.Field[Any, Any]], type[Column]] = {
        models.BooleanField: FlagColumn,
        models.DateField: DateColumn,
        models.DecimalField: NumberColumn,
        models.IntegerField: NumberColumn,
    }
    kind = next((kind for base, kind in kinds.items() if isinstance(field, base)), Column)
    return kind(field)
