"""Pages of this room. (/xapi has a stack of its own: `xapi.stack`.)"""

from django.urls import path

from .views import responses, sources, tray

app_name = "evidence"

urlpatterns = [
    path("", sources.sources, name="sources"),
    path("new/", sources.new, name="source-new"),
    path("<int:pk>/", sources.source, name="source"),
    path("<int:pk>/key/", sources.key_new, name="key-new"),
    path("<int:pk>/down/", sources.down, name="source-down"),
    path("<int:pk>/state/", sources.state, name="source-state"),
    path("key/<int:pk>/renew/", sources.key_renew, name="key-renew"),
    path("key/<int:pk>/end/", sources.key_end, name="key-end"),
    path("tray/", tray.tray, name="tray"),
    path("tray/<int:pk>/", tray.refused, name="refused"),
    path("responses/", responses.responses, name="responses"),
    path("responses/<int:pk>/", responses.one, name="responses-one"),
    path("responses/<int:pk>/take-back/", responses.take_back, name="responses-back"),
    path("responses/<int:pk>/report/", responses.report, name="responses-report"),
]
