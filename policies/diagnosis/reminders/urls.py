"""The addresses of the reminders."""

from django.urls import path

from policies.diagnosis.reminders import views

urlpatterns = [
    path("", views.reminders, name="reminders"),
    path("sent/", views.sent, name="reminder-sent"),
    path("<str:token>/", views.reminder, name="reminder"),
]
