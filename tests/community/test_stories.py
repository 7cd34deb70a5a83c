"""Stories live while everybody in them says yes; taken back, they are gone everywhere within a minute (TRUST 19, 20)."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.agree import seen_by
from tests.village import NOW, Village
from waypost.community.access.stories import (
    ANSWER_STORY,
    MODERATE_STORY,
    SEE_STORY,
    TAKE_BACK_STORY,
)
from waypost.community.models import Reach, Story
from waypost.community.services import Refused
from waypost.community.services import stories as services
from waypost.community.services.stories import Told
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust import clock as trust_clock
from waypost.trust import consent, files, ledger
from waypost.trust.models import Consent

SignedIn = Callable[[object], Client]
STAFF = {"ada", "ben", "tom", "lena", "cora"}
UNTIL = NOW.date() + timedelta(days=100)


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return SimpleUploadedFile("us.png", out.getvalue())


def tell(village: Village, reach: str = Reach.PUBLIC, *, with_picture: bool = False) -> Story:
    """Ada tells of Mia: both are in it."""
    taken = files.accept("picture", picture()) if with_picture else None
    told = Told("The bee hotel", "Mia drilled forty holes.", reach, UNTIL, "Mia and a drill")
    return services.tell(village.ada.pk, told, [village.mia.pk], once=uuid4(), picture=taken)


def agreed(village: Village, reach: str = Reach.PUBLIC, *, with_picture: bool = False) -> Story:
    made = tell(village, reach, with_picture=with_picture)
    services.answer(made, village.mia.pk, giver_id=village.mia.pk, yes=True)
    services.answer(made, village.mia.pk, giver_id=village.rosa.pk, yes=True)
    services.read(made, village.lena.pk, show=True)
    made.refresh_from_db()
    return made


def addresses(story: Story) -> dict[str, str]:
    return {
        "page": f"/community/s/{story.key}/",
        "embed": f"/community/e/{story.key}/",
        "picture": f"/community/s/{story.picture_key}/picture/",
    }


@pytest.mark.parametrize(
    ("reach", "readers"),
    [
        (Reach.SCHOOL, STAFF | {"mia", "leo", "noor", "far_kid"}),
        (Reach.FAMILIES, STAFF | {"mia", "leo", "noor", "far_kid", "rosa", "paul", "petra"}),
        (Reach.PUBLIC, STAFF | {"mia", "leo", "noor", "far_kid", "rosa", "paul", "petra"}),
    ],
)
def test_a_story_reaches_as_far_as_was_chosen(village: Village, reach: str, readers: set[str]) -> None:
    made = agreed(village, reach)
    assert seen_by(village, SEE_STORY, made) == readers
    assert Client().get(f"/community/s/{made.key}/").status_code == (200 if reach == Reach.PUBLIC else 404)


def test_each_rule_answers_alike_for_the_row_and_for_the_list(village: Village) -> None:
    made = tell(village)
    assert seen_by(village, SEE_STORY, made) == {"ada"}
    assert seen_by(village, MODERATE_STORY, made) == {"lena", "cora"}, "staff who see Mia, not who tells it"
    assert seen_by(village, ANSWER_STORY, made) == {"ada", "mia", "rosa"}
    assert seen_by(village, TAKE_BACK_STORY, made) == {"ada", "mia", "rosa", "lena", "cora"}


def test_one_person_of_five_without_a_yes_and_nothing_is_published(village: Village) -> None:
    people = [village.mia, village.leo, village.noor, village.far_kid]
    made = services.tell(
        village.ada.pk, Told("Us", "All of us", Reach.PUBLIC, UNTIL), [p.pk for p in people], once=uuid4()
    )
    services.read(made, village.lena.pk, show=True)
    for one in people[1:]:  # grown up: they answer for themselves
        Person.objects.filter(pk=one.pk).update(birth_date=date(2000, 1, 1))
        services.answer(made, one.pk, giver_id=one.pk, yes=True)
    services.answer(made, village.mia.pk, giver_id=village.mia.pk, yes=True)
    assert Client().get(f"/community/s/{made.key}/").status_code == 410
    services.answer(made, village.mia.pk, giver_id=village.rosa.pk, yes=True)
    assert Client().get(f"/community/s/{made.key}/").status_code == 200


def test_a_yes_to_publishing_in_general_is_none_to_this_story_and_a_general_no_is_one(
    village: Village,
) -> None:
    made = tell(village)
    services.read(made, village.lena.pk, show=True)
    for giver in (village.mia, village.rosa):
        consent.give(village.mia.pk, "publish", yes=True, giver_id=giver.pk, text=None)
    assert Client().get(f"/community/s/{made.key}/").status_code == 410
    for giver in (village.mia, village.rosa):
        services.answer(made, village.mia.pk, giver_id=giver.pk, yes=True)
    assert Client().get(f"/community/s/{made.key}/").status_code == 200
    consent.give(village.mia.pk, "publish", yes=False, giver_id=village.rosa.pk, text=None)
    assert Client().get(f"/community/s/{made.key}/").status_code == 410


@pytest.mark.parametrize("how", ["taken back", "a no", "time", "left"])
def test_it_vanishes_from_page_embed_and_picture_at_the_next_request(village: Village, how: str) -> None:
    made = agreed(village, with_picture=True)
    name = made.picture
    for what, address in addresses(made).items():
        answer = Client().get(address)
        assert answer.status_code == 200, what
        again = Client().get(
            address,
            headers={
                "If-None-Match": answer.get("ETag", '"x"'),
                "If-Modified-Since": "Mon, 23 Nov 2026 07:00:00 GMT",
            },
        )
        assert again.status_code == 200, "nothing is revalidated from a copy"
    at = NOW
    if how == "taken back":
        services.take_back(made, village.mia.pk)
    elif how == "a no":
        services.answer(made, village.mia.pk, giver_id=village.rosa.pk, yes=False)
    elif how == "time":
        at = clock.start_of(UNTIL + timedelta(days=1))
    else:
        Person.objects.filter(pk=village.mia.pk).update(left=NOW.date() - timedelta(days=1))
    with clock.held_at(at):
        for what, address in addresses(made).items():
            answer = Client().get(address)
            assert answer.status_code == 410, what
            assert b"drilled" not in answer.content
            assert "Mia" not in answer.content.decode()
    if how == "taken back":
        made.refresh_from_db()
        assert (made.title, made.words, made.picture, made.picture_says) == ("", "", "", "")
        assert name


def test_files_are_deleted_when_a_story_is_taken_back(
    village: Village, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    made = agreed(village, with_picture=True)
    name = made.picture
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        services.take_back(made, village.ada.pk)
    assert not default_storage.exists(name)


def test_public_answers_set_no_cookie_are_kept_by_nobody_and_run_no_script(
    village: Village, signed_in: SignedIn
) -> None:
    made = agreed(village, with_picture=True)
    for client in (Client(), signed_in(village.leo)):
        before = {k: v.value for k, v in client.cookies.items()}
        for what, address in addresses(made).items():
            answer = client.get(address)
            assert not answer.cookies, what
            assert answer["Cache-Control"] == "no-store"
            assert answer["X-Robots-Tag"] == "noindex, noimageindex, noarchive"
            assert not answer.has_header("ETag")
            assert not answer.has_header("Last-Modified")
            assert "script-src" not in answer["Content-Security-Policy"]
            assert answer["Content-Security-Policy"].startswith("default-src 'none'")
            if what != "picture":
                text = answer.content.decode()
                assert "<script" not in text
                assert "og:" not in text
                assert 'http-equiv="refresh" content="30"' in text, "an open page asks again"
        assert {k: v.value for k, v in client.cookies.items()} == before


def test_only_the_embed_may_be_framed(village: Village) -> None:
    made = agreed(village)
    paths = addresses(made)
    embed, page = Client().get(paths["embed"]), Client().get(paths["page"])
    assert "frame-ancestors https: http:" in embed["Content-Security-Policy"]
    assert not embed.has_header("X-Frame-Options")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    for other in ("/sign-in/", "/community/join/"):
        answer = Client().get(other)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_the_words_before_the_yes_are_a_childs_and_are_kept(village: Village) -> None:
    made = agreed(village)
    row = Consent.objects.filter(media=made.media, giver_id=village.rosa.pk).get()
    assert row.text is not None
    assert "we can’t get that back" in row.text.words
    assert row.audience == "public"
    assert row.until == clock.start_of(UNTIL + timedelta(days=1))


def test_no_story_lives_longer_than_a_school_year(village: Village) -> None:
    for until in (NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=400)):
        with pytest.raises(Refused):
            services.tell(village.ada.pk, Told("T", "w", Reach.SCHOOL, until), [], once=uuid4())


def test_a_student_tells_one_and_is_asked_about_with_the_family(
    village: Village, signed_in: SignedIn
) -> None:
    sent = {
        "title": "My talk", "words": "I was not afraid", "reach": "school", "until": UNTIL.isoformat(), "sure": "on",
        "people": [str(village.leo.pk)], "once": str(uuid4()), "picture_says": "A desk",
    }  # fmt: skip
    for _tap in range(2):
        signed_in(village.mia).post("/community/stories/new/", {**sent, "picture": picture()})
    made = Story.objects.get()
    assert made.picture.endswith(".webp")
    assert "My talk" in signed_in(village.leo).get("/community/stories/").content.decode(), "Leo is asked"
    signed_in(village.ada).post(f"/community/stories/{made.pk}/read/")
    for one, giver in ((village.leo, village.leo), (village.mia, village.rosa)):
        path = f"/community/stories/{made.pk}/people/{one.pk}/"
        assert signed_in(giver).post(path, {"yes": "1"}).status_code == 302
    assert "I was not afraid" not in signed_in(village.noor).get("/community/stories/").content.decode()
    Person.objects.filter(pk=village.leo.pk).update(birth_date=date(2000, 1, 1))
    assert "I was not afraid" in signed_in(village.noor).get("/community/stories/").content.decode()
    assert (
        signed_in(village.rosa)
        .post(f"/community/stories/{made.pk}/people/{village.leo.pk}/", {"yes": "1"})
        .status_code
        == 404
    )


def test_a_person_has_room_for_so_many_files_and_no_more(
    village: Village, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TRUST 20: a quota for each person; the words are not lost, and nothing stays in the folder for what comes in."""
    before = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    monkeypatch.setattr(services, "QUOTA", 10)
    sent = {
        "title": "The seed", "words": "We waited three weeks.", "reach": "school", "until": "2027-01-31",
        "people": [], "picture_says": "A pot", "sure": "on",
    }  # fmt: skip
    client = signed_in(village.mia)
    for more in ({"picture": picture()}, {"sound": SimpleUploadedFile("a.wav", wav())},
                 {"picture": picture(), "sound": SimpleUploadedFile("a.wav", b"no sound")}):  # fmt: skip
        page = client.post("/community/stories/new/", {**sent, "once": str(uuid4()), **more}).content.decode()
        assert "We waited three weeks." in page
        assert ("no room for more files" in page) == (len(more) == 1)
    assert not Story.objects.exists()
    assert set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == before
    monkeypatch.setattr(services, "QUOTA", 10_000_000)
    client.post("/community/stories/new/", {**sent, "once": str(uuid4()), "picture": picture()})
    assert Story.objects.count() == 1


def test_nobody_names_people_whom_they_do_not_know(village: Village, signed_in: SignedIn) -> None:
    sent = {
        "title": "T", "words": "w", "reach": "school", "until": UNTIL.isoformat(), "sure": "on",
        "people": [str(village.noor.pk)], "once": str(uuid4()), "picture_says": "",
    }  # fmt: skip
    signed_in(village.mia).post("/community/stories/new/", sent)
    assert not Story.objects.exists()


def test_a_picture_is_read_by_whoever_may_read_the_story(village: Village, signed_in: SignedIn) -> None:
    made = agreed(village, Reach.SCHOOL, with_picture=True)
    path = f"/community/stories/{made.pk}/picture/"
    for name, status in (("noor", 200), ("rosa", 404), ("petra", 404)):
        answer = signed_in(getattr(village, name)).get(path)
        assert answer.status_code == status, name
    answer = signed_in(village.noor).get(path)
    assert answer["Cache-Control"] == "no-store"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_story_past_its_last_day_is_taken_back_by_itself(village: Village) -> None:
    made = agreed(village)
    assert services.end_old() == 0
    with clock.held_at(clock.start_of(UNTIL + timedelta(days=1))):
        assert services.end_old() == 1
    made.refresh_from_db()
    assert made.words == ""


# -- sound ------------------------------------------------------------------------------------------------------------
def wav(tag: bytes = b"", seconds: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x01\x02" * 8000 * seconds)
    return out.getvalue() + tag


def mp3(frames: int = 20, tag: bytes = b"", tail: bytes = b"") -> bytes:
    """Frames of 128 kbit/s at 44.1 kHz: 417 bytes each."""
    size = len(tag)
    head = (
        b"ID3\x03\x00\x00" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + tag
        if tag
        else b""
    )
    return head + (b"\xff\xfb\x90\x00" + b"\x55" * 413) * frames + tail


SECRET = b"LAT 52.5200 LON 13.4050 Mia Santos"


@pytest.mark.parametrize(
    "content",
    [
        wav(b"LIST" + len(SECRET).to_bytes(4, "little") + SECRET),
        mp3(tag=b"TIT2" + SECRET),
        mp3(tail=b"TAG" + SECRET),
    ],
    ids=["wav", "mp3 in front", "mp3 behind"],
)
def test_what_devices_write_around_a_sound_is_not_kept(content: bytes) -> None:
    taken = files.accept("sound", SimpleUploadedFile("us", content))
    kept = Path(taken.path).read_bytes()
    assert SECRET not in kept
    assert len(kept) > 4000
    taken.path.unlink()


@pytest.mark.parametrize(
    "content",
    [
        b"RIFF\x00\x00\x00\x00WAVEfmt broken",
        b"\xff\xfb\x90\x00" + b"\x00" * 100,
        b"<svg/>",
        b"OggS" + b"\0" * 500,
        wav(seconds=301),
    ],
    ids=["broken wav", "no frames", "svg", "ogg", "too long"],
)
def test_what_is_no_sound_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(files.NotAccepted, match=r"\."):
        files.accept("sound", SimpleUploadedFile("us", content))


def test_a_story_taken_back_does_not_return_with_an_older_backup(
    village: Village, django_capture_on_commit_callbacks: Any
) -> None:
    before = trust_clock.wall()
    made = agreed(village)
    with django_capture_on_commit_callbacks(execute=True):
        services.take_back(made, village.ada.pk)
    Story.objects.filter(pk=made.pk).update(taken_back=None, title="Otters", words="as in the backup")
    assert ledger.replay(ledger.read(ledger.place()), before) == {"story": 1}
    made.refresh_from_db()
    assert (made.taken_back is None, made.title, made.words) == (False, "", "")
