"""Everything of a student goes, by a case of two people; nobody else's readings move, and nothing brings it back (TRUST 8)."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client

from tests.canary import tables_with
from tests.readings import makers
from tests.trust.rows import make
from tests.village import NOW, PASSWORD, Village
from waypost.care.models import Concern
from waypost.care.models.safeguarding import Way
from waypost.care.services import safeguarding
from waypost.evidence import iris
from waypost.evidence.models import ErasedName, Refused, Statement, Tombstone
from waypost.evidence.statements.refusal import RefusedStatement
from waypost.readings import marks
from waypost.readings.models import Reading, State
from waypost.readings.projector import catch_up
from waypost.readings.rebuild import verify
from waypost.school.models import GuardianLink, Identifier, Identity, Person
from waypost.trust import doctor, ledger, requests
from waypost.trust.erasure import cases, lent, reach, run
from waypost.trust.models import Account, Act, ErasureCase, ErasureGround, Role, RoleGrant
from waypost.trust.refusal import Refused as Refusal
from waypost.trust.registry import LINES, Clock
from waypost.trust.retention import holds, periods

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "otterxq7"
ONE_ONLY = {"school.Person", "trust.Account", "school.Demographics"}


@pytest.fixture(autouse=True)
def _clean_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests stand in a transaction that is rolled back; the bytes have a test of their own."""
    monkeypatch.setattr("waypost.trust.disk.clean", lambda _labels: True)


def second(village: Village) -> int:
    """Lena is in the privacy role, too."""
    account = village.account(village.lena)
    RoleGrant.objects.get_or_create(account=account, role=Role.PRIVACY, defaults={"since": NOW})
    return account.pk


def confirmed(village: Village, person: Person) -> ErasureCase:
    case = cases.ask(person.pk, village.rosa.pk)
    one, two = village.account(village.priya).pk, second(village)
    cases.check(case, one, "document")
    for step in (
        lambda c: cases.count(c, one),
        lambda c: cases.decide(c, one, ErasureGround.WITHDRAWN),
        lambda c: cases.confirm(c, two),
    ):
        case.refresh_from_db()
        step(case)
    case.refresh_from_db()
    return case


def with_words(row: models.Model) -> None:
    """The canary in every text of a row."""
    values = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.unique or field.is_relation or field.choices:
            continue
        if isinstance(field, models.TextField) or (
            isinstance(field, models.CharField) and (field.max_length or 0) >= 40
        ):
            values[field.attname] = CANARY
    if values:
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def fill(person: Person) -> None:
    """A row of each table that is about somebody, with the canary in each of its texts."""
    for label in reach.tables():
        if label in ONE_ONLY or LINES[label].retention.name == "concern" or label == "evidence.Statement":
            continue
        if label in {"trust.ErasureCase", "trust.AccessRequest", "trust.Hold", "readings.Stale"}:
            continue
        if LINES[label].retention.clock is Clock.FOREVER or (
            reach.is_shared(label) and lent.finder_of(label) is None
        ):
            continue  # the school's own work, or a row that goes with the last who is in it
        row = make(label, person, NOW)
        if label not in {"evidence.StatementAgent", "school.Merge"}:
            with_words(row)
    for member in apps.get_model("learning.GroupMember").objects.all():
        make_version(member.group)
    apps.get_model("learning.Task").objects.update(what=CANARY)
    apps.get_model("trust.AccessRequest").objects.update(released=NOW)
    apps.get_model("evidence.Statement").objects.filter(payload=b"x").delete()
    Person.objects.filter(pk=person.pk).update(
        given_name=CANARY, family_name=CANARY, email=f"{CANARY}@willow.example", sourced_id=CANARY
    )
    Account.objects.filter(person_id=person.pk).update(name=CANARY, username=CANARY)


def make_version(group: models.Model) -> None:
    apps.get_model("learning.GroupVersion").objects.create(
        group=group, number=1, title=CANARY, made=NOW, made_by=1
    )


def sent(village: Village) -> list[dict[str, object]]:
    """Answers of Mia and Leo, a group of both, and Mia's own page in a tool. Mia is called by the canary there."""
    Identifier.objects.filter(key__endswith="|mia").update(key=f"account|https://tool.example|{CANARY}")
    makers.align(makers.skill(), "https://tool.example/fractions")
    hers = []
    for n in range(6):
        one = makers.answer(village.mia, item=f"fractions/{n}")
        one["actor"] = {"account": {"homePage": "https://tool.example", "name": CANARY}}
        one["result"]["response"] = f"{CANARY} {n}"
        hers.append(one)
    hers[0]["object"] = {"id": f"https://tool.example/portfolio/{CANARY}"}
    group = makers.answer(village.leo, item="fractions/9")
    group["context"] = group.get("context", {}) | {
        "team": {
            "objectType": "Group",
            "member": [hers[1]["actor"], makers.answer(village.leo)["actor"]],
        }
    }
    makers.send(*hers, *[makers.answer(village.leo, item=f"fractions/{n}") for n in range(6)], group)
    catch_up()
    return [*hers, group]


def readings_of(person: Person) -> list[dict[str, object]]:
    marks.mark_all("rebuild")
    catch_up()
    return list(Reading.objects.filter(person_id=person.pk).order_by("pk").values())


def test_everything_of_a_student_goes_and_nobody_elses_readings_move(village: Village) -> None:
    history = sent(village)
    fill(village.mia)
    make("school.Attendance", village.leo, NOW)
    thanks = make("recognition.Celebration", village.leo, NOW)
    type(thanks)._default_manager.update(giver_id=village.mia.pk, kind="thanks", words=CANARY)
    Refused.objects.create(
        received=NOW, code="x", sentence="x", document=json.dumps({"actor": history[0]["actor"]})
    )
    before = readings_of(village.leo)
    case = confirmed(village, village.mia)
    assert case.planned["evidence.Statement"] >= 7
    assert case.planned["learning.Goal"] >= 1
    assert run.work() == 1
    assert tables_with(CANARY) == set()
    case.refresh_from_db()
    assert (case.subject_id, case.asker_id, case.closed is not None) == (None, None, True)
    assert not any("without a day" in p.sentence for p in doctor.examine()), "gone is not lost"
    assert case.ended["evidence.Statement"] == 6
    assert readings_of(village.leo) == before
    assert [str(d) for d in verify()] == []
    for model in (Reading, State):
        assert not model._default_manager.filter(person_id=village.mia.pk).exists()
    assert Statement.objects.get(redacted=True).id.hex == str(history[-1]["id"]).replace("-", "")
    assert Tombstone.objects.count() == 6
    assert "Santos" not in str([a.detail for a in Act.objects.all()])


def test_whatever_a_tool_sends_again_is_refused_as_erased_under_any_id(village: Village) -> None:
    history = sent(village)
    confirmed(village, village.mia)
    run.work()
    count = Statement.objects.count()
    for one in history:
        for number in (one["id"], str(uuid4())):
            with pytest.raises(RefusedStatement) as no:
                makers.send(one | {"id": number})
            assert no.value.code == "erased"
    assert Statement.objects.count() == count
    assert tables_with(CANARY) == set()
    makers.send(makers.answer(village.leo, item="fractions/7"))  # everybody else goes on


def test_a_run_that_is_broken_off_goes_on_where_it_was(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(village)
    for _n in range(5):
        with_words(make("care.Note", village.mia, NOW))
    case = confirmed(village, village.mia)
    monkeypatch.setattr(run, "BATCH", 2)
    whole, left = run._rows, iter(range(4))

    def pulled(*given: object) -> object:
        next(left)
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "_rows", pulled)
    with pytest.raises((StopIteration, RuntimeError)):
        run.work()
    case.refresh_from_db()
    assert case.gone is None
    assert not Account.objects.get(person_id=village.mia.pk).is_active
    monkeypatch.setattr(run, "_rows", whole)
    assert run.work() == 1
    assert tables_with(CANARY) == set()
    assert run.work() == 0


def test_who_does_which_step_and_in_which_order(village: Village) -> None:
    case = cases.ask(village.mia.pk, village.rosa.pk)
    assert cases.ask(village.mia.pk, village.mia.pk) == case, "one case about one person"
    one, two = village.account(village.priya).pk, second(village)
    for own in (village.rosa, village.mia, village.paul):
        with pytest.raises(Refusal, match="Somebody else"):
            cases.check(case, village.account(own).pk, "known")
    with pytest.raises(Refusal, match="check"):
        cases.count(case, one)
    cases.check(case, one, "known")
    case.refresh_from_db()
    with pytest.raises(Refusal, match="look"):
        cases.decide(case, one, ErasureGround.LAW)
    cases.count(case, one)
    case.refresh_from_db()
    with pytest.raises(Refusal, match="ground"):
        cases.decide(case, one, "because")
    with pytest.raises(Refusal, match="decide"):
        cases.confirm(case, two)
    cases.decide(case, one, ErasureGround.LAW)
    with pytest.raises(Refusal, match="second person"):
        cases.confirm(case, one)
    assert run.work() == 0
    assert Person.objects.get(pk=village.mia.pk).given_name == "Mia"


def test_what_holds_a_file_keeps_it_and_a_concern_is_not_told(village: Village) -> None:
    case = confirmed(village, village.mia)
    asked = requests.ask(village.mia.pk, village.rosa.pk)
    held = holds.hold(village.mia.pk, "a dispute", village.account(village.priya).pk)
    assert run.work() == 0
    assert len(cases.held_words(case)) == 2
    apps.get_model("trust.AccessRequest").objects.filter(pk=asked.pk).update(released=NOW)
    holds.lift(held, village.account(village.priya).pk)
    safeguarding.tell(
        "otter", way=Way.RAISED, once=uuid4(), writer_id=village.ada.pk, about_id=village.mia.pk
    )
    assert run.work() == 0
    assert "concern" not in " ".join(cases.held_words(case)).lower()
    safeguarding.close(Concern.objects.get(), village.sam.pk, "all is well")
    assert run.work() == 1
    assert Concern.objects.get().about_id == village.mia.pk, "a record that the law wants kept"
    assert "care.Concern" not in str([case.planned, case.stays])
    assert Person.objects.get(pk=village.mia.pk).given_name == "Mia", "a concern without a name says nothing"


def test_an_adult_goes_out_of_the_files_of_students_and_these_stay(village: Village) -> None:
    note = make("care.HomeWord", village.mia, NOW)
    type(note)._default_manager.filter(pk=note.pk).update(guardian_id=village.rosa.pk)
    case = confirmed(village, village.rosa)
    assert case.stays["care.HomeWord"] == [1, reach.FILE]
    assert run.work() == 1
    assert type(note)._default_manager.filter(pk=note.pk).exists()
    assert not GuardianLink.objects.filter(guardian=village.rosa).exists()
    assert Person.objects.get(pk=village.rosa.pk).name == "somebody who has left"
    assert Person.objects.get(pk=village.mia.pk).given_name == "Mia"


def test_a_name_in_a_tool_that_two_children_had_goes_only_for_her_days(village: Village) -> None:
    shared = Identifier.objects.create(key="account|https://tool.example|tablet")
    for who, since, until in (
        (village.mia, "2026-09-01", "2026-10-31"),
        (village.leo, "2026-11-01", None),
    ):
        Identity.objects.create(
            identifier=shared, person=who, since=since, until=until, basis="by hand", set_at=NOW
        )
    both = []
    for day in ("2026-10-05", "2026-11-10"):
        one = makers.answer(village.mia, item=f"fractions/{day}")
        one["actor"] = {"account": {"homePage": "https://tool.example", "name": "tablet"}}
        one["timestamp"] = f"{day}T10:00:00Z"
        both.append(one)
    makers.send(*both)
    confirmed(village, village.mia)
    run.work()
    left = Statement.objects.get()
    assert str(left.id) == both[1]["id"]
    assert list(Identity.objects.filter(identifier=shared).values_list("person", flat=True)) == [
        village.leo.pk
    ]
    assert not ErasedName.objects.filter(case="tablet").exists()


def test_ids_that_other_processes_remember_are_asked_for_anew(village: Village) -> None:
    sent(village)
    confirmed(village, village.mia)
    run.work()
    key = f"account|https://tool.example|{CANARY}"
    iris.identifiers._known[key] = 999_999  # a process that hasn't heard of it
    iris._seen[0] = "an earlier time"
    with transaction.atomic():
        iris.look_again()
    assert key not in iris.identifiers._known


def test_every_table_with_a_person_is_reached_or_says_who_takes_it_along() -> None:
    """A path that goes back through an identifier would take another's rows along: such a table has a finder of its own."""
    reached = set(reach.tables()) | set(reach.LAST)
    assert reached == {label for label, line in LINES.items() if line.person_paths}
    for label in reached:
        if any("identit" in path for path in LINES[label].person_paths) and label != "school.Identity":
            assert lent.finder_of(label) is not None, label
        for field in (f for f in LINES[label].retention.files):
            assert apps.get_model(label)._meta.get_field(field)
    assert periods.acts_on("evidence.Statement")


def test_the_ledger_says_it_without_a_name_or_a_number(village: Village) -> None:
    ledger.place().unlink(missing_ok=True)
    confirmed(village, village.mia)
    run.work()
    (line,) = ledger.read(ledger.place())
    assert (line.what, line.who) == (ledger.PERSON, ledger.mark(ledger.PERSON, village.mia.pk))
    text = ledger.place().read_text()
    ledger.place().write_text(text.replace(line.who[:6], "aaaaaa"))
    with pytest.raises(ledger.Broken, match="Line 1"):
        ledger.read(ledger.place())
    ledger.place().unlink()


def test_a_family_asks_two_of_privacy_decide_and_nobody_else_sees_it(
    village: Village, signed_in: SignedIn
) -> None:
    family = signed_in(village.rosa)
    asks = f"/care/kept/students/{village.mia.pk}/erase/"
    assert "for good" in family.get(asks).content.decode()
    family.post(asks)
    case = ErasureCase.objects.get()
    kept = f"/care/kept/students/{village.mia.pk}/"
    assert "The school answers by" in family.get(kept).content.decode()
    second(village)
    where = f"/privacy/erasures/{case.pk}/"
    one, two = signed_in(village.priya), signed_in(village.lena)
    for client in (one, two):
        client.post("/sign-in/again/", {"password": PASSWORD})
    assert "requests to erase" in one.get("/administration/").content.decode()
    assert "Mia Santos" in one.get("/privacy/erasures/").content.decode()
    one.post(where, {"act": "check", "how": "document"})
    one.post(where, {"act": "count"})
    page = one.get(where).content.decode()
    assert "What would go" in page
    assert ">care." not in page, "tables in words"
    one.post(where, {"act": "decide", "ground": "withdrawn"})
    assert "Erase everything" not in one.get(where).content.decode()
    assert "Erase everything" in two.get(where).content.decode()
    two.post(where, {"act": "confirm"})
    run.work()
    assert "Done:" in two.get(where).content.decode()
    assert "Mia" not in two.get("/privacy/erasures/").content.decode()
    assert family.get(kept).status_code == 404
    assert signed_in(village.mia).get("/").status_code in {302, 403}
    for name in ("adam", "ada", "cora", "sam"):
        assert signed_in(getattr(village, name)).get("/privacy/erasures/").status_code == 403


def test_a_letter_is_entered_and_declined_and_whoever_asked_reads_why(
    village: Village, signed_in: SignedIn
) -> None:
    client = signed_in(village.priya)
    client.post("/sign-in/again/", {"password": PASSWORD})
    found = client.post("/privacy/erasures/new/", {"act": "find", "name": "Leo"}).content.decode()
    assert "Leo Park" in found
    there = client.post("/privacy/erasures/new/", {"account": village.account(village.leo).pk}).url
    client.post(there, {"act": "check", "how": "document"})
    client.post(there, {"act": "decline", "why": "Art. 17 (3) b"})
    assert "Art. 17" in client.get(there).content.decode()
    mine = signed_in(village.mia)
    mine.post(f"/care/kept/students/{village.mia.pk}/erase/")
    mine.post(f"/care/kept/erase/{ErasureCase.objects.get(closed=None).pk}/take-back/")
    assert not ErasureCase.objects.filter(subject_id=village.mia.pk).exists()


def test_doctor_says_when_fewer_than_two_may_work_on_it(village: Village) -> None:
    said = "fewer than two people"
    assert not any(said in p.sentence for p in doctor.examine())
    cases.ask(village.mia.pk, village.rosa.pk)
    assert any(said in p.sentence for p in doctor.examine())
    second(village)
    assert not any(said in p.sentence for p in doctor.examine())
