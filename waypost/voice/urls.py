"""The addresses of this room, under /voice/."""

from django.urls import path

from .views import answering, calm, kiosk, openings, pulse, results, surveys

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
    path("surveys/", surveys.mine, name="surveys"),
    path("surveys/new/", surveys.build, name="survey_build"),
    path("surveys/new/<slug:people>/", surveys.build, name="survey_build_for"),
    path("surveys/questions/", surveys.questions, name="questions"),
    path("surveys/questions/<int:pk>/", surveys.question, name="question"),
    path("surveys/openings/", openings.openings, name="openings"),
    path("surveys/openings/new/", openings.ask, name="opening_ask"),
    path("surveys/openings/<int:pk>/", openings.opening, name="opening"),
    path("surveys/objection/<int:child>/", answering.objection, name="objection"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/do/", surveys.act, name="survey_act"),
    path("surveys/<int:pk>/answer/", answering.answer, name="survey_answer"),
    path("surveys/<int:pk>/paper/", answering.paper, name="survey_paper"),
    path("surveys/<int:pk>/sheets/", answering.sheets, name="survey_sheets"),
    path("surveys/<int:pk>/letter/", surveys.letter, name="survey_letter"),
    path("surveys/<int:pk>/objections/", answering.paper_objections, name="paper_objections"),
    path("surveys/<int:pk>/answers/", surveys.answers, name="survey_answers"),
    path("surveys/<int:pk>/results/", results.results, name="survey_results"),
    path("surveys/<int:pk>/results.csv", results.export, name="survey_export"),
    path("surveys/<int:pk>/comments/", results.comments, name="survey_comments"),
]
