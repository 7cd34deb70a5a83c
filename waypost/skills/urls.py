"""Pages of this room."""

from django.urls import path

from . import views

app_name = "skills"

urlpatterns = [
    path("", views.tree, name="tree"),
    path("<int:pk>/", views.skill, name="skill"),
    path("import/", views.bring_in, name="import"),
    path("alignments/<int:source>/", views.alignments, name="alignments"),
    path("alignment/<int:pk>/end/", views.end, name="end"),
]
