"""The addresses of this room, under /recognition/."""

from django.urls import path

from .views import badges, celebrations, certificates, displays, look, portfolio, thanks

app_name = "recognition"
urlpatterns = [
    path("", celebrations.mine, name="mine"),
    path("usual/", celebrations.usual, name="usual"),
    path("students/<int:student>/", celebrations.of_student, name="of_student"),
    path("students/<int:student>/praise/", celebrations.praise, name="praise"),
    path("give/<int:pk>/", celebrations.give, name="give"),
    path("<int:pk>/who/", celebrations.show_to, name="show_to"),
    path("<int:pk>/take-back/", celebrations.take_back, name="take_back"),
    path("<int:pk>/unwanted/", celebrations.unwanted, name="unwanted"),
    path("thanks/", thanks.write, name="thanks"),
    path("thanks/waiting/", thanks.waiting, name="thanks_waiting"),
    path("thanks/<int:pk>/read/", thanks.read, name="thanks_read"),
    path("thanks/from/<int:pk>/", thanks.welcome, name="welcome"),
    path("students/<int:student>/certificates/new/", certificates.new, name="certificate_new"),
    path("certificates/<int:pk>/", certificates.certificate, name="certificate"),
    path("certificates/<int:pk>/certificate.pdf", certificates.sheet, name="certificate_pdf"),
    path("certificates/<int:pk>/badge.png", badges.take, {"form": "picture"}, name="badge_picture"),
    path("certificates/<int:pk>/badge.jwt", badges.take, {"form": "credential"}, name="badge_credential"),
    path("certificates/<int:pk>/badge.json", badges.take, {"form": "json"}, name="badge_json"),
    path("badges/did.json", badges.did, name="badge_did"),
    path("badges/keys.json", badges.key_set, name="badge_keys"),
    path("badges/keys/<slug:kid>/", badges.one_key, name="badge_key"),
    path("badges/issuer.json", badges.issuer, name="badge_issuer"),
    path("badges/image.png", badges.image, name="badge_image"),
    path("badges/status/1/", badges.status, name="badge_status"),
    path("badges/revocations.json", badges.revocations, name="badge_revocations"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("screens/", displays.screens, name="screens"),
    path("screens/<int:pk>/end/", displays.end, name="screen_end"),
    path("screens/<int:pk>/poster.pdf", displays.poster, name="poster"),
    path("screen/<slug:token>/", displays.screen, name="screen"),
    path("screen/<slug:token>/now/", displays.now, name="screen_now"),
    path("keys/", badges.keeping, name="keys"),
    path("keys/new/", badges.renew, name="key_renew"),
    path("keys/<int:pk>/stolen/", badges.stolen, name="key_stolen"),
    path("look/", look.look, name="look"),
    path("look/sample.png", look.sample, name="look_sample"),
    path("certificates/<int:pk>/checkable/", certificates.checkable, name="checkable"),
    path("certificates/<int:pk>/revoke/", certificates.revoke, name="revoke"),
    path("check/<slug:key>/badge.json", certificates.badge_class, name="badge_class"),
    path("check/<slug:key>/", certificates.check, name="check"),
]
