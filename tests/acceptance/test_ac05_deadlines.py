"""AC-05: the answer to an erasure request, and the right to a course."""

from tests.deadlines.acts import Desk


def test_an_erasure_request_is_answered_within_a_month(town):
    desk = Desk(town)
    desk.fact("subject_request_received", "2026-10-05", "2026-10-05")
    assert desk.ends("subject_request")["subject_request"] == ("2026-11-05", "2026-11-05")


def test_the_right_to_the_course_lapses_after_a_year(town):
    desk = Desk(town)
    desk.fact("first_entitling_title_issued", "2026-07-13", "2026-09-08")
    assert desk.ends("course_claim")["course_claim"] == ("2027-07-13", "2027-07-13")
