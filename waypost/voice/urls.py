"""The addresses of this room, under /voice/."""

from django.urls import path

from .views import calm, pulse

app_name = "voice"
urlpatterns = [
    path("pulse/", pulse.ask, name="pulse"),
    path("pulse/mine/", pulse.mine, name="pulses"),
    path("pulse/<int:pk>/who/", pulse.who, name="pulse_who"),
    path("pulse/<int:pk>/take-back/", pulse.take_back, name="pulse_take_back"),
    path("exam-weeks/", calm.exam_weeks, name="exam_weeks"),
]
