"""Joining and parting (TRUST 9): exact rules, dated windows, and an undo that restores everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import village as cast
from tests.village import Village
from waypost.school import breach, changes, clock, people
from waypost.school.automatic import mail_key, sole_windows
from waypost.school.identities import Window
from waypost.school.models import (
    Enrollment,
    GuardianLink,
    HomeAdult,
    Identifier,
    Identity,
    Membership,
    Person,
    School,
)
from waypost.trust import readlog
from waypost.trust.access import ReadBook
from waypost.trust.models import Act, RoleGrant
from waypost.trust.who import who_is

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


@contextmanager
def told() -> Iterator[set[int]]:
    """Collects whom `people_changed` names."""
    found: set[int] = set()

    def listen(person_ids: set[int], **_: Any) -> None:
        found.update(person_ids)

    changes.people_changed.connect(listen)
    try:
        yield found
    finally:
        changes.people_changed.disconnect(listen)


def identifier(key: str) -> int:
    return people.resolve([key])[key]


def child(code: str, email: str = "", **more: Any) -> Person:
    return Person.objects.create(
        sourced_id=code, given_name=code.title(), kind="student", email=email, **more
    )


# Resolving


def test_three_thousand_keys_are_made_in_one_go_and_found_again(village: Village) -> None:
    keys = [f"account|https://tool.example|user-{n}" for n in range(3000)]
    first = people.resolve(keys)
    assert len(set(first.values())) == 3000
    with CaptureQueriesContext(connection) as asked:
        assert people.resolve(keys) == first
    assert len(asked) <= 5
    assert Identifier.objects.get(pk=first[keys[7]]).issuer == "https://tool.example"


def test_resolving_one_key_twice_in_a_call_makes_one_identifier(village: Village) -> None:
    assert len(people.resolve(["openid|https://id.example/x"] * 2)) == 1
    assert Identifier.objects.filter(key="openid|https://id.example/x").count() == 1
    assert people.resolve([]) == {}


# The exact rules


def test_a_roster_account_joins_its_person_without_anybodys_help(village: Village) -> None:
    with told() as whom:
        found = identifier(people.roster_key("mia"))
    assert people.person_of(found, TODAY) == village.mia.pk
    assert whom == {village.mia.pk}


def test_an_account_of_another_tool_joins_nobody_though_the_name_is_a_sourced_id(village: Village) -> None:
    found = identifier("account|https://other.example|mia")
    assert people.person_of(found, TODAY) is None


def test_an_account_home_that_the_school_named_as_the_rosters_joins(village: Village) -> None:
    School.objects.update(roster_homes=["https://sso.willow.example"])
    found = identifier("account|https://sso.willow.example|leo")
    assert people.person_of(found, TODAY) == village.leo.pk


def test_school_mail_joins_and_home_mail_never_does(village: Village) -> None:
    Person.objects.filter(pk=village.leo.pk).update(email="leo@home.example")
    school, home = identifier("mbox|mailto:mia@willow.example"), identifier("mbox|mailto:leo@home.example")
    assert people.person_of(school, TODAY) == village.mia.pk
    assert people.person_of(home, TODAY) is None
    assert people.person_of(identifier("mbox|mailto:mia@willow.example.evil.example"), TODAY) is None
    assert people.person_of(identifier("mbox|mailto:mia@sub.willow.example"), TODAY) is None


def test_mail_joins_whatever_its_capitals(village: Village) -> None:
    assert people.person_of(identifier("mbox|mailto:MIA@Willow.Example"), TODAY) == village.mia.pk


def test_siblings_with_one_address_are_both_left_for_a_person(village: Village) -> None:
    child("ann", "stone@willow.example")
    child("bob", "stone@willow.example")
    found = identifier("mbox|mailto:stone@willow.example")
    assert people.person_of(found, TODAY) is None
    assert people.windows_of([found]) == {}


def test_a_second_child_on_the_same_address_ends_the_first_ones_claim_that_day(village: Village) -> None:
    ann = child("ann", "stone@willow.example")
    people.settle([ann.pk])
    found = identifier("mbox|mailto:stone@willow.example")
    bob = child("bob", "stone@willow.example")
    with told() as whom:
        people.settle([bob.pk])
    assert ann.pk in whom
    assert people.person_of(found, YESTERDAY) == ann.pk
    assert people.person_of(found, TODAY) is None
    with clock.held_at(cast.NOW + timedelta(days=40)):
        assert people.settle([ann.pk, bob.pk]) == set()  # what was decided once stays
    assert people.person_of(found, TODAY) is None


def test_a_recycled_address_a_year_later_never_points_to_the_old_child(village: Village) -> None:
    old = child("old", "a.stone@willow.example", since=date(2024, 9, 1), left=date(2025, 7, 10), active=False)
    people.settle([old.pk])
    found = identifier("mbox|mailto:a.stone@willow.example")
    new = child("new", "a.stone@willow.example", since=date(2026, 8, 31))
    people.settle([new.pk])
    assert people.person_of(found, date(2025, 3, 3)) == old.pk
    assert people.person_of(found, date(2025, 7, 11)) is None
    assert people.person_of(found, date(2026, 8, 31)) == new.pk
    assert people.person_of(found, TODAY) == new.pk
    assert people.person_of(found, None) is None  # undated work: not clear whose


def test_an_address_handed_on_while_both_are_here_changes_hands_on_that_day(village: Village) -> None:
    ann, bob = (
        child("ann", "box@willow.example", since=date(2026, 8, 31)),
        child("bob", since=date(2026, 8, 31)),
    )
    people.settle([ann.pk])
    Person.objects.filter(pk=ann.pk).update(email="ann@willow.example")
    Person.objects.filter(pk=bob.pk).update(email="box@willow.example")
    people.settle([ann.pk, bob.pk])
    found = identifier("mbox|mailto:box@willow.example")
    assert people.person_of(found, YESTERDAY) == ann.pk
    assert people.person_of(found, TODAY) == bob.pk
    with clock.held_at(cast.NOW + timedelta(days=9)):
        assert people.settle([ann.pk, bob.pk]) == set()
    assert people.person_of(found, TODAY) == bob.pk


def test_the_rules_leave_alone_what_a_person_joined_or_parted(village: Village) -> None:
    by_hand = identifier("mbox|mailto:leo@willow.example")
    row = Identity.objects.get(identifier=by_hand, parted__isnull=True)
    people.part(row.pk, by=7, reason="a shared mailbox")
    assert people.join_automatically([by_hand]) == set()
    assert people.person_of(by_hand, TODAY) is None
    people.join(by_hand, village.mia.pk, by=7, reason="it is Mia's")
    assert people.join_automatically([by_hand]) == set()
    assert people.person_of(by_hand, TODAY) == village.mia.pk


def presences() -> st.SearchStrategy[list[Window]]:
    day = st.none() | st.dates(date(2026, 1, 1), date(2026, 2, 1))
    one = st.tuples(st.integers(1, 3), day, day).filter(lambda w: not (w[1] and w[2]) or w[1] <= w[2])
    return st.lists(one.map(lambda w: Window(*w)), max_size=5)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(presences())
def test_sole_windows_hold_exactly_where_one_person_was_there(rows: list[Window]) -> None:
    found = sole_windows(rows)
    for n in range(-3, 40):
        day = date(2026, 1, 1) + timedelta(days=n)
        there = {w.person for w in rows if w.holds(day)}
        claims = [w.person for w in found if w.holds(day)]
        assert claims == (list(there) if len(there) == 1 else [])


# By hand


def test_joining_by_hand_counts_on_its_days_and_tells_whose_evidence_changed(village: Village) -> None:
    found = identifier("account|https://other.example|m.s.")
    with told() as whom:
        people.join(
            found,
            village.mia.pk,
            by=3,
            reason="said her teacher",
            since=date(2026, 9, 1),
            until=date(2026, 10, 1),
        )
    assert whom == {village.mia.pk}
    assert people.person_of(found, date(2026, 9, 1)) == village.mia.pk
    assert people.person_of(found, date(2026, 10, 1)) == village.mia.pk
    assert people.person_of(found, date(2026, 10, 2)) is None
    assert people.person_of(found, date(2026, 8, 31)) is None
    act = Act.objects.get(verb="identity.join")
    assert (act.actor_id, act.detail) == (3, {"person": village.mia.pk})


def test_an_identifier_is_never_two_people_on_one_day(village: Village) -> None:
    found = identifier("account|https://other.example|x")
    people.join(found, village.mia.pk, by=3, reason="hers", until=date(2026, 10, 1))
    with pytest.raises(ValidationError, match="already stands for Mia Santos"):
        people.join(found, village.leo.pk, by=3, reason="his", since=date(2026, 10, 1))
    people.join(found, village.leo.pk, by=3, reason="his", since=date(2026, 10, 2))
    assert people.person_of(found, date(2026, 10, 2)) == village.leo.pk


@pytest.mark.parametrize(
    ("since", "until", "reason", "says"),
    [(TODAY, YESTERDAY, "why", "lies before"), (None, None, "  ", "why")],
)
def test_a_join_without_reason_or_with_its_days_turned_round_is_refused(
    village: Village, since: date | None, until: date | None, reason: str, says: str
) -> None:
    found = identifier("account|https://other.example|x")
    with pytest.raises(ValidationError, match=says):
        people.join(found, village.mia.pk, by=3, reason=reason, since=since, until=until)
    assert not Identity.objects.filter(identifier=found).exists()


def test_parting_takes_the_identifier_away_and_keeps_who_and_why(village: Village) -> None:
    row = Identity.objects.get(person=village.mia)
    with told() as whom:
        people.part(row.pk, by=3, reason="a twin's account")
    assert whom == {village.mia.pk}
    assert people.person_of(row.identifier_id, TODAY) is None
    row.refresh_from_db()
    assert (row.parted_by, row.parted_reason) == (3, "a twin's account")
    with pytest.raises(ValidationError, match="already"):
        people.part(row.pk, by=3, reason="again")


# Merging


def test_a_merged_child_s_identifiers_answer_with_the_kept_one(village: Village) -> None:
    leo, mia = Identity.objects.get(person=village.leo), Identity.objects.get(person=village.mia)
    with told() as whom:
        people.merge(village.mia.pk, village.leo.pk, by=3, reason="entered twice")
    assert whom == {village.mia.pk, village.leo.pk}
    assert people.person_of(leo.identifier_id, TODAY) == village.mia.pk
    both = {k.identifier for k in people.identifiers_of(village.leo.pk)}
    assert (
        both
        == {leo.identifier_id, mia.identifier_id}
        == {k.identifier for k in people.identifiers_of(village.mia.pk)}
    )
    assert people.identifiers_of_all([village.mia.pk])[village.mia.pk] == people.identifiers_of(
        village.mia.pk
    )


def test_merging_moves_no_link_no_grant_and_no_home_adult(village: Village) -> None:
    before = everything()
    people.merge(village.leo.pk, village.mia.pk, by=3, reason="entered twice")
    after = everything()
    assert {m: rows for m, rows in after.items() if m != "Person"} == {
        m: rows for m, rows in before.items() if m != "Person"
    }
    assert not GuardianLink.objects.filter(student=village.leo).exists()


def test_one_address_of_two_merged_rows_is_one_persons(village: Village) -> None:
    twin = child("mia-again", "mia@willow.example")
    people.merge(village.mia.pk, twin.pk, by=3, reason="entered twice")
    people.settle([village.mia.pk, twin.pk])
    assert people.person_of(identifier(mail_key("mia@willow.example")), TODAY) == village.mia.pk


def test_merges_that_would_make_a_chain_or_join_child_and_adult_are_refused(village: Village) -> None:
    people.merge(village.mia.pk, village.leo.pk, by=3, reason="entered twice")
    for kept, absorbed, says in [
        (village.mia, village.mia, "two different"),
        (village.noor, village.leo, "part of another"),
        (village.leo, village.noor, "part of another"),
        (village.noor, village.mia, "already stands for another row"),
        (village.noor, village.ada, "one kind"),
    ]:
        with pytest.raises(ValidationError, match=says):
            people.merge(kept.pk, absorbed.pk, by=3, reason="x")
    people.merge(village.mia.pk, village.noor.pk, by=3, reason="entered three times")
    assert people.rows_of(village.noor.pk) == [village.mia.pk, village.leo.pk, village.noor.pk]


def test_the_breach_list_equals_the_log_between_merge_and_parting(village: Village) -> None:
    def look(person: Person, hours: int) -> None:
        with clock.held_at(cast.NOW + timedelta(hours=hours)):
            book = ReadBook(who_is(village.account(village.ada)), page="student", purpose="look")
            book.read.add(person.pk)
            readlog.write(readlog.entries(book))

    look(village.mia, -5)
    row = people.merge(village.mia.pk, village.leo.pk, by=3, reason="entered twice")
    look(village.mia, 2)
    look(village.leo, 3)
    look(village.noor, 3)
    with clock.held_at(cast.NOW + timedelta(hours=4)):
        row = people.part_merge(row.pk, by=3, reason="two children")
    look(village.mia, 9)
    found = breach.reads_while_merged(row, cast.NOW + timedelta(hours=20))
    start = clock.milliseconds(cast.NOW) // breach.QUARTER_MS
    assert [r.quarter - start for r in found] == [8, 12]
    assert {r.page for r in found} == {"student"}


MODELS = [Person, Identifier, Identity, GuardianLink, HomeAdult, Membership, Enrollment, RoleGrant]


def everything() -> dict[str, list[dict[str, Any]]]:
    return {
        m.__name__: [model_to_dict(row) | {"id": row.pk} for row in m._default_manager.order_by("pk")]
        for m in MODELS
    }


def answers() -> dict[Any, Any]:
    days = [date(2024, 1, 1), date(2026, 9, 15), YESTERDAY, TODAY, None]
    ids = list(Identifier.objects.values_list("pk", flat=True))
    return {(i, d): people.person_of(i, d) for i in ids for d in days}


steps = st.lists(
    st.tuples(
        st.sampled_from(["merge", "part", "join", "unjoin"]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 9),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=steps, pair=st.tuples(st.integers(0, 5), st.integers(0, 5)))
@pytest.mark.django_db
def test_merge_then_part_restores_exactly_after_any_history(
    history: list[tuple[str, int, int, int]], pair: tuple[int, int]
) -> None:
    with clock.held_at(datetime(2026, 11, 23, 8, 0, tzinfo=UTC)):
        Person.objects.update(merged_into=None)
        for model in reversed(MODELS):
            model._default_manager.all().delete()
        School.objects.all().delete()
        School.objects.create(name="S", mail_domains=["s.example"])
        kids = [
            child(f"k{n}", f"k{n // 2}@s.example", since=date(2026, 9, n + 1) if n % 2 else None)
            for n in range(6)
        ]
        people.settle([k.pk for k in kids])
        keys = [identifier(f"account|https://tool.example|{n}") for n in range(4)]
        adult = Person.objects.create(given_name="Gwen", kind="guardian")
        for kid in kids[:3]:
            GuardianLink.objects.create(student=kid, guardian=adult, state="confirmed", see=True)
        for verb, a, b, n in history:
            play(verb, kids[a], kids[b], keys[n % 4])
        people.settle([k.pk for k in kids])
        before, said = everything(), answers()
        try:
            row = people.merge(kids[pair[0]].pk, kids[pair[1]].pk, by=1, reason="a mistake")
        except ValidationError:
            assert everything() == before
            return
        people.part_merge(row.pk, by=1, reason="they are two")
        assert everything() == before
        assert answers() == said


def play(verb: str, one: Person, other: Person, key: int) -> None:
    """One random step of a history; what is refused changes nothing."""
    try:
        if verb == "merge":
            people.merge(one.pk, other.pk, by=1, reason="x")
        elif verb == "join":
            people.join(key, one.pk, by=1, reason="x")
        elif verb == "unjoin" and (row := Identity.objects.filter(person=one, parted__isnull=True).first()):
            people.part(row.pk, by=1, reason="x")
        elif verb == "part" and (
            done := people.Merge.objects.filter(absorbed=one, parted__isnull=True).first()
        ):
            people.part_merge(done.pk, by=1, reason="x")
    except ValidationError:
        pass
