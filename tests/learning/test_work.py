"""Judged work: shown by the student, placed on a described level with a reason, read by the judgement rule."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.agree import EVERYBODY, seen_by
from tests.readings import makers
from tests.village import NOW, Village
from waypost.evidence import stream
from waypost.evidence.models import Audience
from waypost.learning import rubrics
from waypost.learning.access import JUDGE_PIECE, OWN_PIECE, SEE_PIECE
from waypost.learning.models import Judgement, Piece, SelfPlacing
from waypost.learning.services import Refused
from waypost.learning.services import work as services
from waypost.learning.services.work import Work
from waypost.readings import projector
from waypost.readings.models import Reading
from waypost.school import clock
from waypost.school.models import Identifier, Person
from waypost.trust.folder import DataFolder

SignedIn = Callable[[object], Client]
CANARY = "The bees of Zuzana"


def piece_of(who: Person, title: str = CANARY, **more: bool) -> Piece:
    return services.add_piece(who.pk, Work(title, text="They dance.", **more), by=who.pk, once=uuid4())  # type: ignore[arg-type]


def judge(piece: Piece, by: Person, level: int, **more: int) -> Judgement:
    return services.judge(
        piece, rubrics.REASONING, level, "two reasons, Zuzana", by=by.pk, once=uuid4(), **more
    )


def told() -> list[dict[str, object]]:
    return [json.loads(row.payload) for row in stream.read_after(0, 100)]


def photo(size: tuple[int, int] = (40, 30)) -> SimpleUploadedFile:
    body = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", size, "teal").save(body, "JPEG", exif=exif)
    return SimpleUploadedFile("../../me.jpg", body.getvalue(), "image/jpeg")


@pytest.mark.parametrize("with_family", [False, True])
def test_work_is_seen_at_school_and_at_home_as_the_student_chose(
    village: Village, signed_in: SignedIn, with_family: bool
) -> None:
    piece = piece_of(village.mia, with_family=with_family)
    may = {"mia", "ada", "lena", "cora"} | ({"rosa"} if with_family else set())
    assert seen_by(village, SEE_PIECE, piece) == may
    assert seen_by(village, JUDGE_PIECE, piece) == {"ada", "lena", "cora"}
    assert seen_by(village, OWN_PIECE, piece) == {"mia"}
    for name in EVERYBODY:
        page = signed_in(getattr(village, name)).get(f"/learning/work/{piece.pk}/")
        assert (page.status_code == 200 and CANARY in page.content.decode()) is (name in may), name


def sent(**more: object) -> dict[str, object]:
    return {"once": str(uuid4()), "title": CANARY, "kind": "talk", **more}


def test_a_photo_is_drawn_anew_kept_under_a_random_name_and_shown_to_whom_the_piece_is_shown(
    village: Village, signed_in: SignedIn
) -> None:
    client = signed_in(village.mia)
    client.post("/learning/work/new/", sent(picture=photo()))
    piece = Piece.objects.get()
    assert re.fullmatch(r"learning/[0-9a-f]{32}\.webp", piece.picture)
    address = f"/learning/work/{piece.pk}/picture/"
    shown = client.get(address)
    assert shown["Content-Type"] == "image/webp"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(shown.content)).size == (40, 30)
    assert b"secret place" not in shown.content
    assert f'src="{address}"' in client.get(f"/learning/work/{piece.pk}/").content.decode()
    for name in ("ben", "leo", "rosa", "adam"):
        assert signed_in(getattr(village, name)).get(address).status_code in {403, 404}, name
    assert not list(DataFolder.from_environment().make("tmp").glob("*.webp")), "nothing is left lying about"


def test_work_that_is_sent_twice_is_here_once(village: Village, signed_in: SignedIn) -> None:
    client, form = signed_in(village.mia), sent()
    client.post("/learning/work/new/", {**form, "picture": photo()})
    kept = default_storage.listdir("learning")[1]
    client.post("/learning/work/new/", {**form, "picture": photo()})
    assert Piece.objects.count() == 1
    assert default_storage.listdir("learning")[1] == kept


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "Add the work"),
        ({"link": "http://plain.example"}, "https://"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"text": "x" * 10_001}, "10000"),
        (
            {"text": "kept 🐝", "picture": SimpleUploadedFile("a.jpg", b"<svg onload=x>", "image/jpeg")},
            "right kind",
        ),
        ({"text": "kept 🐝", "picture": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + b"0" * 99)}, "be read"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_a_sentence_and_the_words(
    village: Village, signed_in: SignedIn, more: dict[str, object], sentence: str
) -> None:
    page = signed_in(village.mia).post("/learning/work/new/", sent(**more)).content.decode()
    assert not Piece.objects.exists()
    assert sentence in page
    assert CANARY in page
    assert "kept 🐝" in page or "kept 🐝" not in more.get("text", "")  # type: ignore[operator]


def test_there_is_room_for_so_many_pictures_and_no_more(
    village: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "QUOTA", 10)
    page = signed_in(village.mia).post("/learning/work/new/", sent(picture=photo())).content.decode()
    assert "no room for more pictures" in page
    assert not Piece.objects.exists()


def test_a_judgement_has_a_reason_and_goes_into_evidence_with_ids_alone(
    village: Village, signed_in: SignedIn
) -> None:
    piece, client = piece_of(village.mia), signed_in(village.ada)
    address = f"/learning/work/{piece.pk}/judge/reasoning/"
    assert "gives a reason or evidence that fits" in client.get(address).content.decode()
    for bad in ({"level": "3"}, {"level": "5", "reason": "x"}, {"level": "3", "reason": " \u200b "}):
        assert client.post(address, {"once": str(uuid4()), **bad}).status_code == 200
    assert not Judgement.objects.exists()
    good = {"once": str(uuid4()), "level": "3", "reason": "Zuzana's bees, two reasons"}
    client.post(address, good)
    client.post(address, good)
    (one,) = told()
    row = Judgement.objects.get()
    assert one["actor"]["account"]["name"] == str(village.mia.pk)  # type: ignore[index]
    assert one["object"]["id"] == f"urn:waypost:piece:{piece.pk}"  # type: ignore[index]
    assert one["result"] == {"extensions": {"urn:waypost:ext:level": 3}}
    assert one["context"]["contextActivities"] == {"other": [{"id": f"urn:waypost:skill:{row.skill_id}"}]}  # type: ignore[index]
    assert "Zuzana" not in json.dumps(one)
    assert [r.audience for r in stream.read_after(0, 9)] == [Audience.SCHOOL]
    assert "two reasons" in signed_in(village.mia).get(f"/learning/work/{piece.pk}/").content.decode()


def test_only_adults_of_the_student_judge(village: Village, signed_in: SignedIn) -> None:
    piece = piece_of(village.mia, with_family=True)
    for name in ("ben", "tom", "mia", "leo", "rosa", "adam"):
        form = {"once": str(uuid4()), "level": "4", "reason": "x"}
        answer = signed_in(getattr(village, name)).post(f"/learning/work/{piece.pk}/judge/reasoning/", form)
        assert answer.status_code in {403, 404}, name
    assert not Judgement.objects.exists()
    assert signed_in(village.ada).get(f"/learning/work/{piece.pk}/judge/beauty/").status_code == 404


def test_two_good_pieces_a_week_apart_show_the_skill(village: Village) -> None:
    fractions = makers.skill(rule="judgement")
    judge(piece_of(village.mia), village.ada, 3, also=fractions.pk)
    projector.catch_up()
    rubric_skill = services.skill_of(rubrics.REASONING)
    assert rubric_skill.rule == "judgement"
    reading = Reading.objects.get(person_id=village.mia.pk, measure="mastery", subject=rubric_skill.pk)
    assert reading.state != "secure"
    judge_is = Identifier.objects.get(pk=reading.detail["judged_by"]).key
    assert judge_is == f"account|urn:waypost:person|{village.ada.pk}"
    with clock.held_at(NOW + timedelta(days=7)):
        judge(piece_of(village.mia, "Another"), village.ada, 4)
        projector.catch_up()
        states = dict(
            Reading.objects.filter(person_id=village.mia.pk, measure="mastery").values_list(
                "subject", "state"
            )
        )
    assert states[rubric_skill.pk] == "secure"
    assert states[fractions.pk] != "secure", "it was shown once only"


def test_who_judges_again_takes_the_earlier_one_back_and_another_adult_does_not(village: Village) -> None:
    piece = piece_of(village.mia)
    judge(piece, village.ada, 4)
    judge(piece, village.ada, 2)
    judge(piece, village.cora, 3)
    assert sorted(Judgement.objects.filter(taken_back=None).values_list("level", flat=True)) == [2, 3]
    assert [s["verb"]["id"].rsplit("/", 1)[-1].rsplit(":", 1)[-1] for s in told()] == [  # type: ignore[index]
        "judged", "voided", "judged", "judged",
    ]  # fmt: skip


def test_one_takes_back_ones_own_judgement_only(village: Village, signed_in: SignedIn) -> None:
    row = judge(piece_of(village.mia), village.ada, 4)
    address = f"/learning/work/judged/{row.pk}/take-back/"
    for name in ("cora", "ben", "mia"):
        assert signed_in(getattr(village, name)).post(address).status_code in {403, 404}
    signed_in(village.ada).post(address)
    signed_in(village.ada).post(address)
    assert len(told()) == 2
    projector.catch_up()
    assert not Reading.objects.filter(person_id=village.mia.pk, measure="mastery", n__gt=0).exists()


def test_the_students_own_view_stands_beside_and_is_not_told(village: Village, signed_in: SignedIn) -> None:
    piece, client = piece_of(village.mia), signed_in(village.mia)
    form = {"once": str(uuid4()), "level": "2", "reason": "🐝"}
    for _ in range(2):
        client.post(f"/learning/work/{piece.pk}/place/explaining/", form)
    assert SelfPlacing.objects.get().level == 2
    assert not told()
    page = signed_in(village.ada).get(f"/learning/work/{piece.pk}/").content.decode()
    assert "How Mia sees it" in page
    assert "🐝" in page
    other = signed_in(village.leo).post(
        f"/learning/work/{piece.pk}/place/explaining/", {**form, "once": str(uuid4())}
    )
    assert other.status_code == 404


def test_a_teacher_brings_work_in_and_the_student_decides_about_home(
    village: Village, signed_in: SignedIn
) -> None:
    address = f"/learning/students/{village.mia.pk}/work/new/"
    signed_in(village.ada).post(address, sent(text="A talk in class", with_family="on"))
    piece = Piece.objects.get()
    assert (piece.person_id, piece.made_by, piece.with_family) == (village.mia.pk, village.ada.pk, False)
    home = f"/learning/work/{piece.pk}/home/"
    assert signed_in(village.ada).post(home, {"show": "1"}).status_code == 403
    signed_in(village.mia).post(home, {"show": "1"})
    assert Piece.objects.get().with_family


def test_each_rubric_describes_four_different_levels() -> None:
    for rubric in rubrics.SHIPPED.values():
        assert len({rubric.words(n) for n in rubrics.LEVELS}) == 4
    with pytest.raises(Refused):
        services._on_the_rubric(0)
