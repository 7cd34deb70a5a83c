"""The addresses of this room, under /practice/."""

from django.urls import URLPattern

app_name = "practice"
urlpatterns: list[URLPattern] = []
