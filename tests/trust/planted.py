"""A word of its own in each field that holds something of a person, in every table of the registry: whoever finds one of
them where it should not be knows at once which field it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import BinaryField, CharField, Field, JSONField, Model, TextField

from tests.trust.rows import make
from tests.village import NOW, Village
from waypost.care import jottings
from waypost.care.models import Jotting
from waypost.trust.keys import seal
from waypost.trust.registry import LINES

WORD = re.compile(r"otter\d{3}")
JOTTER = "1-2026w48"  # the file of a key


def listed(names: str) -> frozenset[str]:
    return frozenset(names.split())


#: What the program alone writes, by names: measures, states, languages, digests and the like. All else is planted, so a new
#: field is looked for unless it is named here.
CODES = listed(
    """aspect audience band base basis capacity chain check_id code country design digest disclosure ended_by figure format
    found_by from_signal kid key_name kind language line match measure media members name_hash outcome page password period
    picture_key position prefixes public public_key purpose ref_kind role rubric rule salt scale scope signal slug sound_key
    state state_then status table theme time_zone unit verdict version way weekdays why_ended"""
)
#: The same, where the name alone doesn't tell; a locked plan is written once and says again what its draft says, which is
#: planted; the last are codes and numbers with a shape that pages read.
OWN_CODES = listed(
    """community.Story.key recognition.BadgeKey.kid trust.Act.object_id trust.Act.object_kind trust.Act.verb
    trust.ReleaseShown.codes trust.SubjectSet.pseudonyms trust.ReadRow.actor trust.ReadRow.real_actor
    trust.Account.mail_without usersessions.UserSession.session_key voice.KioskDevice.turn

    practice.LockedPlan.plan

    readings.Episode.reasons readings.Episode.clears readings.Episode.inputs readings.Episode.next_step
    readings.EpisodeEvent.detail readings.Reading.detail readings.Reading.series community.Charter.too_few
    community.Points.shared voice.ItemVersion.topics voice.Numbers.scores practice.Result.numbers"""
)
#: Tables without anybody's words: the program's own, and what a school sets.
TABLES = listed(
    """auth.Group auth.Permission contenttypes.ContentType django_tasks_database.DBTaskResult evidence.Credential
    evidence.Tombstone readings.ClassHabit readings.Cursor readings.Parameters readings.RuleTest readings.State
    readings.TagSet school.School sessions.Session socialaccount.SocialApp trust.RetentionRun trust.Setting
    trust.Tries"""
)


@dataclass(frozen=True)
class Planted:
    """Word -> "care.NoteVersion.words"."""

    fields: dict[str, str]

    def all(self) -> str:
        """What an exception might say: something of every field."""
        return " ".join(self.fields)

    def in_text(self, text: str) -> set[str]:
        """The fields of which something stands in a text."""
        return {self.fields.get(word, word) for word in WORD.findall(text)}


def plant(village: Village) -> Planted:
    """A row about Mia in every table that has none, and a word of its own in each field of a person's."""
    for label in sorted(LINES):
        if label not in TABLES and not apps.get_model(label)._default_manager.exists():
            make(label, village.mia, NOW, share=True)
    planted = Planted(dict(_words()))
    Jotting.objects.update(key_name=JOTTER)
    return planted


def _words() -> Iterator[tuple[str, str]]:
    names = sorted(f"{label}.{f.name}" for label in LINES if label not in TABLES for f in fields_of(label))
    for number, name in enumerate(names):
        label, _, field = name.rpartition(".")
        word = f"otter{number:03}"
        _write(apps.get_model(label), field, word)
        yield word, name


def fields_of(label: str) -> Iterator[Field[Any, Any]]:
    """Those in which something of a person can stand."""
    for field in apps.get_model(label)._meta.concrete_fields:
        if not isinstance(field, CharField | TextField | JSONField | BinaryField) or field.choices:
            continue
        if field.name not in CODES and f"{label}.{field.name}" not in OWN_CODES:
            yield field


def _write(model: type[Model], name: str, word: str) -> None:
    field = model._meta.get_field(name)
    value: Any = word
    if isinstance(field, JSONField):
        value = [word] if isinstance(field.get_default(), list) else {"said": word}
    elif name == "sealed":
        value = seal(word) if model._meta.label == "voice.Answer" else jottings.seal(word, JOTTER)
    elif isinstance(field, BinaryField):
        value = json.dumps({"said": word}).encode()
    rows = model._default_manager.all()
    try:
        with transaction.atomic():
            assert rows.update(**{name: value}), f"{model._meta.label} has no row"
    except IntegrityError:  # one only may have it
        rows.filter(pk=rows.order_by("pk").values("pk")[:1]).update(**{name: value})
