"""The charter: proposed, talked about, weighed by four groups that count the same, adopted by a recorded decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.agree import seen_by
from tests.village import Village
from waypost.community import restored
from waypost.community.access import (
    MODERATE,
    MODERATE_COMMENT,
    SEE_CHARTER,
    SEE_COMMENT,
    SEE_INDICATOR,
)
from waypost.community.models import (
    Charter,
    CharterState,
    Comment,
    Group,
    Indicator,
    Kept,
    Points,
    Review,
    SharedBox,
    TookPart,
)
from waypost.community.queries.points import fallen
from waypost.community.services import Refused, closing, proposals, sharing
from waypost.community.services import charter as services
from waypost.trust import clock as trust_clock
from waypost.trust import ledger
from waypost.trust.models import Act, ReleaseCell
from waypost.trust.sealed import Key
from waypost.trust.who import who_is

from .rounds import adopted, counted, fill, fresh, indicators, sharing_now, writing

SignedIn = Callable[[object], Client]
STAFF = {"ada", "ben", "tom", "lena", "cora"}
MEMBERS = STAFF | {"mia", "leo", "noor", "far_kid", "rosa", "paul", "petra"}


def test_each_rule_answers_alike_for_the_row_and_for_the_list(village: Village) -> None:
    made = writing(village)
    shown = made.indicators.first()
    assert shown is not None
    waits = proposals.propose(made, village.mia.pk, Group.STUDENTS, "A garden", once=uuid4())
    says = proposals.comment(shown, village.rosa.pk, Group.FAMILIES, "Yes", once=uuid4())
    for rule, row, expected in (
        (SEE_CHARTER, made, MEMBERS),
        (SEE_INDICATOR, shown, MEMBERS),
        (SEE_INDICATOR, waits, {"mia"}),
        (SEE_COMMENT, says, {"rosa"}),
        (MODERATE, waits, STAFF),
        (MODERATE_COMMENT, says, STAFF),
        (MODERATE, shown, set()),
    ):
        assert seen_by(village, rule, row) == expected, rule.name


def test_what_a_student_proposes_is_read_by_staff_before_anybody_else(
    village: Village, signed_in: SignedIn
) -> None:
    writing(village)
    sent = {"words": "Nobody is alone on the bus", "why": "", "figure": "", "once": str(uuid4())}
    for _tap in range(2):
        signed_in(village.mia).post("/community/propose/", sent)
    one = Indicator.objects.get(words=sent["words"])
    assert one.state == Kept.WAITING
    assert sent["words"] in signed_in(village.mia).get("/community/").content.decode()
    assert sent["words"] not in signed_in(village.leo).get("/community/").content.decode()
    page = signed_in(village.ben).get("/community/waiting/").content.decode()
    assert sent["words"] in page
    assert "Mia" not in page, "who wrote it is not told"
    signed_in(village.ben).post(f"/community/waiting/proposal/{one.pk}/")
    page = signed_in(village.rosa).get("/community/").content.decode()
    assert sent["words"] in page
    assert "Mia" not in page.replace("Mia Santos", "")


def test_only_a_leader_opens_closes_and_adopts(village: Village, signed_in: SignedIn) -> None:
    for name in ("ada", "mia", "rosa", "petra"):
        assert signed_in(getattr(village, name)).post("/community/begin/").status_code == 403
    once = str(uuid4())
    for _tap in range(2):
        signed_in(village.lena).post("/community/begin/", {"once": once})
    made = Charter.objects.get()
    assert (made.year, made.number, made.state) == ("2026/27", 1, CharterState.WRITING)


def test_points_are_counted_once_however_often_they_are_sent(village: Village, signed_in: SignedIn) -> None:
    made = sharing_now(village)
    ids = [i.pk for i in indicators(made)]
    for points in ((40, 30, 20, 10), (0, 0, 0, 100)):
        sent = {f"p{pk}": str(v) for pk, v in zip(ids, points, strict=True)} | {"once": str(uuid4())}
        assert "Thank you" in signed_in(village.leo).post("/community/points/", sent).content.decode()
    with sharing.spool_of(made).held() as spool:
        assert (len(spool.boxes), spool.who) == (1, {village.leo.pk})


def test_what_makes_no_hundred_is_worked_out_and_shown_once_more(
    village: Village, signed_in: SignedIn
) -> None:
    made = sharing_now(village)
    ids = [i.pk for i in indicators(made)]
    sent = {f"p{pk}": "10" for pk in ids[:3]} | {"once": str(uuid4())}
    page = signed_in(village.mia).post("/community/points/", sent).content.decode()
    assert "You gave 30 points" in page
    assert page.count('value="33"') == 2
    assert 'value="34"' in page
    assert not sharing.has_shared(made, village.mia.pk)
    assert sharing.scaled({1: 1, 2: 1, 3: 5}) == {1: 14, 2: 14, 3: 72}


def test_nothing_can_be_read_before_the_close_and_nobody_is_behind_a_sheet_afterwards(
    village: Village,
) -> None:
    made = sharing_now(village)
    fill(made, Group.STAFF, 9, (45, 35, 10, 10))
    assert not SharedBox.objects.exists(), "nine wait beside the database"
    assert not TookPart.objects.exists()
    fill(made, Group.STAFF, 1, (45, 35, 10, 10), 11_000)
    assert SharedBox.objects.count() == TookPart.objects.count() == 10
    sizes = {len(bytes(b.box)) for b in SharedBox.objects.all()}
    assert len(sizes) == 1
    closing.close(made)
    assert not SharedBox.objects.exists()
    assert not Key(made.name).exists
    assert not sharing.spool_of(made).place.exists()
    assert {f.name for f in Points._meta.get_fields()} == {"id", "charter", "group", "shared"}


def test_a_group_of_fewer_than_ten_is_destroyed_unread_and_said_so(village: Village) -> None:
    made = counted(village)
    assert made.too_few == ["partners"]
    assert not Points.objects.filter(group="partners").exists()
    found = fallen(made)
    assert found.few == ["Partners"]
    assert [g.group for g in found.groups] == ["students", "families", "staff"]


def test_the_four_groups_count_the_same_however_many_came(village: Village) -> None:
    found = fallen(counted(village))
    line = next(x for x in found.lines if x.indicator.words == "Nobody eats alone")
    assert [s.points for s in line.shares] == [40, 20, None], "10 or fewer is said in words"
    assert line.weight == pytest.approx((40 + 20 + 10) / 3, abs=2), "small groups are told in steps"


def test_agreement_and_differences_are_told_in_words(village: Village) -> None:
    found = fallen(counted(village))
    assert all(g.agreement for g in found.groups)
    assert any("Nobody eats alone" in s and "Students give it 40" in s for s in found.differences)
    assert any(s.startswith("Most alike in their order") for s in found.differences)


def test_figures_of_points_leave_only_as_a_release_that_names_nobody(village: Village) -> None:
    made = counted(village)
    cells = ReleaseCell.objects.filter(release__name=made.name)
    assert {c.line for c in cells if "~" not in c.line} == {"students", "families", "staff"}
    shown = made.name
    from waypost.trust.models import Pseudonym, ReleaseShown

    codes = {c for row in ReleaseShown.objects.filter(name=shown) for c in row.codes.split(",")}
    people = Pseudonym.objects.filter(code__in=codes).values_list("person_id", flat=True)
    assert all(p is not None and p < 0 for p in people)


def test_a_charter_is_adopted_by_a_recorded_decision_and_the_one_before_ends(village: Village) -> None:
    first = adopted(village)
    assert (first.state, first.adopted_by) == (CharterState.ADOPTED, village.lena.pk)
    assert Act.objects.filter(verb="charter.adopt", object_id=str(first.pk)).count() == 1
    second = services.open_version(village.lena.pk, once=uuid4())
    assert (second.year, second.number) == (first.year, 2)
    assert [i.words for i in indicators(second)] == [i.words for i in indicators(first)]
    services.begin_sharing(second, village.lena.pk)
    fill(fresh(second), Group.STAFF, 10, (45, 35, 10, 10))
    closing.close(second)
    with pytest.raises(Refused):
        services.adopt(fresh(second), " ", {}, by=village.lena.pk, next_review=first.next_review)  # type: ignore[arg-type]
    ids = [i.pk for i in indicators(second)][:1]
    services.adopt(
        fresh(second), "Decided", {pk: services.Aim(0.6, 0.05) for pk in ids}, by=village.lena.pk,
        next_review=first.next_review,  # type: ignore[arg-type]
    )  # fmt: skip
    assert fresh(first).state == CharterState.ENDED


def test_an_indicator_without_a_figure_is_judged_by_people_at_the_review(
    village: Village, signed_in: SignedIn
) -> None:
    made = adopted(village)
    own = [i for i in indicators(made) if not i.figure]
    sent = {"words": "We sat together", "next_review": "2027-02-01", "once": str(uuid4())}
    sent |= {f"j{i.pk}": "closer" for i in own}
    for _tap in range(2):
        signed_in(village.lena).post(f"/community/{made.pk}/review/", sent)
    assert Review.objects.get().judged.count() == len(own)
    page = signed_in(village.lena).get("/how-we-are-doing/").content.decode()
    assert "closer to it than at the last look" in page
    assert "version 1" in page


def test_with_borrowed_eyes_nothing_is_proposed_or_shared(village: Village) -> None:
    who = who_is(village.account(village.mia), viewing_as=village.account(village.adam).pk)
    from waypost.community.access import groups_of

    assert groups_of(who) == []


def test_a_comment_waits_as_a_proposal_does(village: Village, signed_in: SignedIn) -> None:
    made = writing(village)
    one = indicators(made)[0]
    sent = {"words": "My brother says so, too", "once": str(uuid4())}
    for _tap in range(2):
        signed_in(village.petra).post(f"/community/proposals/{one.pk}/", sent)
    assert Comment.objects.count() == 1
    assert sent["words"] not in signed_in(village.leo).get(f"/community/proposals/{one.pk}/").content.decode()
    signed_in(village.ada).post(f"/community/waiting/comment/{Comment.objects.get().pk}/")
    assert sent["words"] in signed_in(village.leo).get(f"/community/proposals/{one.pk}/").content.decode()


def test_points_that_were_counted_since_a_backup_are_shared_anew_when_it_is_put_back(
    village: Village, django_capture_on_commit_callbacks: Any
) -> None:
    before = trust_clock.wall()
    made = sharing_now(village)
    fill(made, Group.STAFF, 12, (45, 35, 10, 10))
    with django_capture_on_commit_callbacks(execute=True):
        closing.close(made)
    Charter.objects.filter(pk=made.pk).update(state=CharterState.SHARING, public_key=b"k" * 32)  # as it was
    Points.objects.all().delete()
    SharedBox.objects.create(charter=made, box=b"x")
    assert ledger.replay(ledger.read(ledger.place()), before) == {"points": 1}
    made.refresh_from_db()
    assert made.state == CharterState.WRITING
    assert not SharedBox.objects.exists()
    assert not TookPart.objects.exists()
    services.begin_sharing(made, village.lena.pk)
    assert sharing.share(fresh(made), village.leo.pk, Group.STUDENTS, {indicators(made)[0].pk: 100})


def test_points_whose_key_is_lost_are_shared_anew(village: Village) -> None:
    made = sharing_now(village)
    fill(made, Group.STAFF, 12, (45, 35, 10, 10))
    Key(made.name).destroy()
    restored.share_those_without_a_key_anew()
    made.refresh_from_db()
    assert made.state == CharterState.WRITING
    assert not SharedBox.objects.exists()
