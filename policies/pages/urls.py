"""The addresses of the public side: the pages to read, and what stands beside them."""

from django.urls import include, path

from policies.pages.corrections import views as corrections
from policies.pages.feed import UpdatesFeed
from policies.pages.preview import preview

urlpatterns = [
    path("preview/<str:token>/", preview, name="preview"),
    path("preview/<str:token>/<path:path>", preview),
    path("updates/feed.atom", UpdatesFeed(), name="updates-feed"),
    path("corrections/thanks/", corrections.thanks, name="correction-thanks"),
    path("corrections/<str:kind>/<int:pk>/", corrections.correction, name="correction"),
    path("", include("policies.pages.reading_urls")),
]
