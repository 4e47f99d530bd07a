"""The form shaped for its template: stages, questions, glossary terms and links to errors."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.validators import EMPTY_VALUES
from django.forms import BoundField, CheckboxInput

from policies.diagnosis.form.answer_sheet import FIELDS_BY_NAME
from policies.diagnosis.form.forms import NONE_SUFFIX, PRESELECTED, DiagnosisForm
from policies.diagnosis.form.stages import STAGES, TERM_KEYS, Stage
from policies.models import Term
from policies.vocabulary import Unit
from policies.vocabulary.formats import plain_number

ECHOED = (Unit.WAN, Unit.PERCENT)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its input, what stands beside it, how it was read and what is in doubt."""

    input: BoundField
    unit: str
    none_of_these: BoundField | None
    term: Term | None
    echo: str
    doubt: str = ""

    @property
    def is_group(self) -> bool:
        return bool(self.input.field.widget.use_fieldset)

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.input.field.widget, CheckboxInput)

    @property
    def input_id(self) -> str:
        """Return the id of the first control, where a link from the error summary leads."""
        return f"{self.input.auto_id}_0" if self.is_group else self.input.auto_id


@dataclass(frozen=True, slots=True)
class StageOfForm:
    """One stage with its questions; open where something was typed or is wrong."""

    stage: Stage
    questions: tuple[Question, ...]
    is_open: bool

    @property
    def wrong(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.input.errors)


def stages_of(form: DiagnosisForm, terms: Mapping[str, Term]) -> tuple[StageOfForm, ...]:
    """Return the form by stages; `terms` holds the glossary by key."""
    first = STAGES[0]
    return tuple(
        StageOfForm(
            stage,
            tuple(_question(form, name, terms) for name in stage.names),
            is_open=(stage is first and not form.is_bound) or _is_touched(form, stage),
        )
        for stage in STAGES
    )


def _question(form: DiagnosisForm, name: str, terms: Mapping[str, Term]) -> Question:
    answer = FIELDS_BY_NAME.get(name)
    none_name = name + NONE_SUFFIX
    return Question(
        input=form[name],
        unit=str(answer.unit or "") if answer else "",
        none_of_these=form[none_name] if none_name in form.fields else None,
        term=terms.get(TERM_KEYS.get(name, "")),
        echo=_echo(form, name),
        doubt=form.doubts.get(name, ""),
    )


def _echo(form: DiagnosisForm, name: str) -> str:
    """Return an amount or a share as it was read; nothing where none was typed or it is wrong."""
    answer = FIELDS_BY_NAME.get(name)
    if answer is None or answer.unit not in ECHOED or not form.is_bound or name in form.errors:
        return ""
    value = form.cleaned_data[name]
    return "" if value is None else f"{plain_number(value)}{answer.unit}"


def _is_touched(form: DiagnosisForm, stage: Stage) -> bool:
    if not form.is_bound:
        return False
    return any(
        name in form.errors or (name != PRESELECTED and _has_data(form, name))
        for name in stage.names
    )


def _has_data(form: DiagnosisForm, name: str) -> bool:
    return any(
        form[part].data not in (*EMPTY_VALUES, False)
        for part in (name, name + NONE_SUFFIX)
        if part in form.fields
    )
