"""Pages of this room."""

from django.urls import path

from . import choosing, views

app_name = "readings"

urlpatterns = [
    path("how-we-know/", views.how_list, name="how_list"),
    path("how-we-know/<slug:name>/", views.how, name="how"),
    path("how-we-know/<slug:name>/decide/", views.decide, name="decide"),
    path("how-we-know/<slug:name>/numbers/", choosing.choose, name="numbers"),
    path("how-we-know/<slug:name>/numbers/<int:pk>/", choosing.one, name="numbers_one"),
    path("readings/<int:student>/<slug:measure>/<int:subject>/", views.behind, name="evidence"),
]
