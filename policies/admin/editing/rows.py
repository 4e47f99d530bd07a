"""Rows edited inside the page of another row, and what keeps them apart while they are saved."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model, UniqueConstraint
from django.forms.models import BaseInlineFormSet

from policies.admin.history.restoring import move_aside


class EditorFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """The rows of one parent; they may exchange their positions, other unique values not."""

    def clean(self) -> None:
        """Refuse a value that another stored row holds until both are saved."""
        super().clean()
        for names in self.names_unique_together():
            if names != ["position"]:
                for form in self.initial_forms:
                    if self.takes_from_another(form, names):
                        form.add_error(names[0], "另一行原来就是这个值，请先改好那一行并保存。")

    def takes_from_another(self, form: Any, names: list[str]) -> bool:
        """Return whether a row takes over values that another row has in the database."""
        if form in self.deleted_forms or not set(names) & set(form.changed_data):
            return False
        others = [other for other in self.initial_forms if other is not form]
        return any(
            all(
                not form.fields[name].has_changed(other.initial[name], form[name].data)
                for name in names
            )
            for other in others
        )

    def names_unique_together(self) -> Iterator[list[str]]:
        """Yield the fields that together differ between the rows of a parent."""
        for constraint in self.fk.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and self.fk.name in constraint.fields:
                yield [name for name in constraint.fields if name != self.fk.name]

    def save_existing_objects(self, commit: bool = True) -> list[Model]:
        """Save the stored rows, in two steps where their positions change."""
        if commit and ["position"] in self.names_unique_together():
            self.free_positions()
        return super().save_existing_objects(commit)

    def free_positions(self) -> None:
        """Move the rows that give up their position to one that no row has or wants."""
        rows = self.fk.model._default_manager.filter(**{self.fk.name: self.instance})
        wanted = [form.cleaned_data.get("position") for form in self.forms if form.is_valid()]
        leaving = [
            form.instance.pk
            for form in self.initial_forms
            if "position" in form.changed_data or form in self.deleted_forms
        ]
        move_aside(rows, leaving, wanted)

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        names = [name for name in unique_check if name != self.fk.name]
        labels = [str(self.fk.model._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
        return f"有两行的{'、'.join(labels)}相同，请改成不同的。"

    def get_form_error(self) -> str:
        return "这一行与上面的一行重复。"
