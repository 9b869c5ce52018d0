"""The page: everything of the report in a fixed order, nothing of a stranger's that runs."""

import base64
import hashlib
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from evaluation.report import Report
from evaluation.report_html import render_report
from tests.evaluation.reports import full, subject

HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=hacked>\"'&"
ORDER = ["cohort", "filters", "symptoms", "lengths", "fidelity", "attacks", "frontier", "figures",
         "limits", "provenance"]  # fmt: skip
URLS = ("src", "href", "action", "data", "srcset", "poster")


class Page(HTMLParser):
    """Elements with attributes, what each script holds, and the text between tags."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.scripts, self.words = [], [], []
        self._in = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._in = tag if tag in ("script", "style") else None
        if tag == "script":
            self.scripts.append([dict(attrs).get("type", "runs"), ""])

    def handle_endtag(self, tag):
        self._in = None

    def handle_data(self, data):
        if self._in == "script":
            self.scripts[-1][1] += data
        elif self._in is None:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def of_class(self, name):
        return [attrs for _, attrs in self.elements if name in (attrs.get("class") or "").split()]


def rendered(report):
    return Page(render_report(report.as_json()))


@pytest.fixture(scope="module")
def page():
    return rendered(full())


def test_the_places_of_the_page_have_their_order(page):
    ids = [attrs["id"] for tag, attrs in page.elements if tag == "h2"]
    assert ids == ORDER
    heard = page.text.index("3 were requested and 3 accepted")
    assert page.text.index("Report on") < heard < page.text.index("Cohort:")


def test_every_measurement_is_there_with_interval_size_unit_goal_and_standing(page):
    for words in (
        "recall mdd 0.5 [0.4, 0.6] 60 share at least 0.9 ✗ missed",
        "reference 0.7 [0.6, 0.8] 60 share",
        "words 14 [13.5, 15] 60 words at least 13 ✓ met",
        "likeness of mdd 0.5 [0.4, 0.6] 60 cosine –",
    ):
        assert words in page.text


def test_tables_reasons_limits_and_hashes_are_there(page):
    assert "Not measured: nothing of mdd." in page.text
    assert "reflection –" in page.text
    assert "A program, no clinician." in page.text
    assert "a" * 64 in page.text and "b" * 64 in page.text
    assert "Major depressive disorder" in page.text


def test_every_plot_has_words_and_a_figure_that_reads(page):
    plots = page.of_class("plot")
    figures = [json.loads(text) for kind, text in page.scripts if kind == "application/json"]
    assert len(plots) == len(figures) == 9
    assert all(plot["role"] == "img" and len(plot["aria-label"]) > 20 for plot in plots)
    assert all(figure["data"] for figure in figures)


def test_plotly_is_inlined_once_and_only_scripts_named_by_hash_may_run(page):
    running = [text for kind, text in page.scripts if kind == "runs"]
    assert len(running) == 2 and "plotly.js" in running[0]
    policy = next(a["content"] for t, a in page.elements if t == "meta" and "http-equiv" in a)
    for script in running:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe-inline'; img" in policy
    assert "unsafe-eval" not in policy


def test_nothing_is_fetched(page):
    found = [attrs[name] for _, attrs in page.elements for name in URLS if name in attrs]
    assert found and all(url.startswith("#") for url in found)
    assert "@import" not in render_report(full().as_json()).split("</style>")[0]


def test_whatever_a_stranger_wrote_is_only_text():
    page = rendered(full(label=HOSTILE, limit=HOSTILE))
    plain = rendered(full())
    assert [tag for tag, _ in page.elements if tag in ("script", "img")] == [
        tag for tag, _ in plain.elements if tag in ("script", "img")
    ]
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)
    assert HOSTILE in " ".join(page.words)
    for kind, text in page.scripts:
        assert kind == "runs" or "<" not in text


def test_the_same_report_makes_the_same_page(page):
    first = render_report(full().as_json())
    assert first == render_report(json.loads(json.dumps(full().as_json())))
    other = replace(full(), limits=("Another.",))
    assert first != render_report(other.as_json())


def test_what_does_not_apply_says_so_in_a_line():
    bare = Report(kind="public", subject=subject(requested=None, attempted=None))
    text = rendered(bare).text
    for words in ("come without a request", "come without verdicts", "no part of a public page",
                  "Not applicable: a frontier", "fidelity was not measured",
                  "Nothing was measured."):  # fmt: skip
        assert text.count(words) >= 1
    assert not rendered(bare).of_class("plot")


def test_a_reason_that_the_report_gives_is_the_one_on_the_page():
    report = full()
    sections = [replace(one, series=(), skipped=("no --holdout corpus was given",))
                for one in report.sections if one.name == "privacy"]  # fmt: skip
    text = rendered(replace(report, sections=sections)).text
    assert "Not shown: no --holdout corpus was given." in text


def test_a_frontier_is_drawn_where_there_is_one():
    report = full()
    section = report.sections[0]
    found = replace(section, series=(replace(section.series[1], name="frontier_loss"),))
    page = rendered(replace(report, sections=(found,)))
    at = page.text.index
    assert at("Privacy against utility Title of arc") < at("Every figure “Met”")
    assert "Not applicable: a frontier" not in page.text


@pytest.mark.parametrize("kind", ["public", "internal"])
def test_a_page_says_whether_it_may_leave_the_house(kind):
    text = rendered(full(kind)).text
    assert ("never publish it" in text) is (kind == "internal")
    assert ("nothing that was computed from private records" in text) is (kind == "public")


@pytest.mark.parametrize(
    ("known", "shown"),
    [({"epsilon": 7.981}, "7.99"), ({"kind": "public-only", "epsilon": 0.0}, "0"),
     ({"kind": "unknown", "epsilon": None}, "∞"), ({"kind": "non-dp", "epsilon": "inf"}, "∞")],
)  # fmt: skip
def test_epsilon_is_rounded_up_at_a_glance_and_in_the_provenance(known, shown):
    text = rendered(Report(kind="public", subject=subject(**known))).text
    assert f"epsilon, per patient {shown} goals met" in text
    known_one = "not known" if known["epsilon"] is None else shown
    assert f"; epsilon {known_one}, delta" in text
