"""Geometry of the charts: x and width in percent, y and height in px, so that text is never scaled."""

from typing import Any

HEIGHT = 112  # px of the tallest column
TOP = 20  # px for the label above it


def short(words: str) -> str:
    """Press words where there is little room; the sheet says that > means "mehr als"."""
    return words.replace("mehr als zehn", "> 10").replace("mehr als", ">")


def columns(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Columns of equal width for rows with ``label``, ``words`` and a rounded ``value``."""
    tallest = max((row["value"] for row in rows), default=0) or 1
    step = 100 / max(len(rows), 1)
    return [
        {
            "label": row["label"],
            "words": short(row["words"]),
            "mark": short(row["words"]).removeprefix("rund "),
            "x": f"{i * step + step * 0.18:.2f}%",
            "middle": f"{i * step + step / 2:.2f}%",
            "width": f"{step * 0.64:.2f}%",
            "y": TOP + HEIGHT - round(row["value"] / tallest * HEIGHT),
            "height": round(row["value"] / tallest * HEIGHT),
            "text_y": TOP + HEIGHT - round(row["value"] / tallest * HEIGHT) - 6,
        }
        for i, row in enumerate(rows)
    ]


def bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the length of their bar, in percent of the longest."""
    longest = max((row["value"] for row in rows), default=0) or 1
    return [{**row, "width": f"{row['value'] / longest * 100:.2f}%"} for row in rows]
