"""The addresses of this room, under /voice/."""

from django.urls import path

from .views import calm, kiosk, pulse

app_name = "voice"
urlpatterns = [
    path("pulse/", pulse.ask, name="pulse"),
    path("pulse/mine/", pulse.mine, name="pulses"),
    path("pulse/<int:pk>/who/", pulse.who, name="pulse_who"),
    path("pulse/<int:pk>/take-back/", pulse.take_back, name="pulse_take_back"),
    path("kiosk/", kiosk.front, name="kiosk"),
    path("kiosk/turn/", kiosk.turn, name="kiosk_turn"),
    path("kiosk/answer/", kiosk.answer, name="kiosk_answer"),
    path("kiosk/class/<int:pk>/", kiosk.lesson, name="kiosk_lesson"),
    path("kiosk/class/<int:pk>/here/", kiosk.here, name="kiosk_here"),
    path("exam-weeks/", calm.exam_weeks, name="exam_weeks"),
]
