"""How many tests ran, from junit files; an error if a kind of test did not run."""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from .services import REQUIRE_ALL

LABELS = {"browser": "trình duyệt", "redis": "Redis", "postgresql": "PostgreSQL"}


def passed(path: Path) -> Counter:
    counts = Counter()
    for case in ElementTree.parse(path).iter("testcase"):
        if {child.tag for child in case} & {"failure", "error", "skipped"}:
            continue
        counts["all"] += 1
        counts.update(item.get("value") for item in case.iter("property"))
    return counts


def main(paths: list[str]) -> int:
    counts = sum((passed(Path(path)) for path in paths), Counter())
    parts = [f"{label}: {counts[name]}" for name, label in LABELS.items()]
    print(f"Số phép thử đã qua: {counts['all']} ({', '.join(parts)}).")
    absent = [label for name, label in LABELS.items() if not counts[name]]
    if absent and REQUIRE_ALL:
        print("Chưa thử được: " + ", ".join(absent) + ".", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
