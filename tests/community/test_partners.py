"""Partners: offers and wishes, suggestions for an adult, and what a helper may see, when, and no longer (TRUST 14, 28)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.village import NOW, Village
from waypost.community import wants
from waypost.community.access.partners import (
    ANSWER_PLACEMENT,
    FIND_HELP,
    HELP_WITH,
    KEEP_PLACEMENT,
    MODERATE_OFFER,
    SEE_MEMBER,
    SEE_OFFER,
    SEE_PLACEMENT,
    SEE_WISH,
)
from waypost.community.models import Help, Hours, Offer, Partner, PartnerMember, Placement
from waypost.community.services import Refused
from waypost.community.services import partners as services
from waypost.learning.services import goals
from waypost.school import clock
from waypost.trust import consent
from waypost.trust.models import Consent

SignedIn = Callable[[object], Client]
STAFF = {"ada", "ben", "tom", "lena", "cora"}
MEMBERS = STAFF | {"mia", "leo", "noor", "far_kid", "rosa", "paul", "petra"}
GOAL = "Build a robot that follows a line"
UNTIL = NOW.date() + timedelta(days=60)


@pytest.fixture
def member(village: Village) -> PartnerMember:
    made = services.add_member(services.add_partner("Makers", "A workshop", once=uuid4()), village.petra.pk)
    services.note_check(made, NOW.date(), NOW.date() + timedelta(days=30), by=village.lena.pk)
    made.refresh_from_db()
    return made


@pytest.fixture
def offer(member: PartnerMember) -> Offer:
    made = services.offer(
        member.partner, Help.MENTORING, "Robots", "Build small robots with us on Fridays", 2, once=uuid4()
    )
    services.read_offer(made, 1, show=True)
    made.refresh_from_db()
    return made


@pytest.fixture
def placed(village: Village, member: PartnerMember, offer: Offer) -> Placement:
    return services.place(offer, village.mia, member, GOAL, UNTIL, by=village.ada.pk, once=uuid4())


def agree(village: Village, placed: Placement) -> None:
    """Mia is a child or of unknown age: her guardian says yes."""
    services.answer(placed, village.rosa.pk, "Mia", yes=True)


def test_each_rule_answers_alike_for_the_row_and_for_the_list(
    village: Village, member: PartnerMember, offer: Offer, placed: Placement
) -> None:
    waits = services.offer(member.partner, Help.VISIT, "Visit", "Come", 1, once=uuid4())
    wish = services.wish(Help.MATERIAL, "Wood", "", by=village.ada.pk, once=uuid4())
    agree(village, placed)
    for rule, row, expected in (
        (SEE_OFFER, offer, MEMBERS),
        (SEE_OFFER, waits, {"petra"}),
        (MODERATE_OFFER, waits, STAFF),
        (SEE_WISH, wish, STAFF | {"petra"}),
        (SEE_MEMBER, member, STAFF | {"petra"}),
        (SEE_PLACEMENT, placed, {"mia", "rosa", "ada", "lena", "cora"}),
        (KEEP_PLACEMENT, placed, {"ada", "lena", "cora"}),
        (ANSWER_PLACEMENT, placed, {"mia", "rosa"}),
        (HELP_WITH, placed, {"petra"}),
        (FIND_HELP, village.mia, {"ada", "lena", "cora"}),
    ):
        assert seen_by(village, rule, row) == expected, rule.name  # type: ignore[attr-defined]


def test_a_helper_sees_nothing_before_everybody_who_is_asked_said_yes(
    village: Village, placed: Placement, signed_in: SignedIn
) -> None:
    page = signed_in(village.petra).get("/community/partners/home/").content.decode()
    assert "Mia" not in page
    assert GOAL not in page
    signed_in(village.mia).post(f"/community/help/{placed.pk}/answer/", {"yes": "1"})
    assert "Mia" not in signed_in(village.petra).get("/community/partners/home/").content.decode()
    signed_in(village.rosa).post(f"/community/help/{placed.pk}/answer/", {"yes": "1"})
    page = signed_in(village.petra).get("/community/partners/home/").content.decode()
    assert "Mia" in page
    assert GOAL in page
    assert "Santos" not in page, "the first name alone"
    text = Consent.objects.filter(purpose="partner", giver_id=village.rosa.pk).latest("pk").text
    assert text is not None
    assert GOAL in text.words
    assert "first name, this goal and the hours" in text.words


def test_a_childs_no_outranks_a_guardians_yes_and_acts_at_the_next_request(
    village: Village, placed: Placement, signed_in: SignedIn
) -> None:
    agree(village, placed)
    helper = signed_in(village.petra)
    assert "Mia" in helper.get("/community/partners/home/").content.decode()
    signed_in(village.mia).post(f"/community/help/{placed.pk}/answer/", {"yes": "0"})
    assert "Mia" not in helper.get("/community/partners/home/").content.decode()
    assert helper.get(f"/community/help/{placed.pk}/hours/").status_code == 404


def test_a_no_to_all_partners_ends_it_too(village: Village, placed: Placement, signed_in: SignedIn) -> None:
    agree(village, placed)
    consent.give(village.mia.pk, "partner", yes=False, giver_id=village.rosa.pk, text=None)
    assert not seen_by(village, HELP_WITH, placed)


@pytest.mark.parametrize("ends", ["check", "placement", "membership"])
def test_at_midnight_after_the_last_day_an_open_session_shows_nothing_any_more(
    village: Village, member: PartnerMember, placed: Placement, signed_in: SignedIn, ends: str
) -> None:
    agree(village, placed)
    last = NOW.date() + timedelta(days=10)
    if ends == "check":
        PartnerMember.objects.update(checked_until=last)
    elif ends == "placement":
        Placement.objects.update(until=last)
    else:
        PartnerMember.objects.update(until=last)
    midnight = clock.start_of(last + timedelta(days=1))
    for at, there in ((midnight - timedelta(minutes=1), True), (midnight, False)):
        with clock.held_at(at):
            helper = signed_in(village.petra)
            assert ("Mia" in helper.get("/community/partners/home/").content.decode()) is there
            answer = helper.get(f"/community/help/{placed.pk}/hours/")
            assert answer.status_code == (200 if there else 404)


def test_consent_has_an_end_and_it_is_that_of_the_placement(village: Village, placed: Placement) -> None:
    agree(village, placed)
    row = Consent.objects.get(purpose="partner")
    assert row.audience == f"placement:{placed.pk}"
    assert row.until == clock.start_of(UNTIL + timedelta(days=1))


def test_without_a_check_that_holds_nobody_is_proposed(
    village: Village, member: PartnerMember, offer: Offer
) -> None:
    PartnerMember.objects.update(checked_until=NOW.date() - timedelta(days=1))
    member.refresh_from_db()
    with pytest.raises(Refused):
        services.place(offer, village.mia, member, GOAL, UNTIL, by=village.ada.pk, once=uuid4())


def test_suggestions_are_for_the_adult_and_rest_on_what_the_student_shared(
    village: Village, member: PartnerMember, offer: Offer, signed_in: SignedIn
) -> None:
    services.read_offer(
        services.offer(member.partner, Help.PLACE, "Garden", "Dig with us", 1, once=uuid4()), 1, show=True
    )
    for what, private in ((GOAL, False), ("Dig in the garden alone", True)):
        goal = goals.set_goal(
            village.mia.pk, goals.Wording(what=what, by_when=UNTIL), by=village.mia.pk, once=uuid4()
        )
        if private:
            goals.keep_private(goal)
    page = signed_in(village.ada).get(f"/community/students/{village.mia.pk}/help/").content.decode()
    assert page.index("Robots") < page.index("Garden")
    assert "Both speak of: build and robot" in page
    assert "alone" not in page, "a private goal reaches the student alone"
    assert Placement.objects.count() == 0, "nothing happens by itself"
    for name in ("mia", "rosa", "petra", "ben"):
        answer = signed_in(getattr(village, name)).get(f"/community/students/{village.mia.pk}/help/")
        assert answer.status_code in {403, 404}


def test_hours_and_what_came_of_them_are_noted_once(
    village: Village, placed: Placement, signed_in: SignedIn
) -> None:
    agree(village, placed)
    sent = {"day": NOW.date().isoformat(), "minutes": "90", "words": "The wheels turn", "once": str(uuid4())}
    for _tap in range(2):
        signed_in(village.petra).post(f"/community/help/{placed.pk}/hours/", sent)
    assert Hours.objects.get().minutes == 90
    for name, path in (("rosa", "/community/help/"), ("ada", f"/community/students/{village.mia.pk}/help/")):
        assert "The wheels turn" in signed_in(getattr(village, name)).get(path).content.decode()
    with pytest.raises(Refused):
        services.note_hours(placed, date(2026, 12, 24), 60, "", by=village.petra.pk, once=uuid4())


def test_an_offer_waits_for_staff_and_thanks_reach_the_partner(
    village: Village, member: PartnerMember, signed_in: SignedIn
) -> None:
    sent = {
        "kind": "visit",
        "title": "See our kiln",
        "words": "Once a month",
        "room_for": "6",
        "once": str(uuid4()),
    }
    for _tap in range(2):
        signed_in(village.petra).post(f"/community/partners/{member.partner_id}/offer/", sent)
    made = Offer.objects.get()
    assert "See our kiln" not in signed_in(village.mia).get("/community/partners/").content.decode()
    signed_in(village.ben).post(f"/community/partners/offers/{made.pk}/read/")
    assert "See our kiln" in signed_in(village.mia).get("/community/partners/").content.decode()
    thanks = {"words": "For the clay", "once": str(uuid4())}
    signed_in(village.ada).post(f"/community/partners/{member.partner_id}/thank/", thanks)
    assert "For the clay" in signed_in(village.petra).get("/community/partners/home/").content.decode()


def test_a_partner_writes_for_no_other_organization(
    village: Village, member: PartnerMember, signed_in: SignedIn
) -> None:
    other = services.add_partner("Others", "", once=uuid4())
    assert signed_in(village.petra).get(f"/community/partners/{other.pk}/offer/").status_code == 404
    assert Partner.objects.count() == 2


def test_words_in_common_go_by_their_beginnings() -> None:
    assert wants.in_common("Painting a wall", "We paint walls together") == ["painting", "wall"]
    assert wants.in_common("a b of", "a b of") == []
