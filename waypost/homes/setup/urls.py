"""The walk of the set-up. It answers 404 once the school is set up."""

from django.urls import path

from . import views

app_name = "setup"
urlpatterns = [
    path("", views.token, name="token"),
    path("name/", views.name, name="name"),
    path("days/", views.days, name="days"),
    path("roster/", views.roster, name="roster"),
    path("roster/columns/", views.columns, name="columns"),
    path("source/", views.source, name="source"),
    path("people/", views.people, name="people"),
]
