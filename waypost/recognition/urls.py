"""The addresses of this room, under /recognition/."""

from django.urls import URLPattern

app_name = "recognition"
urlpatterns: list[URLPattern] = []
