"""The pages that a preview shows too; the topic pages come last because they take any slug."""

from django.urls import path
from django.views.generic import RedirectView

from policies.pages import views
from policies.pages.open_data.views import data
from policies.pages.regions.views import region, regions
from policies.pages.search.views import search

urlpatterns = [
    path("", views.home, name="home"),
    path("compare/", views.compare, name="compare"),
    path("regions/", regions, name="regions"),
    path("regions/<slug:slug>/", region, name="region"),
    path("search/", search, name="search"),
    path("sources/", views.sources, name="sources"),
    path("glossary/", views.glossary, name="glossary"),
    path("updates/", views.updates, name="updates"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("data/", data, name="data"),
    path("privacy/", views.privacy, name="privacy"),
    # The addresses of the owner's old pages.
    path("index.html", RedirectView.as_view(pattern_name="home", permanent=True)),
    path("<slug:slug>.html", views.old_address),
    path("<slug:slug>/", views.topic, name="topic"),
]
