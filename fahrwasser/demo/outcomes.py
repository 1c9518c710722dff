"""What has been reached in older files of the demo, fitting their needs."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from fahrwasser.assessment.rules import area_of
from fahrwasser.demo.days import Days
from fahrwasser.demo.files import File
from fahrwasser.outcomes.models import OutcomeEvent

KIND_OF_AREA = {
    "LA02": "aufenthalt_gesichert", "LA03": "eigene_wohnung", "LA04": "leistung_bewilligt", "LA05": "krankenversichert",
    "LA10": "arbeit_teilzeit", "LA11": "qualifizierung", "LA12": "rueckstand_uebernommen",
}  # fmt: skip
TIME_IT_TAKES = 60  # days from acceptance before anything has changed
EVIDENCE = OutcomeEvent.Evidence.values


def rows(file: File, days: Days) -> Iterator[OutcomeEvent]:
    """At most one outcome per need, on a working day between the first two months and the file's end."""
    accepted, until = file.course.accepted, file.course.until
    if accepted is None or not file.course.is_managed or until < accepted + timedelta(days=TIME_IT_TAKES + 30):
        return
    rng = Random(file.case.number)  # noqa: S311  chance for stories, not for secrets
    own_days = Days(days.first, days.key_date, rng)
    kinds = sorted({KIND_OF_AREA[area_of(story.code)] for story in file.stories if area_of(story.code) in KIND_OF_AREA})
    for kind in kinds[: rng.randint(0, 2)]:
        yield OutcomeEvent(
            case=file.case, kind=kind, day=own_days.after(accepted, TIME_IT_TAKES, TIME_IT_TAKES + 100, until),
            evidence=rng.choice(EVIDENCE), by=file.lead,
        )  # fmt: skip
