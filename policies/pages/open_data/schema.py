"""The JSON Schema of the facts, made from the very fields that they are read from."""

from typing import Any

from django.db import models

from policies.models import CitedFact, Dispute, SourceDocument
from policies.models.keys import KeyedModel
from policies.pages.open_data.facts import exported_relations, kinds_of_fact
from policies.vocabulary import Confidence, TrustState

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = {"type": "string", "format": "date"}
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


def facts_schema() -> dict[str, Any]:
    """Return the schema of `policies.json`; the title of a field is what the desk calls it."""
    facts = {str(kind._meta.model_name): _rows(kind) for kind in kinds_of_fact()}
    return {
        "$schema": DIALECT,
        "title": "小巨人政策专题站的政策内容",
        **_object(
            {
                "as_of": DAY,
                "licence": {"type": "string", "format": "uri"},
                "documents": _rows(SourceDocument),
                "disputes": _rows(Dispute),
                "facts": _object(facts),
            }
        ),
    }


def _rows(kind: type[KeyedModel]) -> dict[str, Any]:
    properties = {
        "id": TEXT,
        "name": TEXT,
        "address": {"type": "string", "format": "uri"},
        **{field.name: _field(field) for field in kind.exported_fields()},
        **{field.name: {"title": _title(field), **TEXTS} for field in exported_relations(kind)},
    }
    if issubclass(kind, CitedFact):
        properties["basis"] = _object(
            {
                "document": TEXT,
                "trust_state": {"enum": TrustState.codes()},
                "checked_on": _nullable(DAY),
                "confidence": {"enum": Confidence.codes()},
                "further_documents": TEXTS,
                "disputes": TEXTS,
            }
        )
    if kind is SourceDocument:
        properties["links"] = TEXTS
    items = {"title": str(kind._meta.verbose_name), **_object(properties)}
    return {"type": "array", "items": items}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Return an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _field(field: "models.Field[Any, Any]") -> dict[str, Any]:
    if field.choices:
        allowed: dict[str, Any] = {"enum": [code for code, _ in field.flatchoices]}
        if field.blank:
            allowed["enum"].append("")
    elif isinstance(field, models.DecimalField):
        allowed = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
    elif isinstance(field, models.BooleanField):
        allowed = {"type": "boolean"}
    elif isinstance(field, models.IntegerField):
        allowed = {"type": "integer"}
    else:
        allowed = DAY if isinstance(field, models.DateField) else TEXT
    return {"title": _title(field), **(_nullable(allowed) if field.null else allowed)}


def _nullable(allowed: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [allowed, {"type": "null"}]}


def _title(field: Any) -> str:
    return str(field.verbose_name)
