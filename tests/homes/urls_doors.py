"""The set-up and the demonstration's door as the project mounts them, beside trust's own pages."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from waypost.homes import demo_entry


def front(request: HttpRequest) -> HttpResponse:
    return HttpResponse("front")


homes = SimpleNamespace(
    urlpatterns=[path("", front, name="front"), *demo_entry.urlpatterns], app_name="homes"
)
urlpatterns = [
    path("", include((homes.urlpatterns, "homes"))),
    path("set-up/", include("waypost.homes.setup.urls")),
    path("voice/", include("waypost.voice.urls")),
    path("", include("waypost.trust.urls")),
    path("", include("waypost.web.urls")),
]
