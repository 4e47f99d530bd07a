"""A text may only refer to what there is."""

from django.apps import apps
from django.core.exceptions import ValidationError
from markdownx.models import MarkdownxField

from policies.presentation.markdown import reference_names
from policies.presentation.references.resolving import References, UnclearReference

HOW_TO_WRITE = (
    "（数值写[[条件代号]]，文件写[[doc:文件代号]]，术语写[[term:术语]]；只想写方括号时写\\[[）"
)


def refuse_unclear_references(text: str) -> None:
    """Raise ValidationError for each name that stands for nothing, or for several things."""
    names = dict.fromkeys(reference_names(text))
    references = References.not_withdrawn(names)
    errors = []
    for name in names:
        try:
            references.printed(name)
        except UnclearReference as error:
            errors.append(f"[[{name}]]：{error}。")
    if errors:
        raise ValidationError([*errors[:-1], errors[-1] + HOW_TO_WRITE])


def check_references() -> None:
    """Check every Markdown field of content whenever a row is cleaned: desk, import, seeding."""
    for model in apps.get_app_config("policies").get_models():
        for field in model._meta.local_fields:
            if isinstance(field, MarkdownxField):
                field.validators.append(refuse_unclear_references)
