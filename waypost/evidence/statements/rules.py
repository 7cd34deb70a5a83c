"""The rules of a statement that shapes alone don't say (xAPI 1.0.3 part 2, section 2; 2.0 section 4)."""

from __future__ import annotations

import re
from uuid import UUID

from msgspec import UNSET, UnsetType

from . import forms
from .activities import check_activity
from .agents import check_actor, check_agent, check_group
from .refusal import RefusedStatement
from .structs import FIELDS_OF, Agent, Attachment, Context, Result, Score, Statement, Thing, Verb
from .times import duration_milliseconds, milliseconds_of

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
_VERSION = re.compile(r"(1\.0|2\.0)(\.\d{1,3})?", re.ASCII)
_THING_FIELDS = tuple(f for f in Thing.__struct_fields__ if f != "objectType")


def check(statement: Statement) -> None:
    """Raise RefusedStatement at the first rule that is broken."""
    if statement.id is not UNSET:
        forms.uuid(statement.id, "id")
    _core(statement.actor, statement.verb, statement.object, statement.result, statement.context, "")
    _times(statement.timestamp, "timestamp")
    _times(statement.stored, "stored")
    if statement.authority is not UNSET:
        _authority(statement.authority)
    if statement.version is not UNSET and not _VERSION.fullmatch(statement.version):
        raise RefusedStatement("bad-version", "version", "The store speaks xAPI 1.0.x and 2.0.x.")
    _attachments(statement.attachments, "attachments")
    if statement.verb.id == VOIDED and statement.object.objectType != "StatementRef":
        raise RefusedStatement(
            "bad-voiding", "object", "A voiding statement points to the other one by a StatementRef."
        )


def voided_id(statement: Statement) -> UUID | None:
    """The id that a voiding statement takes back."""
    if statement.verb.id != VOIDED:
        return None
    return UUID(str(statement.object.id))


def _core(
    actor: object,
    verb: Verb,
    thing: Thing,
    result: Result | UnsetType,
    context: Context | UnsetType,
    prefix: str,
) -> None:
    check_actor(actor, prefix + "actor")  # type: ignore[arg-type]
    forms.iri(verb.id, prefix + "verb.id")
    if verb.display is not UNSET:
        forms.language_map(verb.display, prefix + "verb.display")
    _object(thing, prefix + "object", inside=bool(prefix))
    if result is not UNSET:
        _result(result, prefix + "result")
    if context is not UNSET:
        _context(context, thing, prefix + "context")


def _object(thing: Thing, at: str, *, inside: bool) -> None:
    kind = "Activity" if thing.objectType is UNSET else str(thing.objectType)
    allowed = FIELDS_OF.get(kind)
    if allowed is None:
        raise RefusedStatement(
            "bad-object-type", f"{at}.objectType", f"“{kind[:40]}” is no type of object in xAPI."
        )
    for name in _THING_FIELDS:
        if name not in allowed and getattr(thing, name) is not UNSET:
            raise RefusedStatement(
                "unknown-property", f"{at}.{name}", f"An object of type {kind} has no “{name}”."
            )
    if kind == "Activity":
        check_activity(thing, at)
    elif kind == "Agent":
        check_agent(thing, at)
    elif kind == "Group":
        check_group(thing, at)
    elif kind == "StatementRef":
        _reference(thing.id, at)
    else:
        _substatement(thing, at, inside=inside)


def _reference(value: str | UnsetType, at: str) -> None:
    if value is UNSET:
        raise RefusedStatement("missing", f"{at}.id", "A StatementRef has the id of the other statement.")
    forms.uuid(value, f"{at}.id")


def _substatement(thing: Thing, at: str, *, inside: bool) -> None:
    """ "A SubStatement SHALL NOT contain a SubStatement of its own"."""
    if inside:
        raise RefusedStatement("nested-substatement", at, "A SubStatement has no SubStatement of its own.")
    for name in ("actor", "verb", "object"):
        if getattr(thing, name) is UNSET:
            raise RefusedStatement("missing", f"{at}.{name}", f"A SubStatement has “{name}”.")
    _core(thing.actor, thing.verb, thing.object, thing.result, thing.context, f"{at}.")  # type: ignore[arg-type]
    _times(thing.timestamp, f"{at}.timestamp")
    _attachments(thing.attachments, f"{at}.attachments")


def _result(result: Result, at: str) -> None:
    if result.score is not UNSET:
        _score(result.score, f"{at}.score")
    if result.duration is not UNSET:
        try:
            duration_milliseconds(result.duration)
        except RefusedStatement as no:
            raise no.at(f"{at}.duration") from None
    if result.extensions is not UNSET:
        forms.extension_keys(result.extensions, f"{at}.extensions")


def _score(score: Score, at: str) -> None:
    """ "scaled: Decimal number between -1 and 1, inclusive"; "raw ... between min and max"; "min ... less than max"."""
    if score.scaled is not UNSET and not -1 <= score.scaled <= 1:
        raise RefusedStatement("bad-score", f"{at}.scaled", "A scaled score lies between -1 and 1.")
    low = score.min if score.min is not UNSET else None
    high = score.max if score.max is not UNSET else None
    if low is not None and high is not None and low >= high:
        raise RefusedStatement(
            "bad-score", f"{at}.min", "The least possible score is less than the greatest."
        )
    if score.raw is not UNSET and (
        (low is not None and score.raw < low) or (high is not None and score.raw > high)
    ):
        raise RefusedStatement("bad-score", f"{at}.raw", "The raw score lies between its own min and max.")


def _context(context: Context, thing: Thing, at: str) -> None:
    if context.registration is not UNSET:
        forms.uuid(context.registration, f"{at}.registration")
    if context.instructor is not UNSET:
        check_actor(context.instructor, f"{at}.instructor")
    if context.team is not UNSET:
        check_group(context.team, f"{at}.team")
    about_activity = thing.objectType is UNSET or thing.objectType == "Activity"
    for name in ("revision", "platform"):
        if getattr(context, name) is not UNSET and not about_activity:
            raise RefusedStatement(
                "not-here", f"{at}.{name}", f"“{name}” is only there when the object is an Activity."
            )
    if context.language is not UNSET:
        forms.language(context.language, f"{at}.language")
    if context.statement is not UNSET:
        if context.statement.objectType != "StatementRef":
            raise RefusedStatement(
                "bad-object-type", f"{at}.statement.objectType", "Here stands a StatementRef."
            )
        _reference(context.statement.id, f"{at}.statement")
    if context.extensions is not UNSET:
        forms.extension_keys(context.extensions, f"{at}.extensions")
    _context_activities(context, at)
    _context_people(context, at)


def _context_activities(context: Context, at: str) -> None:
    if context.contextActivities is UNSET:
        return
    for name in ("parent", "grouping", "category", "other"):
        value = getattr(context.contextActivities, name)
        if value is UNSET:
            continue
        listed = value if isinstance(value, list) else [value]
        for i, activity in enumerate(listed):
            check_activity(activity, f"{at}.contextActivities.{name}[{i}]")


def _context_people(context: Context, at: str) -> None:
    """contextAgents and contextGroups of xAPI 2.0 (4.2.2.7)."""
    for name, kind, part in (
        ("contextAgents", "contextAgent", "agent"),
        ("contextGroups", "contextGroup", "group"),
    ):
        entries = getattr(context, name)
        for i, entry in enumerate(entries if entries is not UNSET else ()):
            place = f"{at}.{name}[{i}]"
            if entry.objectType != kind:
                raise RefusedStatement("bad-object-type", f"{place}.objectType", f"Here stands a {kind}.")
            (check_agent if part == "agent" else check_group)(getattr(entry, part), f"{place}.{part}")
            if entry.relevantTypes is not UNSET:
                if not entry.relevantTypes:
                    raise RefusedStatement(
                        "empty", f"{place}.relevantTypes", "A list of relevant types is not empty."
                    )
                for value in entry.relevantTypes:
                    forms.iri(value, f"{place}.relevantTypes")


def _authority(authority: Agent) -> None:
    """An Agent, or an anonymous Group of two (OAuth). The server writes its own in its place (TRUST 7)."""
    check_actor(authority, "authority")
    if authority.objectType == "Group" and (authority.member is UNSET or len(authority.member) != 2):
        raise RefusedStatement(
            "bad-authority", "authority", "An authority that is a Group has exactly two members."
        )


def _attachments(value: list[Attachment] | UnsetType, at: str) -> None:
    for i, attachment in enumerate(value if value is not UNSET else ()):
        place = f"{at}[{i}]"
        forms.iri(attachment.usageType, f"{place}.usageType")
        forms.language_map(attachment.display, f"{place}.display")
        forms.media_type(attachment.contentType, f"{place}.contentType")
        forms.sha2(attachment.sha2, f"{place}.sha2")
        if attachment.length < 0:
            raise RefusedStatement("bad-length", f"{place}.length", "An attachment's length is not negative.")
        if attachment.description is not UNSET:
            forms.language_map(attachment.description, f"{place}.description")
        if attachment.fileUrl is not UNSET:
            forms.iri(attachment.fileUrl, f"{place}.fileUrl")


def _times(value: str | UnsetType, at: str) -> None:
    if value is not UNSET:
        try:
            milliseconds_of(value)
        except RefusedStatement as no:
            raise no.at(at) from None
