"""What is handed over on request: words instead of codes, no key of anybody's, sealed answers for their writer alone (TRUST 5)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import CharField, Field, ForeignKey
from django.test import Client

from tests.trust.planted import CODES, plant
from tests.trust.rows import make
from tests.trust.test_requests import asked_by, settle
from tests.village import NOW, Village
from tests.voice import rounds
from waypost import web
from waypost.care.queries import handed
from waypost.skills.models import Framework, Skill
from waypost.trust import requests
from waypost.trust.models import AccessRequest
from waypost.trust.registry import LINES, Disclosure
from waypost.voice.models import Kind
from waypost.voice.services.answers import answer
from waypost.web import row_words, rows

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
OWN = "otters in the second lesson"


def coded() -> Iterator[tuple[str, Field[object, object]]]:
    """Every field of a table of the rooms that holds a code, where the row is told field by field."""
    for label, line in LINES.items():
        if line.disclosure in {Disclosure.NONE, Disclosure.NEVER} or not line.person_paths:
            continue
        if label in rows.TOLD or (label not in handed.SEEN and label.partition(".")[0] in handed.WORKING):
            continue
        if label.startswith("climate."):  # restricted: about adults at work, told to them on their own pages
            continue
        for field in apps.get_model(label)._meta.concrete_fields:
            if isinstance(field, CharField) and field.name in CODES and not field.choices:
                yield label, field


def test_each_code_that_is_handed_over_has_words() -> None:
    bare = [
        f"{label}.{f.name}"
        for label, f in coded()
        if not (f.name in row_words.SILENT or f.name in requests.SECRET or rows.has_words(label, f.name))
        and f"{label}.{f.name}" not in FREE
    ]
    assert bare == []


def handed_over() -> Iterator[tuple[str, str]]:
    """Every field that a page of a package says by its name."""
    for label, line in LINES.items():
        if line.disclosure in {Disclosure.NONE, Disclosure.NEVER} or not line.person_paths:
            continue
        if label in rows.TOLD or (label not in handed.SEEN and label.partition(".")[0] in handed.WORKING):
            continue
        for field in apps.get_model(label)._meta.concrete_fields:
            behind = field.related_model._meta.label if isinstance(field, ForeignKey) else ""
            bare = not behind and (field.name.endswith(("_id", "_by")) or field.name in {"id", "by"})
            person = behind and (behind not in LINES or LINES[behind].person_paths)
            secret = field.name in requests.SECRET or requests.SECRET_ROWS.get(label) == field.name
            if not (bare or person or secret):
                yield label, field.name


def test_each_field_that_is_handed_over_has_a_name_in_words() -> None:
    """Else an Arabic page says `checked_until`."""
    names = list(handed_over())
    assert len(names) > 300
    assert [n for n in names if n[1] not in row_words.FIELDS and n[1] not in row_words.SILENT] == []


#: Fields of such a name that hold what people wrote, a name, or what stands on the paper.
FREE = {
    "care.FollowUp.outcome", "school.Attendance.period", "voice.Invited.unit", "recognition.Certificate.check_id",
}  # fmt: skip


def test_a_signal_and_a_reading_are_handed_over_as_sentences(village: Village) -> None:
    tree = Framework.objects.create(uri="u", title="T")
    ratios = Skill.objects.create(identifier="r", title="Ratios", framework=tree)
    told = handed.sections(
        {
            "readings.Episode": [
                {"signal": "secured", "subject": ratios.pk, "opened": "2026-11-10", "state": "open",
                 "reasons": [{"code": "became_secure", "params": {"day": NOW.toordinal(), "tries": 12}}]}
            ],
            "readings.Reading": [
                {"measure": "mastery", "subject": ratios.pk, "state": "secure", "n": 62, "as_of": "2026-11-20"}
            ],
            "care.SignalAnswer": [{"signal": "secured", "subject": ratios.pk, "answer": "useful"}],
            "school.Attendance": [{"day": "2026-11-20", "status": "excused"}],
        }
    )  # fmt: skip
    words = [pair for section in told for row in section.rows for pair in row]
    assert ("signal", "This student can do it now: Ratios") in words
    assert ("how it stands", "secure") in words
    assert ("about which skill", "Ratios") in words
    assert ("answer", "Useful") in words
    assert ("how it stands", "excused") in words
    said = " ".join(value for _name, value in words)
    assert not [code for code in ("secured", "became_secure", str(ratios.pk)) if code in said.split()]


def test_no_key_of_anybody_stands_in_a_package(village: Village) -> None:
    """A key of a session or of a second factor in the officer's list would open the account."""
    planted = plant(village)
    found = asked_by(village, village.mia.pk)
    said = planted.in_text(json.dumps([line.values for line in found.lines.all()]))
    assert "care.NoteVersion.words" in said, "what is the child's is there"
    keys = {
        "mfa.Authenticator.data", "usersessions.UserSession.data", "trust.OwnNumber.secret", "trust.SignInCard.typed",
        "socialaccount.SocialToken.token", "socialaccount.SocialToken.token_secret", "voice.Answer.sealed",
        "community.Story.picture_key",
    }  # fmt: skip
    assert not said & keys
    assert not [v for line in found.lines.all() for v in line.values if v in requests.SECRET]


@pytest.fixture(params=[Kind.CONFIDENTIAL, Kind.NAMED])
def wave_answered(request: pytest.FixtureRequest, village: Village) -> str:
    """Mia answered a survey; the words of the question that she answered with a number."""
    rounds.safeguarded(village)
    rounds.students(village, [("7a", 12)])
    wave = rounds.opened(village, kind=request.param)
    answer(wave, village.mia.pk, rounds.said(wave, 2, words=OWN))
    return str(wave.questions.first().version.text)


def release(village: Village, asker: int) -> AccessRequest:
    made = asked_by(village, asker)
    settle(made)
    requests.release(made, 1)
    made.refresh_from_db()
    return made


def test_an_answer_to_a_survey_is_handed_over_to_its_writer_alone(
    village: Village, signed_in: SignedIn, wave_answered: str
) -> None:
    own, family = release(village, village.mia.pk), release(village, village.rosa.pk)
    hers = signed_in(village.mia).get(f"/care/kept/package/{own.pk}/").content.decode()
    for where in (f"/care/kept/package/{family.pk}/", f"/care/kept/package/{family.pk}/file/"):
        theirs = signed_in(village.rosa).get(where).content.decode()
        assert "How it is here" in theirs, "that there is an answer is said"
        for words in (wave_answered, OWN):
            assert words not in theirs
    for words in (wave_answered, OWN):
        assert words in hers
        assert words not in str(list(own.lines.values())), "nobody reads it on the way"


def test_beside_the_words_stands_a_file_with_the_codes(village: Village, signed_in: SignedIn) -> None:
    made = release(village, village.mia.pk)
    where = f"/care/kept/package/{made.pk}/"
    client = signed_in(village.mia)
    assert f"{where}file/" in client.get(where).content.decode()
    answer_ = client.get(f"{where}file/")
    assert "attachment" in answer_["Content-Disposition"]
    assert "no-store" in answer_["Cache-Control"]
    assert answer_.json()["rows"]["school.Person"][0]["kind"] == "student"
    assert signed_in(village.rosa).get(f"{where}file/").status_code == 404


def test_a_printed_package_stands_open(village: Village, signed_in: SignedIn) -> None:
    """Folded parts would be titles alone on paper."""
    made = release(village, village.mia.pk)
    page = signed_in(village.mia).get(f"/care/kept/package/{made.pk}/").content.decode()
    assert page.count("<details") - page.count('class="menu') == page.count("print-open") > 0
    style = (Path(web.__file__).parent / "static/web/components.css").read_text()
    assert "details.print-open::details-content { content-visibility: visible;" in style


def test_a_package_does_not_tell_who_wants_no_thanks_of_whom(village: Village) -> None:
    """TRUST 28: a blocked peer's thanks does not arrive, and the peer is not told."""
    make("recognition.NoThanks", village.leo, NOW)
    apps.get_model("recognition.NoThanks").objects.update(
        person_id=village.leo.pk, not_from_person_id=village.mia.pk
    )
    make("recognition.Thanks", village.mia, NOW)
    lines = asked_by(village, village.mia.pk).lines
    assert not lines.filter(table="recognition.NoThanks").exists()
    assert "state" not in lines.get(table="recognition.Thanks").values
    own = requests.ask(village.leo.pk, village.leo.pk)
    requests.check(own, 1)
    own.refresh_from_db()
    requests.build(own, 1)
    assert own.lines.filter(table="recognition.NoThanks").exists(), "it is Leo's own word"
