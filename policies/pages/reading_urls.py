"""The pages that a preview shows too; the topic pages come last because they take any slug."""

from django.urls import path
from django.views.generic import RedirectView

from policies.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("compare/", views.compare, name="compare"),
    path("regions/", views.regions, name="regions"),
    path("regions/<slug:slug>/", views.region, name="region"),
    path("sources/", views.sources, name="sources"),
    path("glossary/", views.glossary, name="glossary"),
    path("updates/", views.updates, name="updates"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    # The addresses of the owner's old pages.
    path("index.html", RedirectView.as_view(pattern_name="home", permanent=True)),
    path("<slug:slug>.html", views.old_address),
    path("<slug:slug>/", views.topic, name="topic"),
]
