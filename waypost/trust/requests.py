"""Access requests: a clock, a check, a package built in one action from the registry, a look at each line, a release.

What nobody may ever be shown (`never`: concerns, reads of them, jottings) is not collected; that jottings exist, and
how many, is said by their number alone (TRUST 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _

from . import audit, clock
from .consent import subjects
from .models import AccessLine, AccessRequest, Account
from .refusal import Refused
from .registry import BARE_IDS, LINES, Disclosure

DAYS = {"US": 45}  # FERPA 34 CFR 99.10; elsewhere a month (GDPR Art. 12)
USUAL = 30
#: Of these only the number is said.
COUNTED = ("care.Jotting",)
#: Held back until somebody has looked: they may be about others, too, or need a second person.
CAREFUL = (Disclosure.RESTRICTED, Disclosure.THIRD_PARTY)
#: Keys and what only the program compares: no page, and no officer who looks through the lines, sees them.
SECRET = frozenset(
    {
        "password", "digest", "chain", "code", "once", "secret", "sealed", "salt", "typed", "session_key", "token",
        "token_secret", "picture_key", "sound_key", "name_hash",
    }
)  # fmt: skip
SECRET_ROWS = {
    "mfa.Authenticator": "data", "community.Story": "key", "usersessions.UserSession": "data",
    "recognition.Thanks": "state",  # whether it arrived: who doesn't want somebody's thanks says so to nobody (TRUST 28)
}  # fmt: skip
#: Ends of a row who never learn that it is there (TRUST 28).
UNTOLD = {("recognition.NoThanks", "not_from_person_id")}
#: Where a thing's name stands, if not in its title.
CALLED = {
    "voice.Wave": ("survey", "title"), "care.Intervention": ("what",), "school.Organization": ("name",),
    "community.Partner": ("name",),
}  # fmt: skip
#: What was sealed when it was written is opened for the one who wrote it, in the answer itself: table -> (row -> what it says).
_opened: dict[str, Callable[[int], dict[str, Any]]] = {}
#: A statement of disagreement goes wherever the part goes that it is about (34 CFR 99.21), whoever asks.
GOES_ALONG = ("care.Objection",)
#: How somebody's identity and right were checked.
HOW = ("known", "document", "in person")


@transaction.atomic
def ask(subject_id: int, asker_id: int) -> AccessRequest:
    """Ask for everything that is kept about a person. An open request of the same two is that request."""
    today = subjects.today()
    country = subjects.of([subject_id])[subject_id].country.upper()
    made, _new = AccessRequest.objects.get_or_create(
        subject_id=subject_id,
        asker_id=asker_id,
        released=None,
        defaults={"made": clock.now(), "due": today + timedelta(days=DAYS.get(country, USUAL))},
    )
    return made


@transaction.atomic
def check(request: AccessRequest, by: int, how: str = HOW[0]) -> None:
    """Identity and right were checked by a person, in one of these ways."""
    if how not in HOW:
        raise Refused(_("Say how it was checked."))
    _refuse_own(request, by)
    if AccessRequest.objects.filter(pk=request.pk, checked=None).update(checked=clock.now(), checked_by=by):
        _act("access.check", request, by, how=how)


def own_to(person: int | None, requests: QuerySet[Any]) -> set[int]:
    """Of these requests (to see, or to erase) the ones that are this person's own: asked by, about, or about a child of theirs, even one whom
    they may not see. They are somebody else's to handle, from the first look on: a parent in the office reads no
    restricted line of the own child, nor that the other parent asked."""
    if person is None:
        return set()
    ends = list(requests.values_list("pk", "subject_id", "asker_id"))
    known = subjects.of({subject for _pk, subject, _asker in ends if subject is not None})
    return {
        pk
        for pk, subject, asker in ends
        if person in {subject, asker} or (subject is not None and person in known[subject].family)
    }


def _refuse_own(request: AccessRequest, by: int) -> None:
    person = Account.objects.filter(pk=by).values_list("person_id", flat=True).first()
    if own_to(person, AccessRequest.objects.filter(pk=request.pk)):
        raise Refused(_("Somebody else has to look after your own request."))


@transaction.atomic
def build(request: AccessRequest, by: int) -> int:
    """Collect every row of every table that names the person, by the registry's paths. How many lines."""
    _refuse_own(request, by)
    if request.checked is None:
        raise Refused(_("First check who asks, and whether they may."))
    if request.released is not None:
        raise Refused(_("It was released already."))
    request.lines.all().delete()
    AccessLine.objects.bulk_create(list(_lines(request)), batch_size=500)
    AccessRequest.objects.filter(pk=request.pk).update(built=clock.now())
    _act("access.build", request, by)
    return request.lines.count()


def _lines(request: AccessRequest) -> Iterator[AccessLine]:
    for label, line in sorted(LINES.items()):
        if line.disclosure == Disclosure.NONE or not line.person_paths:
            continue
        model = apps.get_model(label)
        found: dict[Any, Model] = {}
        for path in line.person_paths:
            told = (label, path) not in UNTOLD
            if told and (line.disclosure != Disclosure.NEVER or label in COUNTED):
                found |= {r.pk: r for r in rows_of(model, path, request.subject_id)}
        if not found:
            continue
        if label in COUNTED:
            yield AccessLine(request=request, table=label, row_id=0, disclosure=line.disclosure, values={"count": len(found)})  # fmt: skip
        elif line.disclosure != Disclosure.NEVER:
            for pk in sorted(found, key=str):
                values = values_of(found[pk])
                if not values and label not in _opened:
                    continue  # nothing but keys: there is nothing to hand over, or to look at
                yield AccessLine(
                    request=request,
                    table=label,
                    row_id=pk if isinstance(pk, int) else 0,
                    disclosure=line.disclosure,
                    values=values,
                    withheld=is_careful(request, label, line.disclosure),
                )


def is_careful(request: AccessRequest, table: str, disclosure: str) -> bool:
    """Is a line held back until somebody has looked? What a child wrote is, when anybody else asks: a pulse, a private
    goal, a wish to talk are the child's first, and a family is told of them only after somebody has weighed it."""
    if table in GOES_ALONG:
        return False
    of_child = disclosure == Disclosure.OWN_WORDS and request.asker_id != request.subject_id
    return disclosure in CAREFUL or of_child


def careful_lines(request: AccessRequest) -> QuerySet[AccessLine]:
    """Those that somebody has to look at before the release."""
    kinds = [str(d) for d in CAREFUL]
    if request.asker_id != request.subject_id:
        kinds.append(str(Disclosure.OWN_WORDS))
    return request.lines.filter(disclosure__in=kinds).exclude(table__in=GOES_ALONG)


def rows_of(model: type[Model], path: str, person_id: int) -> QuerySet[Any]:
    """The rows that a registry path ties to a person, also where a step of it is a bare id without a foreign key."""
    steps = path.split("__")
    names = {f.name for f in model._meta.get_fields()}
    if steps[0] in names or len(steps) == 1:
        return model._default_manager.filter(**{path: person_id})
    behind = rows_of(apps.get_model(BARE_IDS[steps[0]]), "__".join(steps[1:]), person_id)
    return model._default_manager.filter(**{f"{steps[0]}_id__in": behind.values("pk")})


def values_of(row: Model) -> dict[str, Any]:
    """What a row says: texts, dates, numbers. Ids of others and secrets stay out."""
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        name = field.name
        value = getattr(row, field.attname)
        if isinstance(field, ForeignKey):
            value = _title(row, field)
        elif name.endswith(("_id", "_by")) or name in {"id", "by"}:
            continue
        if (
            name in SECRET
            or SECRET_ROWS.get(row._meta.label) == name
            or isinstance(value, bytes | memoryview)
        ):
            continue
        if value not in (None, "", [], {}):
            told[name] = value
    encoded: dict[str, Any] = _plain(told)
    return encoded


def _title(row: Model, field: ForeignKey[Any, Any]) -> str:
    """How a thing is called that a row hangs on: a class, a survey, a kind of help. Never a person, nor what is a person's."""
    label = field.related_model._meta.label
    if label not in LINES or LINES[label].person_paths or getattr(row, field.attname) is None:
        return ""
    thing: Any = row
    for step in (field.name, *CALLED.get(label, ("title",))):
        thing = getattr(thing, step, "")
    return str(thing)


def _plain(value: dict[str, Any]) -> Any:
    import json

    return json.loads(json.dumps(value, cls=DjangoJSONEncoder, default=str))


@transaction.atomic
def decide(line: AccessLine, by: int, *, withhold: bool, ground: str = "") -> None:
    """Hand a line over, or hold it back with a legal ground. For what is restricted a second person says the same."""
    line = AccessLine.objects.select_for_update().get(pk=line.pk)
    _refuse_own(line.request, by)
    if line.request.released is not None:
        raise Refused(_("It was released already."))
    if withhold and not ground.strip():
        raise Refused(_("Name the legal ground for holding it back."))
    second = (
        line.disclosure == Disclosure.RESTRICTED
        and line.decided_by not in {None, by}
        and line.withheld == withhold
    )
    if second:
        line.second_by = by
    else:
        line.withheld, line.decided_by, line.second_by = withhold, by, None
    line.ground = ground.strip()[:300] if withhold else ""
    line.save()


@transaction.atomic
def decide_all(request: AccessRequest, table: str, by: int, *, withhold: bool, ground: str = "") -> int:
    """The same for every line of a table; how many."""
    lines = list(request.lines.filter(table=table).order_by("pk"))
    for line in lines:
        decide(line, by, withhold=withhold, ground=ground)
    return len(lines)


def waits_for(request: AccessRequest) -> str:
    """What still keeps it from being released, in a sentence; "" when nothing does."""
    if request.built is None:
        return _("The package isn't built yet.")
    careful = careful_lines(request)
    if careful.filter(decided_by=None).exists():
        return _("Some lines have to be looked at first.")
    if careful.filter(disclosure=str(Disclosure.RESTRICTED), second_by=None).exists():
        return _("A second person has to look at what is restricted.")
    return ""


@transaction.atomic
def release(request: AccessRequest, by: int) -> None:
    """From now on whoever asked reads what isn't held back."""
    _refuse_own(request, by)
    why = waits_for(request)
    if why:
        raise Refused(why)
    AccessRequest.objects.filter(pk=request.pk, released=None).update(released=clock.now(), released_by=by)
    _act("access.release", request, by)


def package(request: AccessRequest) -> dict[str, Any]:
    """What is handed over: each table's rows, and for what is held back the number and the ground alone."""
    rows: dict[str, list[Any]] = {}
    held: dict[str, int] = {}
    own = request.asker_id == request.subject_id
    for line in request.lines.order_by("table", "pk"):
        if line.withheld:
            held[line.ground] = held.get(line.ground, 0) + 1
        else:
            more = _opened[line.table](line.row_id) if own and line.table in _opened else {}
            rows.setdefault(line.table, []).append(line.values | more)
    return {"rows": rows, "held_back": held}


def opens_to_its_writer(table: str, words: Callable[[int], dict[str, Any]]) -> None:
    """A room says what a sealed row of its own says. Nobody reads it on the way to the one who wrote it."""
    _opened[table] = words


def overdue(day: date) -> int:
    """Open requests whose day has passed."""
    return AccessRequest.objects.filter(released=None, due__lt=day).count()


def _act(verb: str, request: AccessRequest, by: int, **detail: str) -> None:
    audit.act(verb, actor_id=by, object_kind="access_request", object_id=request.pk, detail=detail)
