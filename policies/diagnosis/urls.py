"""The addresses of the 诊断表."""

from django.urls import path

from policies.diagnosis import receipt_views, views
from policies.diagnosis.privacy.views import delete

urlpatterns = [
    path("", views.diagnosis, name="diagnosis"),
    path("contact/", views.contact, name="diagnosis-contact"),
    path("result/<str:token>/", views.result, name="diagnosis-result"),
    path("worksheet/", views.worksheet, name="diagnosis-worksheet"),
    path("delete/", delete, name="diagnosis-delete"),
    path("receipt/<str:token>/", receipt_views.receipt, name="diagnosis-receipt"),
    path("receipt/<str:token>/correct/", receipt_views.correct, name="diagnosis-correct"),
    path("receipt/<str:token>/delete/", receipt_views.withdraw, name="diagnosis-withdraw"),
]
