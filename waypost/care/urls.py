"""Pages of this room."""

from django.urls import path

from .views import signals as views

app_name = "care"
urlpatterns = [
    path("signals/<int:pk>/", views.signal, name="signal"),
    path("signals/<int:pk>/answer/", views.answer, name="answer"),
    path("signals/<int:pk>/take/", views.take, name="take"),
    path("signals/<int:pk>/plan/", views.plan, name="plan"),
    path("follow-ups/<int:pk>/", views.follow_up, name="follow_up"),
    path("students/<int:student>/talked/", views.talked, name="talked"),
    path("students/<int:student>/skills/<int:skill>/overrule/", views.overrule, name="overrule"),
]
