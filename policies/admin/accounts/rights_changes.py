"""What a saved page changed of someone's rights, said for the record."""

from typing import Any

from django import forms


def rights_changed(form: "forms.ModelForm[Any]") -> str:
    """Return what differs now: rights by name, switches by value, of all else only the name."""
    return "；".join(_change_of(form, name) for name in form.changed_data)


def _change_of(form: "forms.ModelForm[Any]", name: str) -> str:
    field, after = form.fields[name], form.cleaned_data.get(name)
    if isinstance(field, forms.ModelMultipleChoiceField):
        now, before = set(after or ()), set(form.initial.get(name) or ())
        given = [f"加上“{field.label_from_instance(row)}”" for row in now - before]
        taken = [f"去掉“{field.label_from_instance(row)}”" for row in before - now]
        return f"{field.label}：{'、'.join(sorted(given) + sorted(taken))}"
    if isinstance(field, forms.BooleanField):
        return f"{field.label}改为{'是' if after else '否'}"
    return f"改了{field.label}"
