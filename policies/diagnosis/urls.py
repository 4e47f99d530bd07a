"""The addresses of the 诊断表."""

from django.urls import path

from policies.diagnosis import views
from policies.diagnosis.privacy.views import delete

urlpatterns = [
    path("", views.diagnosis, name="diagnosis"),
    path("contact/", views.contact, name="diagnosis-contact"),
    path("result/<str:token>/", views.result, name="diagnosis-result"),
    path("worksheet/", views.worksheet, name="diagnosis-worksheet"),
    path("delete/", delete, name="diagnosis-delete"),
    path("receipt/<str:token>/", views.receipt, name="diagnosis-receipt"),
]
