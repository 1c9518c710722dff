from django.urls import path

from fahrwasser.contacts.views import appointments, contacts, interpreters

app_name = "contacts"
urlpatterns = [
    path("kontakte/neu/", contacts.new, name="new"),
    path("kontakte/mehrere/", contacts.many, name="many"),
    path("kontakte/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("faelle/<uuid:case_id>/kontakte/", contacts.contacts, name="contacts"),
    path("kalender/", appointments.calendar, name="calendar"),
    path("kalender/adresse/", appointments.calendar_key, name="calendar_key"),
    path("kalender/<str:secret>/termine.ics", appointments.calendar_feed, name="calendar_feed"),
    path("termine/neu/", appointments.appointment_new, name="appointment_new"),
    path("termine/<uuid:appointment_id>/", appointments.appointment, name="appointment"),
    path("termine/<uuid:appointment_id>/verschieben/", appointments.appointment_move, name="appointment_move"),
    path("termine/<uuid:appointment_id>/absagen/", appointments.appointment_cancel, name="appointment_cancel"),
    path("termine/<uuid:appointment_id>/sprachmittlung/", interpreters.booking_new, name="booking_new"),
    path("sprachmittlung/", interpreters.interpreters, name="interpreters"),
    path("sprachmittlung/<uuid:interpreter_id>/", interpreters.interpreter, name="interpreter"),
    path("sprachmittlung/buchung/<uuid:booking_id>/", interpreters.slip, name="slip"),
    path("sprachmittlung/buchung/<uuid:booking_id>/absagen/", interpreters.booking_cancel, name="booking_cancel"),
    path("faelle/<uuid:case_id>/sprachmittlung/", interpreters.conflicts, name="conflicts"),
]
