from django.urls import path

from fahrwasser.absence import views

app_name = "absence"
urlpatterns = [
    path("ausfall/", views.cover, name="cover"),
    path("ausfall/waehrenddessen/", views.back, name="back"),
    path("ausfall/wieder-da/", views.come_back, name="come_back"),
]
