"""The addresses of this room, under /practice/."""

from django.urls import path

from .views import mine, strategies, trials

app_name = "practice"
urlpatterns = [
    path("", strategies.what_works, name="what_works"),
    path("new/", strategies.new, name="new"),
    path("<int:pk>/", strategies.strategy, name="strategy"),
    path("<int:pk>/change/", strategies.change, name="change"),
    path("<int:pk>/look-after/", strategies.look_after, name="look_after"),
    path("<int:pk>/trials/new/", trials.new, name="trial_new"),
    path("trials/<int:pk>/", trials.trial, name="trial"),
    path("trials/<int:pk>/plan/", trials.redraft, name="redraft"),
    path("trials/<int:pk>/lock/", trials.lock, name="lock"),
    path("trials/<int:pk>/end/", trials.break_off, name="break_off"),
    path("trials/<int:pk>/say/", trials.say, name="say"),
    path("trials/<int:pk>/decide/", trials.decide, name="decide"),
    path("classes/<int:pk>/answer/", trials.answer, name="answer"),
    path("classes/<int:pk>/used/", trials.used, name="used"),
    path("tried/", mine.tried, name="tried"),
    path("tried/<int:pk>/", mine.one, name="tried_one"),
]
