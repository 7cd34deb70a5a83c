"""Certificates: printed for the student, checked by a stranger only if the student says so (TRUST 29)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.village import Village
from waypost.recognition.access import MADE_CERTIFICATE, OWN_CERTIFICATE, SEE_CERTIFICATE
from waypost.recognition.models import Certificate
from waypost.recognition.services import certificates
from waypost.school.models import Person
from waypost.trust import clock as trust_clock
from waypost.trust import ledger

SignedIn = Callable[[object], Client]
NAMES = (
    "ليلى الخطيب",
    "Nguyễn Thị Ánh Tuyết",
    "Ọlábísí Ṣóyínká",
    "Maximiliane " + "Oberhuber-" * 5 + "Wolkenstein",
)


@pytest.fixture
def made(village: Village) -> Certificate:
    return certificates.make(
        village.mia, "For a talk", "that made us think", "path", by=village.ada.pk, once=uuid4()
    )


def test_each_rule_answers_alike_for_the_row_and_for_the_list(village: Village, made: Certificate) -> None:
    for rule, expected in (
        (SEE_CERTIFICATE, {"mia", "ada", "lena", "cora", "rosa"}),
        (OWN_CERTIFICATE, {"mia"}),
        (MADE_CERTIFICATE, {"ada", "lena"}),
    ):
        assert seen_by(village, rule, made) == expected, rule.name


def test_a_teacher_makes_one_from_a_form_sent_twice(village: Village, signed_in: SignedIn) -> None:
    sent = {"title": "For a talk", "words": "that made us think", "design": "leaf", "once": str(uuid4())}
    for _tap in range(2):
        answer = signed_in(village.ada).post(
            f"/recognition/students/{village.mia.pk}/certificates/new/", sent
        )
    page = signed_in(village.mia).get(answer["Location"]).content.decode()
    assert Certificate.objects.count() == 1
    assert "Mia Santos" in page
    assert "Willow School" in page
    assert "/recognition/check/" not in page, "no address before the student has said yes"


def test_nothing_is_public_before_the_student_says_yes_and_after_a_no(
    village: Village, made: Certificate, signed_in: SignedIn
) -> None:
    address = f"/recognition/check/{made.check_id}/"
    assert Client().get(address).status_code == 404
    assert (
        signed_in(village.ada)
        .post(f"/recognition/certificates/{made.pk}/checkable/", {"yes": "1"})
        .status_code
        == 403
    )
    signed_in(village.mia).post(f"/recognition/certificates/{made.pk}/checkable/", {"yes": "1"})
    answer = Client().get(address)
    page = answer.content.decode()
    assert "This certificate is genuine" in page
    assert "For a talk" in page
    assert "Willow School" in page
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "same-origin", "no other site learns the address"
    for word in ("Mia", "Santos", "Ada", "Okafor", "that made us think"):
        assert word not in page
    signed_in(village.mia).post(f"/recognition/certificates/{made.pk}/checkable/", {"yes": "0"})
    assert Client().get(address).status_code == 404


def test_the_name_is_compared_only_when_a_visitor_types_it(made: Certificate) -> None:
    certificates.let_check(made, True)
    address = f"/recognition/check/{made.check_id}/"
    assert "Yes, it was given" in Client().post(address, {"name": " mia  SANTOS "}).content.decode()
    assert (
        "was not given to a person with this name"
        in Client().post(address, {"name": "Leo Park"}).content.decode()
    )


def test_guesses_of_names_and_of_ids_are_slowed_down(made: Certificate) -> None:
    certificates.let_check(made, True)
    address = f"/recognition/check/{made.check_id}/"
    answers = [Client().post(address, {"name": f"Guess {n}"}).status_code for n in range(12)]
    assert answers[:8] == [200] * 8
    assert 429 in answers
    other = [Client().get(f"/recognition/check/{secrets.token_hex(16)}/").status_code for _n in range(12)]
    assert set(other) <= {404, 429}
    assert other.count(404) <= 8


@pytest.mark.parametrize("guesses", [300, pytest.param(5_000, marks=pytest.mark.proof)])
def test_thousands_of_guesses_of_addresses_and_names_tell_nothing(made: Certificate, guesses: int) -> None:
    """TRUST 29: after a few tries each guess waits, whatever is guessed; no answer names anybody. Two guesses a round."""
    certificates.let_check(made, True)
    client, seen = Client(), set()
    for n in range(guesses):
        address = f"/recognition/check/{secrets.token_hex(16)}/"
        answers = (
            client.get(address),
            client.post(f"/recognition/check/{made.check_id}/", {"name": f"Mia {n}"}),
        )
        seen |= {(a.status_code, a.content) for a in answers}
    told = {status for status, _body in seen}
    assert told == {200, 404, 429}
    bodies = b"".join(body for status, body in seen if status != 200)
    for word in (b"Mia", b"Santos", b"For a talk", b"Ada"):
        assert word not in bodies
    looked = [body for status, body in seen if status == 200]
    assert 0 < len(looked) <= 16, "only so many names were compared at all"
    assert not any(b"Yes, it was given" in body for body in looked)


def test_ids_have_128_bits_and_say_nothing_of_order(village: Village) -> None:
    ids = [
        certificates.make(village.mia, "T", "w", "frame", by=village.ada.pk, once=uuid4()).check_id
        for _n in range(40)
    ]
    assert len(set(ids)) == 40
    assert all(len(bytes.fromhex(i)) == 16 for i in ids)
    assert ids != sorted(ids)


def test_what_was_revoked_says_so_to_whoever_checks_it(
    village: Village, made: Certificate, signed_in: SignedIn
) -> None:
    certificates.let_check(made, True)
    signed_in(village.ada).post(f"/recognition/certificates/{made.pk}/revoke/")
    page = Client().get(f"/recognition/check/{made.check_id}/").content.decode()
    assert "no longer holds" in page
    assert "is genuine" not in page


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_script_are_compared_as_they_are_typed(village: Village, name: str) -> None:
    person = Person.objects.create(sourced_id="x", given_name=name, family_name="", kind="student")
    made = certificates.make(person, "T", "w", "frame", by=village.ada.pk, once=uuid4())
    assert certificates.is_of(made, f"  {person.name} ")
    assert not certificates.is_of(made, person.name + "x")
    assert person.name not in f"{vars(made)}"


def test_a_certificate_that_was_revoked_or_hidden_stays_so_when_an_older_backup_is_put_back(
    village: Village, made: Certificate, django_capture_on_commit_callbacks: Any
) -> None:
    before = trust_clock.wall()
    hidden = certificates.make(village.leo, "For help", "", "path", by=village.ada.pk, once=uuid4())
    with django_capture_on_commit_callbacks(execute=True):
        certificates.revoke(made)
        certificates.let_check(hidden, False)
    Certificate.objects.update(revoked=None, checkable=True)  # as in the backup
    ledger.replay(ledger.read(ledger.place()), before)
    assert Certificate.objects.get(pk=made.pk).revoked is not None
    assert not Certificate.objects.get(pk=hidden.pk).checkable
