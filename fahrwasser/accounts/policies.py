"""Row policies of what is kept about accounts."""

from fahrwasser.core.policies import RowPolicy


class TwoPeople(RowPolicy):
    """A role proposed for somebody: added by whoever works in the house in their own name, and decided by somebody else
    there who oversees files or reads the logs, once.
    """

    def conditions(self, table: str) -> dict[str, str]:
        ours = (
            f"{table}.unit_id IN (SELECT n.id FROM accounts_unit n"
            " JOIN fw.memberships() m ON m.controller_id = n.controller_id{})"
        )
        decides = ours.format(
            " JOIN accounts_role r ON r.name = m.role WHERE r.file_reach = 'all_below_2' OR r.reads_log"
        )
        me = "(SELECT fw.uid())"
        others = f"{table}.by_id <> {me} AND {table}.user_id <> {me}"
        open_to_me = f"({table}.decided_by_id IS NULL OR {table}.decided_by_id = {me})"
        return {
            "read": ours.format(""),
            "add": f"{ours.format('')} AND {table}.by_id = {me} AND {table}.confirmed IS NULL",
            "write": f"{decides} AND {others} AND {open_to_me}",
        }


class LogOfHouse(RowPolicy):
    """Insert only, about one's own house and in one's own name; read by whoever reads its logs."""

    append_only = True

    def conditions(self, table: str) -> dict[str, str]:
        return {
            **super().conditions(table),
            "read": f"{table}.controller_id IN (SELECT fw.controllers_of_log())",
            "add": f"{table}.controller_id IN (SELECT m.controller_id FROM fw.memberships() m)"
            f" AND {table}.by_id = (SELECT fw.uid())",
        }
