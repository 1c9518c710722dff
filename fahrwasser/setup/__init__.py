"""The first Monday of a town: its teams, its people, and what is still to be done before the first case."""
