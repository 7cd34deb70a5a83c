"""The addresses of this room, under /climate/."""

from django.urls import path

from .views import asked, lessons, results, together, watching

app_name = "climate"
urlpatterns = [
    path("", lessons.home, name="home"),
    path("new/", lessons.new, name="new"),
    path("lists/", lessons.labels, name="labels"),
    path("lessons/<int:pk>/", lessons.lesson, name="lesson"),
    path("lessons/<int:pk>/notes/", lessons.note, name="note"),
    path("lessons/<int:pk>/invite/", lessons.invite, name="invite"),
    path("lessons/<int:pk>/invite/<int:watch>/back/", lessons.uninvite, name="uninvite"),
    path("lessons/<int:pk>/away/", lessons.take_away, name="take_away"),
    path("lessons/<int:pk>/together/", together.note, name="together"),
    path("lessons/<int:pk>/ask/", asked.ask, name="ask"),
    path("asked/<int:pk>/", asked.answer, name="answer"),
    path("results/", results.results, name="results"),
    path("not-with-others/", together.not_with_others, name="not_with_others"),
    path("sheets/<int:pk>/", watching.watch, name="watch"),
    path("sheets/<int:pk>/taps/", watching.taps, name="taps"),
    path("sheets/<int:pk>/finish/", watching.finish, name="finish"),
]
