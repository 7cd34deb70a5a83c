"""Activities and their definitions (4.1.4.1): interaction types, components, moreInfo."""

from __future__ import annotations

from msgspec import UNSET

from . import forms
from .refusal import RefusedStatement
from .structs import Activity, Definition, Thing

#: interactionType -> the component lists that it may have
COMPONENTS: dict[str, tuple[str, ...]] = {
    "true-false": (),
    "choice": ("choices",),
    "fill-in": (),
    "long-fill-in": (),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "numeric": (),
    "other": (),
}
_LISTS = ("choices", "scale", "source", "target", "steps")


def check_activity(activity: Activity | Thing, at: str) -> None:
    kind = activity.objectType
    if kind is not UNSET and kind != "Activity":
        raise RefusedStatement(
            "bad-object-type", f"{at}.objectType", "Here stands an Activity, and nothing else."
        )
    if activity.id is UNSET:
        raise RefusedStatement("missing", f"{at}.id", "An Activity has an id.")
    forms.iri(activity.id, f"{at}.id")
    if activity.definition is not UNSET:
        _check_definition(activity.definition, f"{at}.definition")


def _check_definition(definition: Definition, at: str) -> None:
    if definition.name is not UNSET:
        forms.language_map(definition.name, f"{at}.name")
    if definition.description is not UNSET:
        forms.language_map(definition.description, f"{at}.description")
    if definition.type is not UNSET:
        forms.iri(definition.type, f"{at}.type")
    if definition.moreInfo is not UNSET:
        forms.iri(definition.moreInfo, f"{at}.moreInfo")
    if definition.extensions is not UNSET:
        forms.extension_keys(definition.extensions, f"{at}.extensions")
    _check_interaction(definition, at)


def _check_interaction(definition: Definition, at: str) -> None:
    kind = definition.interactionType
    used = [name for name in _LISTS if getattr(definition, name) is not UNSET]
    if kind is UNSET:
        if used or definition.correctResponsesPattern is not UNSET:
            raise RefusedStatement(
                "missing",
                f"{at}.interactionType",
                "A definition with answers or choices names its interactionType.",
            )
        return
    if kind not in COMPONENTS:
        raise RefusedStatement(
            "bad-interaction-type",
            f"{at}.interactionType",
            f"“{str(kind)[:40]}” is no interactionType of xAPI.",
        )
    for name in used:
        if name not in COMPONENTS[kind]:
            raise RefusedStatement(
                "bad-component", f"{at}.{name}", f"An interaction of type {kind} has no “{name}”."
            )
        ids = [c.id for c in getattr(definition, name)]
        if len(ids) != len(set(ids)):
            raise RefusedStatement(
                "bad-component", f"{at}.{name}", "Each id in this list is there only once."
            )
        for component in getattr(definition, name):
            if component.description is not UNSET:
                forms.language_map(component.description, f"{at}.{name}.description")
