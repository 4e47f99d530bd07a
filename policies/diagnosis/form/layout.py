"""The form shaped for its templates: questions in the order asked, and links to what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.validators import EMPTY_VALUES
from django.forms import BoundField, Form

from policies.diagnosis.form.asked import FOLLOWED
from policies.diagnosis.form.forms import NONE_SUFFIX, DiagnosisForm
from policies.models import Term
from policies.rules.answers import QUESTIONS_BY_NAME, Question
from policies.vocabulary import Unit
from policies.vocabulary.formats import plain_number

ECHOED = (Unit.WAN, Unit.PERCENT)
# In whose breath a field is asked, beside what the questions say.
FOLLOWING = {part: names[0] for names in FOLLOWED.values() for part in names[1:]}


@dataclass(frozen=True, slots=True)
class Asked:
    """One input: what stands beside it and how it was read, what is in doubt."""

    input: BoundField
    unit: str = ""
    none_of_these: BoundField | None = None
    term: Term | None = None
    echo: str = ""
    doubt: str = ""
    is_first: bool = True
    """It begins a question; else it is asked in the breath of the one before."""

    @property
    def is_group(self) -> bool:
        return bool(self.input.field.widget.use_fieldset)

    @property
    def is_answered(self) -> bool:
        parts = (self.input, self.none_of_these)
        return any(part and part.data not in (*EMPTY_VALUES, False) for part in parts)

    @property
    def input_id(self) -> str:
        """Return the id of the first control, where a link from the error summary leads."""
        return f"{self.input.auto_id}_0" if self.is_group else self.input.auto_id


def inputs_of(form: Form, names: Iterable[str]) -> tuple[Asked, ...]:
    """Return fields as they stand in a form, each a question of its own."""
    doubts: Mapping[str, str] = getattr(form, "doubts", {})
    return tuple(Asked(form[name], doubt=doubts.get(name, "")) for name in names)


def asked_of(
    form: DiagnosisForm, names: Sequence[str], terms: Mapping[str, Term]
) -> tuple[Asked, ...]:
    """Return the named fields, each behind the one in whose breath it is asked.

    `terms` holds the glossary by key.
    """
    leaders = {name: _leader(name, names) for name in names}
    place = {name: number for number, name in enumerate(form.fields)}
    ordered = sorted(names, key=lambda n: (names.index(leaders[n]), n != leaders[n], place[n]))
    return tuple(_asked(form, name, terms, is_first=leaders[name] == name) for name in ordered)


def _leader(name: str, names: Sequence[str]) -> str:
    question = QUESTIONS_BY_NAME.get(name)
    leader = FOLLOWING.get(name) or (question.beside if question else "")
    return leader if leader in names else name


def _asked(form: DiagnosisForm, name: str, terms: Mapping[str, Term], *, is_first: bool) -> Asked:
    question = QUESTIONS_BY_NAME.get(name)
    none_name = name + NONE_SUFFIX
    return Asked(
        input=form[name],
        unit=str(question.unit or "") if question else "",
        none_of_these=form[none_name] if none_name in form.fields else None,
        term=terms.get(question.term) if question else None,
        echo=_echo(form, question) if question else "",
        doubt=form.doubts.get(name, ""),
        is_first=is_first,
    )


def _echo(form: DiagnosisForm, question: Question) -> str:
    """Return an amount or a share as it was read; nothing where none was typed or it is wrong."""
    if question.unit not in ECHOED or not form.is_bound or question.name in form.errors:
        return ""
    value = form.cleaned_data[question.name]
    return "" if value is None else f"{plain_number(value)}{question.unit}"
