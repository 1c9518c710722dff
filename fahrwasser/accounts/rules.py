"""Who may do what: permissions and reaches, read from ``policy/roles.yaml``. No Django here."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from fahrwasser.core.errors import NotAllowed

ROLES_FILE = Path(__file__).resolve().parent.parent / "policy" / "roles.yaml"


class FileReach(StrEnum):
    """Which case rows a role may know of, beside those it is named on or granted."""

    NONE = "none"
    OWN = "own"
    UNIT = "unit"
    ALL_BELOW_2 = "all_below_2"


class Permission(StrEnum):
    ENQUIRY_TAKE = "enquiry.take"
    CASE_OPEN = "case.open"
    CASE_WORK = "case.work"
    CASE_HAND_OVER = "case.hand_over"
    CASE_ALLOCATE = "case.allocate"
    BREAK_GLASS = "break_glass.use"
    FILE_SEARCH = "file.search"
    CONTACT_RECORD = "contact.record"
    SENSITIVE_READ = "sensitive.read"
    ASSESSMENT_WRITE = "assessment.write"
    PLAN_WRITE = "plan.write"
    MATCH_RUN = "match.run"
    REFERRAL_SEND = "referral.send"
    REFERRAL_ANSWER = "referral.answer"
    CASE_IMPORT = "case.import"
    OFFER_READ = "offer.read"
    OFFER_EDIT = "offer.edit"
    OFFER_IMPORT = "offer.import"
    FINDING_WRITE = "finding.write"
    FINDING_REVIEW = "finding.review"
    THEME_READ = "theme.read"
    THEME_MANAGE = "theme.manage"
    DECISION_RECORD = "decision.record"
    REPORT_READ = "report.read"
    LOG_READ = "log.read"
    USER_MANAGE = "user.manage"
    CONFIGURATION_MANAGE = "configuration.manage"
    MESSAGE_TAKE = "message.take"
    COUNTER_SERVE = "counter.serve"
    FEEDBACK_TAKE = "feedback.take"
    COMPLAINT_ANSWER = "complaint.answer"
    BLOCK_EDIT = "block.edit"
    APPOINTMENT_PLAN = "appointment.plan"
    DEADLINE_RULE_EDIT = "deadline_rule.edit"
    DEADLINE_RULE_APPROVE = "deadline_rule.approve"


@dataclass(frozen=True)
class Role:
    """One role of ``roles.yaml``; reaches are a closed set, see docs/reference."""

    name: str
    label: str
    file_reach: FileReach
    contact_data_reach: FileReach
    reads_log: bool
    permissions: frozenset[Permission]

    @property
    def opens_files(self) -> bool:
        return bool({Permission.CASE_OPEN, Permission.ENQUIRY_TAKE} & self.permissions)

    @property
    def reaches_people(self) -> bool:
        """Whether it opens anything about clients or about who read what: such a role takes two people to give."""
        reaches = {self.file_reach, self.contact_data_reach} != {FileReach.NONE}
        return reaches or self.reads_log or self.opens_files


def _role(name: str, entry: dict[str, Any]) -> Role:
    return Role(
        name=name,
        label=entry["label"],
        file_reach=FileReach(entry["file"]),
        contact_data_reach=FileReach(entry["contact_data"]),
        reads_log=bool(entry["log"]),
        permissions=frozenset(Permission(p) for p in entry["permissions"]),
    )


@cache
def roles() -> dict[str, Role]:
    """All roles by name. Raises ``ValueError`` for a permission or reach outside the closed sets."""
    content = yaml.safe_load(ROLES_FILE.read_text())
    return {name: _role(name, entry) for name, entry in content["roles"].items()}


def check_second_person(*, decides: UUID, proposed_by: UUID, about: UUID) -> None:
    """Two people give a role with reach: nobody confirms what they proposed, and nobody confirms themself."""
    if decides in (proposed_by, about):
        raise NotAllowed("Das entscheidet jemand anders: nicht wer das Konto angelegt hat und nicht die Person selbst.")
