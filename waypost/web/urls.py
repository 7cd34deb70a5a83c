"""Pages of the design system. The living page exists in a demonstration folder and while developing."""

from django.conf import settings
from django.urls import URLPattern, path

from . import views
from .security import REPORT_PATH

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("preferences/", views.preferences, name="preferences"),
    path("leaving/", views.leaving, name="leaving"),
    path(REPORT_PATH.lstrip("/"), views.csp_report, name="csp-report"),
]
if getattr(settings, "DEMO", False) or settings.DEBUG or getattr(settings, "DESIGN_PAGE", False):
    from .living import views as living

    urlpatterns += [
        path("design/", living.design, name="design"),
        path("design/progress/", living.progress, name="design-progress"),
    ]
