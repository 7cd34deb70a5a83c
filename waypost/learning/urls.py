"""Pages of this room."""

from django.urls import path

from .views import about, goals, work

app_name = "learning"
urlpatterns = [
    path("goals/", goals.mine, name="goals"),
    path("goals/new/", goals.new, name="goal_new"),
    path("students/<int:student>/goals/", goals.of_student, name="goals_of"),
    path("students/<int:student>/goals/new/", goals.new_with, name="goal_new_with"),
    path("goals/<int:pk>/", goals.goal, name="goal"),
    path("goals/<int:pk>/steps/", goals.add_step, name="goal_add_step"),
    path("goals/<int:pk>/steps/<int:step>/", goals.step, name="goal_step"),
    path("goals/<int:pk>/now/", goals.review, name="goal_review"),
    path("goals/<int:pk>/change/", goals.revise, name="goal_revise"),
    path("goals/<int:pk>/who/", goals.sharing, name="goal_sharing"),
    path("goals/<int:pk>/end/", goals.end, name="goal_end"),
    path("about/", about.mine, name="about"),
    path("students/<int:student>/about/", about.of_student, name="about_of"),
    path("students/<int:student>/about/write/", about.write, name="about_write"),
    path("students/<int:student>/supports/new/", about.support_new, name="support_new"),
    path("supports/<int:pk>/given/", about.support_given, name="support_given"),
    path("supports/<int:pk>/look/", about.support_look, name="support_look"),
    path("work/", work.mine, name="work"),
    path("work/new/", work.new, name="piece_new"),
    path("students/<int:student>/work/", work.of_student, name="work_of"),
    path("students/<int:student>/work/new/", work.new_with, name="piece_new_with"),
    path("work/<int:pk>/", work.piece, name="piece"),
    path("work/<int:pk>/picture/", work.picture, name="piece_picture"),
    path("work/<int:pk>/home/", work.at_home, name="piece_at_home"),
    path("work/<int:pk>/place/<slug:rubric>/", work.place, name="piece_place"),
    path("work/<int:pk>/judge/<slug:rubric>/", work.judge, name="piece_judge"),
    path("work/judged/<int:pk>/take-back/", work.take_back, name="judgement_take_back"),
]
