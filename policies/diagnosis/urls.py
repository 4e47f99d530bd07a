"""The addresses of the 诊断表."""

from django.urls import path

from policies.diagnosis import views

urlpatterns = [
    path("", views.diagnosis, name="diagnosis"),
    path("receipt/<str:token>/", views.receipt, name="diagnosis-receipt"),
]
