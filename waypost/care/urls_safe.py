"""Addresses of talks, concerns, messages and the family (part of this room's urls)."""

from django.urls import URLPattern, path

from .views import family, kept, messages, safeguarding, talk

urlpatterns: list[URLPattern] = [
    path("talk/", talk.ask, name="talk"),
    path("talk/<int:pk>/take-back/", talk.take_back, name="talk_take_back"),
    path("done/", talk.sent, name="sent"),
    path("talks/", talk.waiting, name="talks"),
    path("talks/<int:pk>/", talk.one, name="talk_request"),
    path("away/", talk.away, name="away"),
    path("away/<int:pk>/end/", talk.back, name="away_end"),
    path("messages/", messages.mine, name="messages"),
    path("messages/with/<slug:key>/", messages.thread, name="thread"),
    path("messages/<int:pk>/report/", messages.report, name="thread_report"),
    path("messages/<int:pk>/picture/", messages.picture, name="message_picture"),
    path("messages/students/<int:student>/", messages.about, name="messages_about"),
    path("reported/", messages.reported, name="reported"),
    path("reported/<int:pk>/", messages.reported_one, name="reported_one"),
    path("consents/", family.consent_list, name="consent_list"),
    path("consents/<int:student>/", family.consent_of, name="consents"),
    path("kept/", kept.mine, name="kept"),
    path("kept/students/<int:student>/", kept.of_student, name="kept_of"),
    path("kept/<int:pk>/take-back/", kept.take_back, name="objection_back"),
    path("kept/<int:pk>/answer/", kept.answer, name="objection_answer"),
    path("kept/students/<int:student>/ask/", kept.ask, name="kept_ask"),
    path("kept/package/<int:pk>/", kept.package, name="package"),
    path("tell/", safeguarding.tell, name="tell"),
    path("tell/sent/", safeguarding.told, name="told"),
    path("concerns/", safeguarding.concerns, name="concerns"),
    path("concerns/<int:pk>/", safeguarding.concern, name="concern"),
]
