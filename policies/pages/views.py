"""The pages that the public reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Show the ladder and the state of the rounds."""
    return render(request, "pages/home.html")
