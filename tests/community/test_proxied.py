"""Taken back, a story is gone within 60 seconds wherever it is open, with a caching proxy in between (TRUST 19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.recognition.test_celebrations import praised
from tests.village import NOW, Village
from waypost.community.services import stories as services
from waypost.recognition.services import celebrations, displays
from waypost.school import clock
from waypost.trust.access import PUBLIC
from waypost.trust.pages import page

from .proxy import Proxy
from .test_stories import addresses, agreed

SignedIn = Callable[[object], Client]
LOOK = 30  # seconds after which an open page, a frame and a screen ask again


@pytest.mark.parametrize("how", ["taken back", "a no"])
@pytest.mark.parametrize("tag", ["", "theirs"])
def test_page_embed_picture_and_screen_are_gone_in_a_minute_behind_a_proxy(
    village: Village, how: str, tag: str
) -> None:
    story, proxy = agreed(village, with_picture=True), Proxy()
    told = praised(village, "class")
    _screen, token = displays.make("Proud of", village.maths_7b.pk, by=village.ada.pk, once=uuid4())
    screen = f"/recognition/screen/{token}/now/"
    tags = {}
    for where in (*addresses(story).values(), screen):
        status, body = proxy.get(where)
        assert status == 200
        tags[where] = _tag(body) if tag else ""
    if how == "taken back":
        services.take_back(story, village.mia.pk)
    else:
        services.answer(story, village.mia.pk, giver_id=village.rosa.pk, yes=False)
    celebrations.take_back(told)
    for seconds in (1, LOOK, 2 * LOOK - 1):
        with clock.held_at(NOW + timedelta(seconds=seconds)):
            for what, where in addresses(story).items():
                status, body = proxy.get(where, tags[where])
                assert status == 410, (what, seconds)
                assert b"drilled" not in body
            status, body = proxy.get(screen, tags[screen])
            assert status == 200, (
                "a screen with nothing to show says so, and is never told that nothing changed"
            )
            assert told.words.encode() not in body
    assert not proxy.kept, "nothing of it stays on the way"


def test_a_screen_that_was_ended_is_gone_behind_a_proxy(village: Village) -> None:
    shown, token = displays.make("Proud of", village.maths_7b.pk, by=village.ada.pk, once=uuid4())
    proxy, where = Proxy(), f"/recognition/screen/{token}/now/"
    assert proxy.get(where)[0] == 200
    displays.end(shown)
    with clock.held_at(NOW + timedelta(seconds=LOOK)):
        assert proxy.get(where)[0] == 410


def _tag(body: bytes) -> str:
    """The tag that a proxy makes of a body by itself where the school gives none."""
    from hashlib import sha256

    return sha256(body).hexdigest()


@page(PUBLIC)
def careless(request: HttpRequest) -> HttpResponse:
    """A page as it must not be: it may be kept for ten minutes."""
    return HttpResponse(Careless.says, headers={"Cache-Control": "public, max-age=600", "ETag": '"one"'})


class Careless:
    says = "still here"


urlpatterns = [path("careless/", careless)]


@override_settings(ROOT_URLCONF="tests.community.test_proxied")
def test_the_proxy_of_this_test_does_keep_what_it_may(village: Village) -> None:
    """Else the tests above would prove nothing."""
    proxy = Proxy()
    assert proxy.get("/careless/") == (200, b"still here")
    Careless.says = "gone"
    with clock.held_at(NOW + timedelta(seconds=59)):
        assert proxy.get("/careless/") == (200, b"still here")
        assert proxy.get("/careless/", '"one"') == (304, b"")
    assert proxy.asked == 1
    with clock.held_at(NOW + timedelta(seconds=601)):
        assert proxy.get("/careless/") == (200, b"gone")
    Careless.says = "still here"
