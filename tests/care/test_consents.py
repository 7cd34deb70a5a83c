"""The pages on which families and students agree: own answers only, given and taken back, with the words that were shown."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from django.test import Client

from tests.village import Village
from waypost.care.consents import WORDS
from waypost.school.models import GuardianLink
from waypost.trust import consent
from waypost.trust.consent.table import PURPOSES
from waypost.trust.models import Consent, ConsentText

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


def test_everything_that_rooms_can_ask_for_has_its_words() -> None:
    assert set(WORDS) == set(PURPOSES)


def test_a_guardian_says_yes_and_takes_it_back(village: Village, signed_in: SignedIn) -> None:
    client, where = signed_in(village.rosa), f"/care/consents/{village.mia.pk}/"
    assert client.get("/care/consents/").headers["Location"] == where
    client.post(where, {"purpose": "partner", "said": "yes"})
    assert consent.allowed(village.mia.pk, "partner")
    assert "You said yes" in client.get(where).content.decode()
    client.post(where, {"purpose": "partner", "said": "back"})
    assert not consent.allowed(village.mia.pk, "partner")
    text = client.get(where).content.decode()
    assert "The words that were shown" in text
    assert Consent.objects.count() == 1


def test_one_guardian_does_not_read_what_the_other_said(village: Village, signed_in: SignedIn) -> None:
    GuardianLink.objects.filter(guardian=village.paul).update(state="confirmed", see=True, consent=True)
    where = f"/care/consents/{village.mia.pk}/"
    before = signed_in(village.paul).get(where).content
    signed_in(village.rosa).post(where, {"purpose": "publish", "said": "no"})
    after = signed_in(village.paul).get(where).content.decode()
    assert "You said" not in after
    assert "Rosa" not in after
    assert len(before) == len(after.encode()), "nothing on the page tells of it"


@pytest.mark.parametrize("who", ["ada", "leo", "paul", "adam"])
def test_nobody_else_answers(village: Village, signed_in: SignedIn, who: str) -> None:
    answer = signed_in(getattr(village, who)).post(
        f"/care/consents/{village.mia.pk}/", {"purpose": "publish", "said": "yes"}
    )
    assert answer.status_code in {403, 404}
    assert not Consent.objects.exists()


def test_a_guardian_who_may_see_but_not_consent_has_no_page(village: Village, signed_in: SignedIn) -> None:
    GuardianLink.objects.filter(guardian=village.rosa).update(consent=False)
    assert signed_in(village.rosa).get(f"/care/consents/{village.mia.pk}/").status_code == 404


def test_a_student_says_no_and_it_outranks(village: Village, signed_in: SignedIn) -> None:
    where = f"/care/consents/{village.mia.pk}/"
    signed_in(village.rosa).post(where, {"purpose": "survey", "said": "yes"})
    signed_in(village.mia).post(where, {"purpose": "survey", "said": "no"})
    assert consent.opted_out("survey", [village.mia.pk, village.leo.pk]) == {village.mia.pk}


def test_nonsense_changes_nothing(village: Village, signed_in: SignedIn) -> None:
    client, where = signed_in(village.rosa), f"/care/consents/{village.mia.pk}/"
    assert client.post(where, {"purpose": "everything", "said": "yes"}).status_code == 404
    assert client.post(where, {"purpose": "survey", "said": "maybe"}).status_code == 404


def test_a_no_before_a_survey_and_one_on_the_page_of_consents_keep_the_same_words(
    village: Village, signed_in: SignedIn
) -> None:
    """One wording a purpose: else the same no would be to another text, and each page a new version (TRUST 14)."""
    client, mia = signed_in(village.rosa), village.mia.pk
    title, words = WORDS["survey-sensitive"]
    for page, sent in (
        (f"/care/consents/{mia}/", {"purpose": "survey-sensitive", "said": "no"}),
        (f"/voice/surveys/objection/{mia}/", {"yes": "0"}),
    ):
        assert str(words) in html.unescape(client.get(page).content.decode()), page
        client.post(page, sent)
        assert consent.opted_out("survey-sensitive", [mia]) == {mia}
    assert [t.words for t in ConsentText.objects.filter(purpose="survey-sensitive")] == [f"{title}\n{words}"]
