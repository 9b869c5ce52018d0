"""How much of what identifies people is found, and how much is found that identifies nobody.

    python -m benchmarks.identifiers [--corpora FOLDER]

Reads `pii-synthetic` and AnnoMI below FOLDER (or SOTTOVOCE_CORPORA) and the fictional clinic; what
is not at hand is left out. Everything is printed at both thresholds, de-identifier and filter.

Gold sentences, apart for templates with an even number (looked at while the detector was written)
and with an odd one (never looked at). A part of a span is enough to count (overlap):
  found      gold spans touched by a finding of their own kind
  touched    gold spans touched by a finding of any kind, which is what de-identification needs
  letters    share of the gold spans' letters that are covered
  right      findings of a kind that touch a gold span of that kind
  identify   findings of a kind that touch a gold span of any kind
Street, town and postcode count as one kind, links and e-mail as one, a driving licence is a record
number. Ages under 90, titles, nationalities, weekdays and bare years are kept on purpose: shown is
the share of them that was left alone.

The clinic: planted identifiers touched, and findings where nothing was planted. False alarms of the
project's own lines and of AnnoMI are findings per thousand lines; AnnoMI is real talk and holds
real names, so its figure is an upper bound.
"""

import argparse
import csv
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filters.pii.detector import find_identifiers
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING, Identifier
from knowledge.yaml_text import parse_yaml

ROOT = Path(__file__).resolve().parents[1]
CORPORA = Path(os.environ.get("SOTTOVOCE_CORPORA", ROOT.parent / "shared" / "corpora"))
CLINIC = ROOT / "examples" / "clinic"
OWN_LINES = (ROOT / "knowledge" / "expressions", ROOT / "prompts" / "moves")
THRESHOLDS = {"de-identifier": WORTH_REMOVING, "filter": STANDS_ALONE}
FAMILY = {
    "GPE": "where",
    "STREET_ADDRESS": "where",
    "ZIP_CODE": "where",
    "POSTCODE": "where",
    "URL": "link",
    "DOMAIN_NAME": "link",
    "EMAIL_ADDRESS": "link",
    "US_DRIVER_LICENSE": "RECORD_NUMBER",
}
KEPT = ("AGE", "TITLE", "NRP", "weekday or year")
ONE_DAY = re.compile(r"\d.*\D.*\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One text with the spans that were planted in it."""

    text: str
    spans: tuple[Identifier, ...]
    template: int = 0


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of one kind of identifier."""

    gold: int = 0
    found: int = 0
    touched: int = 0
    letters: int = 0
    covered: int = 0
    reported: int = 0
    right: int = 0
    identify: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    corpora = parser.parse_args().corpora
    find_identifiers("the lists are loaded before the clock starts: 1")
    gold_file = corpora / "pii-synthetic" / "synth_dataset_v2.json"
    annomi = corpora / "annomi" / "annomi.csv"
    gold = read_gold(gold_file) if gold_file.is_file() else []
    clinic, own = list(read_clinic(CLINIC)), list(own_lines())
    talk = list(read_talk(annomi)) if annomi.is_file() else []
    for name, threshold in THRESHOLDS.items():
        for half, parity in (("even templates", 0), ("odd templates, held out", 1)):
            some = [item for item in gold if item.template % 2 == parity]
            if some:
                print_table(f"{name} (from {threshold}), {half}", measure(some, threshold))
        print_clinic(f"{name}, fictional clinic", clinic, threshold)
        for title, lines in (("own lines", own), ("AnnoMI", talk)):
            if lines:
                print_alarms(f"{name}, {title}", lines, threshold)
    if not gold or not talk:
        print(f"\nnot everything is at hand below {corpora}; name its folder with --corpora")


def read_gold(path: Path) -> list[Gold]:
    """The gold sentences; dates of one day stand apart from weekdays and years."""
    return [
        Gold(
            text=item["full_text"],
            spans=tuple(map(_gold_span, item["spans"])),
            template=item["template_id"],
        )
        for item in json.loads(path.read_text(encoding="utf-8"))
    ]


def _gold_span(span: Mapping) -> Identifier:
    kind, value = span["entity_type"], span["entity_value"]
    if kind == "DATE_TIME" and not ONE_DAY.search(value):
        kind = "weekday or year"
    return Identifier(
        entity=kind,
        start=span["start_position"],
        end=span["end_position"],
        text=value,
        score=1.0,
    )


def read_clinic(folder: Path) -> Iterator[Gold]:
    """The clinic's turns; its invented names are rare enough to be found again by their letters."""
    planted = _planted(folder / "material" / "names.yaml")
    for line in (folder / "sessions.jsonl").read_text(encoding="utf-8").splitlines():
        for turn in json.loads(line)["turns"]:
            text = turn["text"]
            spans = [
                Identifier(
                    entity=match.lastgroup or "",
                    start=match.start(),
                    end=match.end(),
                    text=match[0],
                    score=1.0,
                )
                for match in planted.finditer(text)
            ]
            yield Gold(text=text, spans=tuple(spans))


def _planted(names: Path) -> re.Pattern[str]:
    lists = parse_yaml(names.read_text(encoding="utf-8"))

    def any_of(key: str) -> str:
        return "|".join(re.escape(name) for name in sorted(lists[key], key=len, reverse=True))

    return re.compile(
        rf"(?P<EMAIL_ADDRESS>[\w.'-]+@(?:{any_of('email_domains')}))"
        r"|(?P<PHONE_NUMBER>01632 960 \d{3})"
        rf"|(?P<STREET_ADDRESS>\d+ (?:{any_of('streets')}))"
        rf"|(?P<ORGANIZATION>{any_of('employers')})"
        rf"|\b(?P<PERSON>(?:{any_of('first_names')})(?: (?:{any_of('surnames')}))?)\b"
        rf"|\b(?P<GPE>{any_of('towns')})\b"
        r"|\b(?P<DATE_TIME>\d+ (?:January|February|March|April|May|June|July|August|September"
        r"|October|November|December))\b"
    )


def own_lines() -> Iterator[str]:
    """What sessions are made of: the bank of expressions and the therapist's moves."""
    for folder in OWN_LINES:
        for file in sorted(folder.rglob("*.yaml")):
            yield from _strings(parse_yaml(file.read_text(encoding="utf-8")))


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, Sequence):
        for value in data:
            yield from _strings(value)


def read_talk(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["utterance_text"]


def measure(gold: Iterable[Gold], threshold: float) -> dict[str, Tally]:
    """Tallies by kind."""
    tallies: dict[str, Tally] = {}
    for item in gold:
        found = find_identifiers(item.text, min_score=threshold)
        for span in item.spans:
            _count_gold(tallies.setdefault(span.entity, Tally()), span, found)
        for finding in found:
            tally = tallies.setdefault(finding.entity, Tally())
            touched = [span for span in item.spans if _touch(finding, span)]
            tally.reported += 1
            tally.right += any(_same(finding, span) for span in touched)
            tally.identify += any(span.entity not in KEPT for span in touched)
    return tallies


def _count_gold(tally: Tally, span: Identifier, found: Sequence[Identifier]) -> None:
    touching = [finding for finding in found if _touch(finding, span)]
    tally.gold += 1
    tally.touched += bool(touching)
    tally.found += any(_same(finding, span) for finding in touching)
    tally.letters += span.end - span.start
    tally.covered += sum(
        min(finding.end, span.end) - max(finding.start, span.start) for finding in touching
    )


def _touch(one: Identifier, other: Identifier) -> bool:
    return one.start < other.end and other.start < one.end


def _same(one: Identifier, other: Identifier) -> bool:
    return FAMILY.get(one.entity, one.entity) == FAMILY.get(other.entity, other.entity)


def print_table(title: str, tallies: Mapping[str, Tally]) -> None:
    print(f"\n{title}")
    print(f"{'':18s}{'found':>15s}{'touched':>9s}{'letters':>9s}{'right':>15s}{'identify':>10s}")
    for kind, tally in sorted(tallies.items(), key=lambda pair: -pair[1].gold):
        if kind in KEPT:
            continue
        print(
            f"{kind:18s}{_counted(tally.found, tally.gold):>15s}"
            f"{_share(tally.touched, tally.gold):>9s}{_share(tally.covered, tally.letters):>9s}"
            f"{_counted(tally.right, tally.reported):>15s}"
            f"{_share(tally.identify, tally.reported):>10s}"
        )
    kept = [
        f"{kind} {_share(tally.gold - tally.touched, tally.gold)}"
        for kind in KEPT
        if (tally := tallies.get(kind))
    ]
    print(f"left alone: {', '.join(kept)}")


def print_clinic(title: str, clinic: Sequence[Gold], threshold: float) -> None:
    began = time.perf_counter()
    tallies = measure(clinic, threshold)
    seconds = time.perf_counter() - began
    shares = (f"{k} {_counted(t.touched, t.gold)}" for k, t in tallies.items() if t.gold)
    elsewhere = sum(tally.reported - tally.identify for tally in tallies.values())
    print(f"\n{title}: touched {', '.join(sorted(shares))}")
    print(f"{elsewhere} findings elsewhere in {len(clinic)} turns, {seconds:.1f} s")


def print_alarms(title: str, lines: Sequence[str], threshold: float) -> None:
    alarms = sum(len(find_identifiers(line, min_score=threshold)) for line in lines)
    rate = 1000 * alarms / len(lines)
    print(f"{title}: {alarms} findings in {len(lines)} lines, {rate:.2f} in 1,000")


def _counted(part: int, whole: int) -> str:
    return f"{part}/{whole} {_share(part, whole)}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    main()
