"""Trust's own pages and the frame, without the rooms above."""

from django.urls import include, path

urlpatterns = [path("", include("waypost.trust.urls")), path("", include("waypost.web.urls"))]

handler403 = "waypost.web.errors.forbidden"
handler404 = "waypost.web.errors.not_found"
