"""Pages of this room."""

from django.urls import URLPattern, path

from .views import calendar, cards, emergency, family, guardians, identifiers, imports, people

app_name = "school"
urlpatterns: list[URLPattern] = [
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.one, name="import"),
    path("imports/<int:pk>/apply/", imports.apply, name="import-apply"),
    path("imports/<int:pk>/drop/", imports.drop, name="import-drop"),
    path("imports/<int:pk>/take-back/", imports.take_back, name="import-take-back"),
    path("imports/lead/<int:person>/<int:organization>/", imports.lead, name="lead"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/join/", people.join, name="join"),
    path("people/<int:pk>/home-adult/", people.home_adult, name="home-adult"),
    path("people/<int:pk>/classes/", people.classes, name="classes"),
    path("people/<int:pk>/same/", people.find_same, name="find-same"),
    path("people/<int:pk>/same/<int:other>/", people.merge, name="merge"),
    path("people/<int:student>/guardian/", guardians.add, name="add-guardian"),
    path("identities/<int:pk>/part/", people.part, name="part"),
    path("merges/<int:pk>/part/", people.part_merge, name="part-merge"),
    path("identifiers/", identifiers.identifiers, name="identifiers"),
    path("identifiers/<int:pk>/", identifiers.identifier, name="identifier"),
    path("guardians/", guardians.guardians, name="guardians"),
    path("guardians/<int:pk>/", guardians.link, name="guardian"),
    path("guardians/<int:pk>/end/", guardians.end, name="guardian-end"),
    path("guardians/<int:pk>/court/", guardians.restrict, name="guardian-restrict"),
    path("guardians/<int:pk>/letter/", family.letter, name="guardian-letter"),
    path("family/", family.claim, name="claim"),
    path("of-age/", family.coming_of_age, name="of-age"),
    path("classes/<int:pk>/cards/", cards.cards, name="cards"),
    path("classes/<int:pk>/cards/print/", cards.make, name="cards-print"),
    path("classes/<int:pk>/cards/number/", cards.number, name="cards-number"),
    path("emergency/", emergency.take, name="emergency"),
    path("emergency/review/", emergency.review, name="emergency-review"),
    path("days/", calendar.calendar, name="calendar"),
]
