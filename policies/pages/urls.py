"""The addresses of the public pages."""

from django.urls import path

from policies.pages import views

urlpatterns = [path("", views.home, name="home")]
