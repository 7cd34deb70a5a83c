"""Every URL, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("waypost.homes.urls")),
    path("set-up/", include("waypost.homes.setup.urls")),
    path("", include("waypost.trust.urls")),
    path("school/", include("waypost.school.urls")),
    path("skills/", include("waypost.skills.urls")),
    path("evidence/", include("waypost.evidence.urls")),
    path("", include("waypost.readings.urls")),
    path("care/", include("waypost.care.urls")),
    path("learning/", include("waypost.learning.urls")),
    path("voice/", include("waypost.voice.urls")),
    path("climate/", include("waypost.climate.urls")),
    path("practice/", include("waypost.practice.urls")),
    path("community/", include("waypost.community.urls")),
    path("recognition/", include("waypost.recognition.urls")),
    path("", include("waypost.web.urls")),
]

handler400 = "waypost.web.errors.bad_request"
handler403 = "waypost.web.errors.forbidden"
handler404 = "waypost.web.errors.not_found"
handler500 = "waypost.web.errors.server_error"
