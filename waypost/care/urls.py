"""Pages of this room."""

from django.urls import path

from . import urls_safe as safe
from .views import balance, calendar, checkins, interventions, meetings, notes
from .views import signals as views

app_name = "care"
urlpatterns = [
    *safe.urlpatterns,
    path("signals/<int:pk>/", views.signal, name="signal"),
    path("signals/<int:pk>/answer/", views.answer, name="answer"),
    path("signals/<int:pk>/take/", views.take, name="take"),
    path("signals/<int:pk>/give-back/", views.give_back, name="give_back"),
    path("signals/<int:pk>/plan/", views.plan, name="plan"),
    path("follow-ups/<int:pk>/", views.follow_up, name="follow_up"),
    path("students/<int:student>/talked/", views.talked, name="talked"),
    path("students/<int:student>/skills/<int:skill>/overrule/", views.overrule, name="overrule"),
    path("check-ins/", checkins.mine, name="check_ins"),
    path("check-ins/<int:pk>/call-off/", checkins.call_off, name="check_in_call_off"),
    path("students/<int:student>/check-ins/", checkins.of_student, name="check_ins_of"),
    path("students/<int:student>/check-ins/note/", checkins.hold, name="check_in_hold"),
    path("students/<int:student>/check-ins/plan/", checkins.plan, name="check_in_plan"),
    path("students/<int:student>/rhythm/", checkins.rhythm, name="rhythm"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("help/", interventions.mine, name="helps"),
    path("help/new/", interventions.new, name="help_new"),
    path("help/library/", interventions.library, name="library"),
    path("help/<int:pk>/", interventions.help, name="help"),
    path("help/<int:pk>/session/", interventions.session, name="help_session"),
    path("help/<int:pk>/look-again/", interventions.decide, name="help_decide"),
    path("help/<int:pk>/hand-over/", interventions.hand_over, name="help_hand_over"),
    path("help/places/<int:pk>/leave/", interventions.leave, name="help_leave"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.new, name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/put-on/", meetings.put_on, name="meeting_put_on"),
    path("meetings/<int:pk>/close/", meetings.close, name="meeting_close"),
    path("meetings/items/<int:pk>/", meetings.item, name="agenda_item"),
    path("meetings/items/<int:pk>/done/", meetings.item_done, name="agenda_item_done"),
    path("groups/", meetings.groups, name="groups"),
    path("groups/new/", meetings.group_new, name="group_new"),
    path("groups/<int:pk>/", meetings.group, name="group"),
    path("groups/<int:pk>/end/", meetings.group_end, name="group_end"),
    path("balance/", balance.balance, name="balance"),
    path("my-talks/", checkins.own, name="my_talks"),
    path("students/<int:student>/notes/", notes.of_student, name="notes_of"),
    path("students/<int:student>/notes/new/", notes.new, name="note_new"),
    path("notes/<int:pk>/change/", notes.revise, name="note_revise"),
    path("notes/restricted/<int:pk>/change/", notes.revise_restricted, name="restricted_note_revise"),
    path("notes/jottings/<int:pk>/let-go/", notes.let_go, name="jotting_let_go"),
    path("notes/how-i-write/", notes.mirror, name="mirror"),
]
