"""What was read into the directory."""

from fahrwasser.harvest.models import ImportRun


def newest_imports() -> list[ImportRun]:
    return list(ImportRun.objects.defer("content").select_related("by").order_by("-at", "-pk")[:10])
