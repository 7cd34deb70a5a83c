"""The addresses of this room, under /community/."""

from django.urls import path

from .views import charter, leading, sharing, workshop

app_name = "community"
urlpatterns = [
    path("", charter.charter, name="charter"),
    path("versions/<int:pk>/", charter.version, name="version"),
    path("propose/", charter.propose, name="propose"),
    path("proposals/<int:pk>/", charter.proposal, name="proposal"),
    path("waiting/", charter.waiting, name="waiting"),
    path("waiting/<slug:kind>/<int:pk>/", charter.read, name="read"),
    path("begin/", leading.begin, name="begin"),
    path("<int:pk>/share/", leading.share, name="share"),
    path("<int:pk>/close/", leading.close, name="close"),
    path("<int:pk>/adopt/", leading.adopt, name="adopt"),
    path("<int:pk>/review/", leading.review, name="review"),
    path("points/", sharing.points, name="points"),
    path("paper/", sharing.paper, name="paper"),
    path("paper/in/", sharing.paper_in, name="paper_in"),
    path("workshop/", workshop.wall, name="workshop"),
    path("join/", workshop.join, name="join"),
    path("join/points/", workshop.points, name="join_points"),
    path("join/<slug:code>/", workshop.join, name="join_code"),
]
