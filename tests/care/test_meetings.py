"""Support meetings: an agenda from signals and requests, decisions that come back on Today, one recap; and groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from tests.homes.makers import classmates, signal, skill
from tests.village import NOW, Village
from waypost.care.models import AgendaItem, Decision, FollowUp, GroupMember, Meeting, SupportGroup
from waypost.care.services import meetings as services
from waypost.care.services.meetings import Ref

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "Zuzana asks about the stairs"


def call(village: Village) -> Meeting:
    return services.call("Team 7", NOW.date(), village.ada, [village.ben, village.cora], once=uuid4())


def test_a_meeting_is_called_once_and_the_caller_leads_and_takes_part(
    village: Village, signed_in: SignedIn
) -> None:
    sent = {"once": str(uuid4()), "title": "Team 7", "day": "2026-11-24", "adults": [village.cora.pk]}
    for _ in range(2):
        signed_in(village.ada).post("/care/meetings/new/", sent)
    made = Meeting.objects.get()
    assert made.led_by == village.ada.pk
    assert set(made.participants.values_list("adult_id", flat=True)) == {village.ada.pk, village.cora.pk}


def test_the_agenda_fills_itself_from_signals_and_a_request_comes_in_its_own_words(
    village: Village, signed_in: SignedIn
) -> None:
    meeting, one = call(village), signal(village.leo, "gone_quiet")
    ada = signed_in(village.ada)
    page = ada.get(f"/care/meetings/{meeting.pk}/").content.decode()
    assert f'name="ref" value="{one.pk}"' in page
    for _ in range(2):
        ada.post(
            f"/care/meetings/{meeting.pk}/put-on/",
            {"student": village.leo.pk, "kind": "signal", "ref": one.pk},
        )
    ada.post(f"/care/meetings/{meeting.pk}/", {"student": village.mia.pk, "why": CANARY})
    assert list(AgendaItem.objects.values_list("person_id", "ref_kind", "position")) == [
        (village.leo.pk, "signal", 1),
        (village.mia.pk, "request", 2),
    ]
    page = ada.get(f"/care/meetings/{meeting.pk}/").content.decode()
    assert "Ada Okafor asks: Zuzana" in page
    assert f'name="ref" value="{one.pk}"' not in page, "who is on the agenda is proposed no more"


def test_a_signal_of_a_foreign_student_brings_nobody_onto_an_agenda(
    village: Village, signed_in: SignedIn
) -> None:
    meeting, foreign = call(village), signal(village.noor, "gone_quiet")
    answer = signed_in(village.ada).post(
        f"/care/meetings/{meeting.pk}/put-on/",
        {"student": village.leo.pk, "kind": "signal", "ref": foreign.pk},
    )
    assert answer.status_code == 404
    assert not AgendaItem.objects.exists()


def test_each_who_takes_part_sees_the_own_students_and_how_many_others(
    village: Village, signed_in: SignedIn
) -> None:
    meeting = call(village)
    leo = services.put_on(meeting, village.leo, village.ada, CANARY)
    services.put_on(meeting, village.noor, village.ben)
    page = signed_in(village.ben).get(f"/care/meetings/{meeting.pk}/").content.decode()
    assert "Noor Haddad" in page
    assert "Leo" not in page
    assert CANARY not in page
    assert "1 more student is on it" in page
    assert signed_in(village.ben).get(f"/care/meetings/items/{leo.pk}/").status_code == 404
    for name in ("lena", "tom", "leo", "rosa", "adam", "sam"):
        assert signed_in(getattr(village, name)).get(f"/care/meetings/{meeting.pk}/").status_code in {
            403,
            404,
        }


def test_a_decision_is_a_step_of_its_owner_comes_back_on_today_and_is_kept_once(
    village: Village, signed_in: SignedIn
) -> None:
    meeting = call(village)
    item = services.put_on(
        meeting, village.leo, village.ada, ref=Ref("signal", signal(village.leo, "gone_quiet").pk)
    )
    sent = {"once": str(uuid4()), "what": CANARY, "owner": village.cora.pk, "due": "2026-11-25"}
    for _ in range(2):
        signed_in(village.ada).post(f"/care/meetings/items/{item.pk}/", sent)
    assert Decision.objects.count() == 1
    step = FollowUp.objects.get()
    assert (step.owner_id, step.due, step.what) == (village.cora.pk, date(2026, 11, 25), CANARY)
    assert CANARY in signed_in(village.cora).get("/today/").content.decode()


def test_a_decision_is_not_given_to_somebody_who_does_not_work_with_the_student(
    village: Village, signed_in: SignedIn
) -> None:
    item = services.put_on(call(village), village.leo, village.ada)
    sent = {"once": str(uuid4()), "what": CANARY, "owner": village.ben.pk, "due": "2026-11-25"}
    signed_in(village.ada).post(f"/care/meetings/items/{item.pk}/", sent)
    assert not Decision.objects.exists()


def test_going_through_it_leads_from_one_student_to_the_next_and_back(
    village: Village, signed_in: SignedIn
) -> None:
    meeting = call(village)
    first, second = (services.put_on(meeting, s, village.ada) for s in (village.leo, village.mia))
    ada = signed_in(village.ada)
    assert (
        ada.post(f"/care/meetings/items/{first.pk}/done/")["Location"] == f"/care/meetings/items/{second.pk}/"
    )
    assert ada.post(f"/care/meetings/items/{second.pk}/done/")["Location"] == f"/care/meetings/{meeting.pk}/"
    ada.post(f"/care/meetings/items/{first.pk}/done/", {"off": "1"})
    assert AgendaItem.objects.count() == 2, "what was spoken of stays"


def test_one_recap_waits_on_everybodys_today_until_it_was_opened(
    village: Village, signed_in: SignedIn
) -> None:
    meeting = call(village)
    item = services.put_on(meeting, village.leo, village.ada)
    services.decide(item, CANARY, village.ada, date(2026, 12, 1), village.ada, once=uuid4())
    cora, ben = signed_in(village.cora), signed_in(village.ben)
    assert ben.post(f"/care/meetings/{meeting.pk}/close/").status_code == 404, "who leads it closes it"
    signed_in(village.ada).post(f"/care/meetings/{meeting.pk}/close/")
    assert "Recap: Team 7" in cora.get("/today/").content.decode()
    recap = cora.get(f"/care/meetings/{meeting.pk}/").content.decode()
    assert CANARY in recap
    assert "Ada Okafor, until" in recap
    assert "Recap: Team 7" not in cora.get("/today/").content.decode()
    assert "Recap: Team 7" in ben.get("/today/").content.decode()
    page = ben.get(f"/care/meetings/{meeting.pk}/").content.decode()
    assert "None of your students was on the agenda." in page
    assert CANARY not in page
    sent = {"once": str(uuid4()), "what": "late", "owner": village.ada.pk, "due": "2026-12-01"}
    assert signed_in(village.ada).post(f"/care/meetings/items/{item.pk}/", sent).status_code == 404


def test_a_group_is_made_from_a_shared_cause_kept_reworked_and_ended(
    village: Village, signed_in: SignedIn
) -> None:
    what, three = skill("Divide fractions"), classmates(village, 3)
    for student in three:
        signal(student, "stuck", what.pk)
    ada = signed_in(village.ada)
    page = ada.get("/care/groups/").content.decode()
    assert "Divide fractions" in page
    address = f"/care/groups/new/?signal=stuck&subject={what.pk}"
    assert ada.get(address).content.decode().count(" checked") == 3
    sent = {
        "once": str(uuid4()), "title": "Fractions on Tuesdays", "students": [p.pk for p in three],
        "signal": "stuck", "subject": what.pk,
    }  # fmt: skip
    for _ in range(2):
        ada.post("/care/groups/new/", sent)
    group = SupportGroup.objects.get()
    assert (group.from_signal, group.members.count()) == ("stuck", 3)
    assert "share a cause" in ada.get("/care/groups/").content.decode()
    assert f"subject={what.pk}" not in ada.get("/care/groups/").content.decode(), "it has a group now"
    ada.post(
        f"/care/groups/{group.pk}/",
        {"once": str(uuid4()), "title": "Fractions", "students": [three[0].pk, village.leo.pk]},
    )
    inside = GroupMember.objects.filter(group=group, until=None).values_list("person_id", flat=True)
    assert set(inside) == {three[0].pk, village.leo.pk}
    assert GroupMember.objects.exclude(until=None).count() == 2, "who was in it stays in its history"
    ada.post(f"/care/groups/{group.pk}/end/")
    assert "Fractions" not in ada.get("/care/groups/").content.decode().split("Several share")[0]


def test_reworking_a_group_touches_only_the_own_students(village: Village, signed_in: SignedIn) -> None:
    group = services.make_group("Both", [village.leo, village.noor], village.cora, once=uuid4())
    page = signed_in(village.ada).get(f"/care/groups/{group.pk}/").content.decode()
    assert "Noor" not in page
    assert "1 other student is in it" in page
    signed_in(village.ada).post(
        f"/care/groups/{group.pk}/",
        {"once": str(uuid4()), "title": "Both", "students": [village.mia.pk]},
    )
    inside = GroupMember.objects.filter(group=group, until=None).values_list("person_id", flat=True)
    assert set(inside) == {village.mia.pk, village.noor.pk}


def test_a_signal_that_is_for_one_adult_alone_is_told_to_no_other_at_the_table(
    village: Village, signed_in: SignedIn
) -> None:
    one = signal(village.leo, "gone_quiet", only_for_id=village.ada.pk)
    meeting = call(village)
    services.put_on(meeting, village.leo, village.ada, ref=Ref("signal", one.pk))
    heading = "Leo has gone quiet"
    assert heading in signed_in(village.ada).get(f"/care/meetings/{meeting.pk}/").content.decode()
    cora = signed_in(village.cora).get(f"/care/meetings/{meeting.pk}/").content.decode()
    assert heading not in cora
    assert "asked for by Ada Okafor" in cora
