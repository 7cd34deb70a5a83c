"""The addresses of this room, under /voice/."""

from django.urls import URLPattern

app_name = "voice"
urlpatterns: list[URLPattern] = []
