"""The addresses of this room, under /community/."""

from django.urls import path

from .views import charter, leading, partners, sharing, workshop

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
    path("partners/", partners.partners, name="partners"),
    path("partners/new/", partners.add, name="partner_new"),
    path("partners/home/", partners.home, name="partner_home"),
    path("partners/<int:pk>/", partners.partner, name="partner"),
    path("partners/<int:pk>/offer/", partners.offer, name="offer"),
    path("partners/<int:pk>/thank/", partners.thank, name="thank"),
    path("partners/check/<int:pk>/", partners.check, name="check"),
    path("partners/offers/<int:pk>/read/", partners.read_offer, name="read_offer"),
    path("partners/wishes/new/", partners.wish, name="wish"),
    path("partners/wishes/<int:pk>/met/", partners.wish_met, name="wish_met"),
    path("students/<int:student>/help/", partners.find, name="find"),
    path("students/<int:student>/help/<int:offer>/", partners.place, name="place"),
    path("help/", partners.ask, name="ask"),
    path("help/<int:pk>/answer/", partners.answer, name="answer"),
    path("help/<int:pk>/end/", partners.end, name="end"),
    path("help/<int:pk>/hours/", partners.hours, name="hours"),
]
