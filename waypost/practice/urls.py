"""The addresses of this room, under /practice/."""

from django.urls import path

from .views import mine, strategies, together, trials

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
    path("visits/", together.visits, name="visits"),
    path("visits/new/", together.invite, name="invite"),
    path("visits/<int:pk>/", together.visit, name="visit"),
    path("visits/<int:pk>/do/", together.visit_act, name="visit_act"),
    path("library/", together.library, name="library"),
    path("library/new/", together.insight_new, name="insight_new"),
    path("library/<int:pk>/", together.insight, name="insight"),
    path("library/<int:pk>/do/", together.insight_act, name="insight_act"),
    path("talks/", together.talks, name="talks"),
    path("talks/new/", together.talk_new, name="talk_new"),
    path("talks/<int:pk>/", together.talk, name="talk"),
    path("talks/<int:pk>/do/", together.talk_act, name="talk_act"),
    path("tried/", mine.tried, name="tried"),
    path("tried/<int:pk>/", mine.one, name="tried_one"),
]
