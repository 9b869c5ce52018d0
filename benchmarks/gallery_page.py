"""Sessions as a page of Markdown: who was asked for, what was said, what the filters made of it.

Chooses nothing and reads no file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.gallery_dialogue import dialogue, escaped
from benchmarks.gallery_profile import (
    aside_lines,
    condition_name,
    kind_of_session,
    planned,
    profile_lines,
    who,
)
from filters.verdict import Verdict
from knowledge.profile import Profile
from knowledge.session import Session

_NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")
_NO_PRIVATE_DATA = "no private record was read: the model learned from public, authored text alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One session, what the gate said of it, and how the run fared with its condition."""

    session: Session = field(repr=False)
    verdicts: tuple[Verdict, ...]
    attempted: int
    accepted: int

    @property
    def profile(self) -> Profile:
        assert self.session.profile is not None
        return self.session.profile

    def evidence(self) -> tuple[tuple[str, str], ...]:
        """(symptom, words it was heard in), as the fidelity filter gives them."""
        found = (item for v in self.verdicts if v.filter == "fidelity" for item in v.evidence)
        pairs = (item.partition(": ") for item in found)
        return tuple((symptom, span) for symptom, _, span in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How the page came to be."""

    engine: str
    model_sha256: str
    hardware: str
    guarantee: Mapping[str, Any]
    rule: str
    command: str
    request: str
    writing: str
    attempted: int
    accepted: int


def page(exhibits: Sequence[Exhibit], origin: Origin) -> str:
    """The whole page."""
    parts = [
        *_head(origin, num=len(exhibits)),
        "## Contents\n",
        *(_entry(number, item) for number, item in enumerate(exhibits, start=1)),
        "\n" + _HOW_TO_READ,
        *(_section(number, item) for number, item in enumerate(exhibits, start=1)),
        "## The request behind the run\n",
        f"```yaml\n{origin.request}\n```",
    ]
    return "\n".join(parts) + "\n"


def _head(origin: Origin, *, num: int) -> Iterator[str]:
    yield f"# A gallery of {num} written sessions\n"
    yield (
        "> **Synthetic.** Nobody in these sessions exists, and nothing in them was ever said. "
        "**Not reviewed by a clinician.** They show what the program writes, faults included; they "
        "are no model of good therapy. Some speak of suicide, self-harm, violence, drink and food."
        "\n"
    )
    rows = {
        "written by": f"{escaped(origin.engine)}, weights `{origin.model_sha256[:12]}`",
        "way of writing": escaped(origin.writing),
        "hardware": escaped(origin.hardware),
        "private data": _guarantee(origin.guarantee),
        "the run": f"{origin.attempted} drafts, {origin.accepted} accepted by the gate",
        "how these were chosen": escaped(origin.rule),
        "this page": "`" + origin.command.replace("|", r"\|") + "`",
    }
    yield "| | |\n|---|---|"
    yield from (f"| {name} | {words} |" for name, words in rows.items())
    yield ""


def _guarantee(guarantee: Mapping[str, Any]) -> str:
    if guarantee["kind"] == "public-only":
        return _NO_PRIVATE_DATA
    if guarantee["epsilon"] in ("inf", None):
        return f"**no guarantee** (kind {guarantee['kind']}, epsilon = {guarantee['epsilon']})"
    return f"epsilon = {guarantee['epsilon']:.3g}, delta = {guarantee['delta']}, per patient"


_HOW_TO_READ = """\
Underlined words are what the fidelity filter took for a planned symptom; the small number is that
symptom's row in the table above the session. Names, work and places are drawn by chance, apart from
the condition.
"""


def _title(number: int, item: Exhibit) -> str:
    return f"{number}. {condition_name(item.profile.condition)}"


def _entry(number: int, item: Exhibit) -> str:
    slug = _NOT_IN_A_SLUG.sub("", _title(number, item).lower()).replace(" ", "-")
    profile = item.profile
    parts = (who(profile), profile.severity, kind_of_session(profile))
    about = "; ".join(part for part in parts if part)
    name = escaped(condition_name(item.profile.condition))
    return f"{number}. [{name}](#{slug}): {escaped(about)}"


def _section(number: int, item: Exhibit) -> str:
    heard = dict(item.evidence())
    rows = planned(item.profile, heard)
    evidence = [(row, heard[name]) for row, (name, *_) in enumerate(rows, 1) if name in heard]
    name = item.profile.patient.name or "Patient"
    parts = (
        f"---\n\n## {escaped(_title(number, item))}\n",
        *(f"**{title}.** {escaped(words)}  " for title, words in profile_lines(item.profile)),
        *_aside(item.profile),
        "\n| | planned symptom | state | heard in |\n|---|---|---|---|",
        *(_plan_row(row, *cells, heard) for row, cells in enumerate(rows, 1)),
        "\n### What was said\n",
        "\n\n".join(dialogue(item.session, evidence, name=name)),
        "\n### What the filters said\n\n| filter | verdict | remark |\n|---|---|---|",
        *(_verdict_row(verdict) for verdict in item.verdicts),
        f"\n{_fate(item)} [Contents](#contents)\n",
    )
    return "\n".join(parts)


def _aside(profile: Profile) -> Iterator[str]:
    """What stands behind the diagnosis, folded away."""
    if lines := list(aside_lines(profile)):
        yield "\n<details><summary>Durations and other facts; what is ruled out</summary>\n"
        yield from (f"**{title}.** {escaped(words)}  " for title, words in lines)
        yield "\n</details>"


def _plan_row(row: int, symptom: str, label: str, state: str, heard: Mapping[str, str]) -> str:
    words = f"“{escaped(heard[symptom])}”" if symptom in heard else ""
    return f"| {row} | {escaped(label)} | {escaped(state)} | {words} |"


def _verdict_row(verdict: Verdict) -> str:
    words = {True: "passed", False: "failed", None: "not applicable"}[verdict.passed]
    return f"| {escaped(verdict.filter)} | {words} | {escaped(verdict.reason)} |"


def _fate(item: Exhibit) -> str:
    attempt = item.session.provenance.attempt if item.session.provenance else 1
    return (
        f"Accepted at attempt {attempt} for this patient. Of this condition the run made "
        f"{item.attempted} drafts and accepted {item.accepted}."
    )
