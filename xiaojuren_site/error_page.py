"""The page of an error of our own, which needs no database and names the request."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong here, under which number the log tells more."""
    number = request.META.get("REQUEST_ID", "")  # none where no server has numbered it
    page = get_template("500.html").render({"number": number})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)
