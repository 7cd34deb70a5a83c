"""Stories for everybody: a page, a frame for other sites, a picture, a sound. No cookies, no script, kept by nobody (TRUST 19).

Each answer asks the consents anew. What was there and is no longer answers 410; open pages ask again every 30 seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.template import loader
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from waypost.school.models import Person, School
from waypost.trust.access import PUBLIC
from waypost.trust.pages import Asked, page

from ..access.stories import lives
from ..models import Kept, Reach, Story
from .stories import served

LOOK = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'"
GONE = 410


def _cookie_free(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Neither sets a cookie nor touches the session; no copy is kept, nothing is indexed, no link tells where one came from."""

    @wraps(view)
    def bare(request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        request.session.modified = False
        response.cookies.clear()
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, noimageindex, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return bare


@page(PUBLIC)
@require_safe
@_cookie_free
def story(request: Asked, key: str) -> HttpResponse:
    """The page."""
    return _shown(_found(key=key), "community/public_story.html", "frame-ancestors 'none'")


@page(PUBLIC)
@xframe_options_exempt
@require_safe
@_cookie_free
def embed(request: Asked, key: str) -> HttpResponse:
    """The same in a frame of another site: the one address that may be framed."""
    return _shown(_found(key=key), "community/embed_story.html", "frame-ancestors https: http:")


@page(PUBLIC)
@require_safe
@_cookie_free
def picture(request: Asked, key: str) -> HttpResponse:
    found = _found(picture_key=key)
    return served(found.picture) if found is not None else HttpResponse(status=GONE)


@page(PUBLIC)
@require_safe
@_cookie_free
def sound(request: Asked, key: str) -> HttpResponse:
    found = _found(sound_key=key)
    return served(found.sound) if found is not None else HttpResponse(status=GONE)


def _found(**by: str) -> Story | None:
    """The story, None where it was public once and is no longer; 404 for a key that nobody ever had, or was never shown."""
    row = Story.objects.filter(reach=Reach.PUBLIC, **by).first()
    if row is None or (row.state != Kept.SHOWN and row.taken_back is None):
        raise Http404
    return row if lives(row) else None


def _shown(row: Story | None, template: str, frames: str) -> HttpResponse:
    by = Person.objects.filter(pk=row.person_id).first() if row is not None else None
    context = {"story": row, "by": by.called if by else "", "school": School.objects.first()}
    response = HttpResponse(
        loader.render_to_string(template, context), status=200 if row is not None else GONE
    )
    response["Content-Security-Policy"] = f"{LOOK}; {frames}"
    return response
