"""The addresses of this room, under /climate/."""

from django.urls import URLPattern

app_name = "climate"
urlpatterns: list[URLPattern] = []
