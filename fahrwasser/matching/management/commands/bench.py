from typing import Any

from django.core.management.base import BaseCommand

from fahrwasser.matching.bench import all_sizes, peak_megabytes


class Command(BaseCommand):
    help = "How fast the matching engine compares needs with offers; prints, never judges."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{'size':<30} {'pairs':>8} {'compared':>9} {'pairs/s':>10} {'x bare loop':>12}")
        for size in all_sizes():
            self.stdout.write(
                f"{size.name:<30} {size.needs * size.offers:>8} {size.pairs:>9} {size.pairs_per_second:>10,.0f}"
                f" {size.times_slower:>12,.0f}"
            )
        self.stdout.write(f"peak memory: {peak_megabytes():,.0f} MB")
