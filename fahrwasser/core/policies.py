"""Row policies: which rows of a table a person may read and write, declared on the model itself.

Each class below writes row-level security for one table, in the words of docs/adr/0002. It is a constraint to
Django, so the migrations carry it and the autodetector sees every change.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model

# The condition on the case that opens its content: named on the case, or a grant that has not ended.
NAMED = "c.lead_id = (SELECT fw.uid()) OR c.second_id = (SELECT fw.uid())"
CONTENT = f"{NAMED} OR c.id = ANY ((SELECT fw.granted())::uuid[])"
CONTACT_DATA = f"{CONTENT} OR (c.level = 0 AND c.unit_id = ANY ((SELECT fw.units_for_contact_data())::uuid[]))"
FILE = (
    "lead_id = (SELECT fw.uid()) OR second_id = (SELECT fw.uid())"
    " OR (level = 0 AND unit_id = ANY ((SELECT fw.units())::uuid[]))"
    " OR (level < 2 AND unit_id = ANY ((SELECT fw.units_overseen())::uuid[]))"
    " OR id = ANY ((SELECT fw.granted())::uuid[])"
)
KNOWN_PERSON = f"{CONTACT_DATA} OR (c.level < 2 AND c.unit_id = ANY ((SELECT fw.units_overseen())::uuid[]))"
FILE_WRITE = FILE.replace("level = 0 AND ", "false AND ").replace("level < 2 AND ", "false AND ")


class TableRule(BaseConstraint):
    """SQL that belongs to a table and travels in the migrations of its model."""

    def __init__(self, *, name: str = "%(app_label)s_%(class)s_rows", **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)

    def statements(self, table: str) -> list[str]:
        raise NotImplementedError

    def undo(self, table: str) -> list[str]:
        raise NotImplementedError

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> None:  # type: ignore[override]
        # A new table: Django drops an empty string here, so the rule waits until the table stands.
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]
        return ";\n".join(self.statements(model._meta.db_table))

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]
        return ";\n".join(self.undo(model._meta.db_table))

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Only the database can check this."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


class RowPolicy(TableRule):
    """Row-level security on one table. ``worker`` names what jobs may do there: "", "SELECT" or "ALL"."""

    read = "false"
    write = "false"
    add = "false"
    append_only = False

    def __init__(self, *, worker: str = "", **kwargs: Any) -> None:
        self.worker = worker
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, **self.options()}

    def options(self) -> dict[str, Any]:
        return {"worker": self.worker} if self.worker else {}

    def conditions(self, table: str) -> dict[str, str]:
        return {"read": self.read, "write": self.write, "add": self.add}

    def statements(self, table: str) -> list[str]:
        condition = self.conditions(table)
        rules = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY app_read ON {table} FOR SELECT TO fw_app USING ({condition['read']})",
            f"CREATE POLICY app_add ON {table} FOR INSERT TO fw_app WITH CHECK ({condition['add']})",
            f"CREATE POLICY erase ON {table} TO fw_eraser USING (true)",
        ]
        if self.append_only:
            rules.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM fw_app, fw_worker")
        else:
            rules += [
                f"CREATE POLICY app_change ON {table} FOR UPDATE TO fw_app USING ({condition['write']})",
                f"CREATE POLICY app_delete ON {table} FOR DELETE TO fw_app USING ({condition['write']})",
            ]
        if self.worker:
            rules.append(f"CREATE POLICY worker ON {table} FOR {self.worker} TO fw_worker USING (true)")
        return rules

    def undo(self, table: str) -> list[str]:
        names = ["app_read", "app_add", "erase", "app_change", "app_delete", "worker"]
        return [f"DROP POLICY IF EXISTS {name} ON {table}" for name in names]


class FileRow(RowPolicy):
    """The case row itself: whoever may know that the file exists."""

    read = FILE
    write = FILE_WRITE
    add = "unit_id = ANY ((SELECT fw.home_units())::uuid[])"


class OfCase(RowPolicy):
    """A row with a case: one EXISTS deep, on the row's own ``case_id``. New rows also in a file just opened."""

    case_condition = "false"

    def __init__(self, *, case_column: str = "case_id", **kwargs: Any) -> None:
        self.case_column = case_column
        super().__init__(**kwargs)

    def options(self) -> dict[str, Any]:
        own = {"case_column": self.case_column} if self.case_column != "case_id" else {}
        return {**super().options(), **own}

    def conditions(self, table: str) -> dict[str, str]:
        column = f"{table}.{self.case_column}"
        visible = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {column} AND ({self.case_condition}))"
        return {"read": visible, "write": visible, "add": f"{visible} OR fw.just_opened({column})"}


class InRound(OfCase):
    """That a file was brought into the round of its team: read there by whoever knows the file.

    Written with its content, and on level 2 read and written only by the two named. Whoever is kept out of the file
    does not learn that it is the one talked about.
    """

    case_condition = f"({CONTENT}) AND (c.level < 2 OR {NAMED})"

    def conditions(self, table: str) -> dict[str, str]:
        known = (
            f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.{self.case_column} AND ({self.case_condition}"
            " OR (c.level = 0 AND c.unit_id = ANY ((SELECT fw.units_of_round())::uuid[]))"
            " OR (c.level < 2 AND c.unit_id = ANY ((SELECT fw.units_overseen())::uuid[]))))"
            f" AND {table}.{self.case_column} <> ALL ((SELECT fw.recused_from())::uuid[])"
        )
        return {**super().conditions(table), "read": known}


class Content(OfCase):
    """Everything else about a case: whoever may read the content."""

    case_condition = CONTENT


class GrantRow(OfCase):
    """A grant: read with the content, given and ended only by the people named on the case."""

    case_condition = CONTENT

    def conditions(self, table: str) -> dict[str, str]:
        giving = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id AND ({NAMED}))"
        return {"read": super().conditions(table)["read"], "write": giving, "add": giving}


class TaskRow(Content):
    """A task: with the content; one for the coordination also by whoever oversees a file below level 2."""

    def conditions(self, table: str) -> dict[str, str]:
        overseen = (
            f"({table}.kind = 'coordination' AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id"
            " AND c.level < 2 AND c.unit_id = ANY ((SELECT fw.units_overseen())::uuid[])))"
        )
        named = super().conditions(table)
        return {**named, "read": f"{named['read']} OR {overseen}", "write": f"{named['write']} OR {overseen}"}


class ContactData(OfCase):
    """Name, safe channel, language, appointment: the assistant of the unit too, at level 0."""

    case_condition = CONTACT_DATA


class KnownFile(OfCase):
    """What the coordination knows of a file below level 2, beside whoever reads its content."""

    case_condition = f"{CONTENT} OR (c.level < 2 AND c.unit_id = ANY ((SELECT fw.units_overseen())::uuid[]))"


class OfCoordination(RowPolicy):
    """What those share who oversee the files of one controller, and nobody else."""

    def conditions(self, table: str) -> dict[str, str]:
        ours = (
            f"{table}.controller_id IN (SELECT n.controller_id FROM accounts_unit n"
            " WHERE n.id = ANY ((SELECT fw.units_overseen())::uuid[]))"
        )
        return {"read": ours, "write": ours, "add": ours}


class OfTeam(OfCase):
    """A row that may stand without a case: then it belongs to the unit that holds it."""

    case_condition = CONTENT

    def conditions(self, table: str) -> dict[str, str]:
        team = f"({table}.{self.case_column} IS NULL AND {table}.unit_id = ANY ((SELECT fw.home_units())::uuid[]))"
        return {key: f"{team} OR {value}" for key, value in super().conditions(table).items()}


class OfCalendar(OfCase):
    """An appointment: contact data of its file; without a file only the person's own."""

    case_condition = CONTACT_DATA

    def conditions(self, table: str) -> dict[str, str]:
        own = f"({table}.{self.case_column} IS NULL AND {table}.user_id = (SELECT fw.uid()))"
        return {key: f"{own} OR {value}" for key, value in super().conditions(table).items()}


class OfController(RowPolicy):
    """What the people who open files for one controller share, and nobody outside."""

    def conditions(self, table: str) -> dict[str, str]:
        ours = (
            f"{table}.controller_id IN (SELECT n.controller_id FROM accounts_unit n"
            " WHERE n.id = ANY ((SELECT fw.home_units())::uuid[]))"
        )
        return {"read": ours, "write": ours, "add": ours}


class OfRound(RowPolicy):
    """What the round of a team reads and writes: its case managers, and whoever oversees its files."""

    read = "unit_id = ANY ((SELECT fw.units_of_round())::uuid[])"
    write = read
    add = read


class OfFrontDesk(RowPolicy):
    """What everybody shares who knows of files of one controller, the assistant at the counter included."""

    def conditions(self, table: str) -> dict[str, str]:
        ours = (
            f"{table}.controller_id IN (SELECT n.controller_id FROM accounts_unit n"
            " WHERE n.id = ANY ((SELECT fw.units())::uuid[]))"
        )
        return {"read": ours, "write": ours, "add": ours}


class History(OfCase):
    """Event rows written by triggers: read with the content, never changed."""

    case_condition = CONTENT
    append_only = True

    def conditions(self, table: str) -> dict[str, str]:
        return {**super().conditions(table), "add": "true"}


class ContactDataHistory(History):
    case_condition = CONTACT_DATA


class Packet(RowPolicy):
    """What a provider may see: the recipient while the referral is active, and the case's own people."""

    def conditions(self, table: str) -> dict[str, str]:
        sender = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id AND ({CONTENT}))"
        recipient = f"({table}.active AND {table}.recipient_id = ANY ((SELECT fw.organisations())::uuid[]))"
        return {"read": f"{sender} OR {recipient}", "write": sender, "add": sender}


class BothFiles(RowPolicy):
    """A row between two files: read by whoever knows of people in both or oversees both, written with both contents."""

    def conditions(self, table: str) -> dict[str, str]:
        read, write = self._both(table, KNOWN_PERSON), self._both(table, CONTENT)
        return {"read": read, "write": write, "add": write}

    def _both(self, table: str, condition: str) -> str:
        sides = (f"{table}.first_case_id", f"{table}.second_case_id")
        return " AND ".join(
            f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {side} AND ({condition}))" for side in sides
        )


class Own(RowPolicy):
    """Drafts and notices: only the person they belong to; notices may be written for somebody else."""

    read = "user_id = (SELECT fw.uid())"
    write = "user_id = (SELECT fw.uid())"
    add = "(SELECT fw.uid()) IS NOT NULL"


class Delivered(RowPolicy):
    """A message: written by anyone in the name of themselves, read by those it was delivered to, and nobody else."""

    read = "id = ANY ((SELECT fw.my_messages())::uuid[])"
    write = read
    add = "taken_by_id = (SELECT fw.uid())"


class PassedOn(Own):
    """To whom a message went: only they know. Whoever has a message may pass it on."""

    write = "false"
    add = "message_id = ANY ((SELECT fw.my_messages())::uuid[])"


class SentIn(OfController):
    """What somebody without a log-in sends: anyone adds, the house reads. A close one only whoever oversees files."""

    def conditions(self, table: str) -> dict[str, str]:
        overseen = (
            f"{table}.controller_id IN (SELECT n.controller_id FROM accounts_unit n"
            " WHERE n.id = ANY ((SELECT fw.units_overseen())::uuid[]))"
        )
        ours = f"{super().conditions(table)['read']} AND (NOT {table}.kept_close OR {overseen})"
        return {"read": ours, "write": ours, "add": f"{table}.closed_by_id IS NULL"}


class HandedOut(RowPolicy):
    """A slip of paper: whoever works in the house adds one, and nobody reads it; its token opens it by a function."""

    def conditions(self, table: str) -> dict[str, str]:
        ours = f"{table}.controller_id IN (SELECT m.controller_id FROM fw.memberships() m)"
        return {**super().conditions(table), "add": ours}


class Unread(RowPolicy):
    """Written by a function, read only in sums by the statistics role."""


class ForTheLead(HandedOut):
    """Whoever works in the house adds, and only whoever oversees its files reads and goes on with it."""

    def conditions(self, table: str) -> dict[str, str]:
        overseen = (
            f"{table}.controller_id IN (SELECT n.controller_id FROM accounts_unit n"
            " WHERE n.id = ANY ((SELECT fw.units_overseen())::uuid[]))"
        )
        return {**super().conditions(table), "read": overseen, "write": overseen}


class Log(RowPolicy):
    """Insert only; read by the data protection officer, about the people of the same controller."""

    read = "user_id = ANY ((SELECT fw.people_in_log())::uuid[])"
    add = "true"
    append_only = True


class Counted(TableRule):
    """Counts that the worker and the database keep: everybody reads them, and the application writes none."""

    def statements(self, table: str) -> list[str]:
        return [f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM fw_app"]

    def undo(self, table: str) -> list[str]:
        return [f"GRANT INSERT, UPDATE, DELETE ON {table} TO fw_app"]


class SameCase(TableRule):
    """A composite foreign key: the row's own case is its parent's case, kept true by the database."""

    def __init__(self, *, parent: str, name: str = "") -> None:
        self.parent = parent
        super().__init__(name=name or f"%(app_label)s_%(class)s_case_of_{parent}")

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "parent": self.parent}

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]
        field: Any = model._meta.get_field(self.parent)
        target = field.related_model._meta.db_table
        table = model._meta.db_table
        return (
            f"CREATE UNIQUE INDEX IF NOT EXISTS {target}_id_case ON {target} (id, case_id);\n"
            f"ALTER TABLE {table} ADD CONSTRAINT {self.name} FOREIGN KEY ({field.column}, case_id)"
            f" REFERENCES {target} (id, case_id) DEFERRABLE INITIALLY DEFERRED"
        )

    def undo(self, table: str) -> list[str]:
        return [f"ALTER TABLE {table} DROP CONSTRAINT {self.name}"]
