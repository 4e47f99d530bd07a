"""The addresses of the public side: the pages to read, and what stands beside them."""

from django.urls import include, path

from policies.pages.corrections import views as corrections
from policies.pages.feed import UpdatesFeed
from policies.pages.open_data import views as open_data
from policies.pages.preview import preview
from policies.pages.sitemap import robots, sitemap

urlpatterns = [
    path("preview/<str:token>/", preview, name="preview"),
    path("preview/<str:token>/<path:path>", preview),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("calendar.ics", open_data.calendar, name="calendar"),
    path("data/policies.json", open_data.policies, name="data-policies"),
    path("data/policies.schema.json", open_data.schema, name="data-schema"),
    path("data/criteria.json", open_data.criteria, name="data-criteria"),
    path("data/regions.csv", open_data.regions, name="data-regions"),
    path("updates/feed.atom", UpdatesFeed(), name="updates-feed"),
    path("corrections/thanks/", corrections.thanks, name="correction-thanks"),
    path("corrections/<str:kind>/<int:pk>/", corrections.correction, name="correction"),
    path("", include("policies.pages.reading_urls")),
]
