"""The page in a real browser, on a telephone and on a desk: drawn, quiet, nothing off the side."""

import pytest

from evaluation.report_html import render_report
from tests.evaluation.browser import chromium, find_chromium
from tests.evaluation.reports import full
from tests.evaluation.test_report_html import HOSTILE

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
LONG = "a_condition_with_a_name_longer_than_any_axis_has_room_for_" * 3
WIDTHS = [380, 1280]
LABELS = {"plain": "mdd", "hostile": HOSTILE, "long": LONG}
PLOTS = 9


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(params=[(name, width) for name in LABELS for width in WIDTHS],
                ids=lambda pair: f"{pair[0]} {pair[1]}")  # fmt: skip
def opened(request, browser, tmp_path):
    name, width = request.param
    file = tmp_path / "report.html"
    file.write_text(render_report(full(label=LABELS[name]).as_json()), encoding="utf-8")
    browser.open(file.as_uri(), width=width)
    return browser


def test_the_page_fits_its_width_draws_every_plot_and_stays_quiet(opened, tmp_path):
    sizes = "[document.documentElement.scrollWidth, innerWidth]"
    needed, given = opened.evaluate(sizes)
    assert needed <= given
    drawn = "[...document.querySelectorAll('.plot')].map(p => p.querySelectorAll('path').length)"
    paths = opened.evaluate(drawn)
    assert len(paths) == PLOTS and min(paths) > 0
    assert opened.errors() == []
    assert [url for url in opened.requests() if not url.startswith(("file:", "data:"))] == []
    assert opened.evaluate("window.hacked === undefined && document.images.length === 0")
    opened.picture(tmp_path / "report.png")
    assert (tmp_path / "report.png").stat().st_size > 50_000


def test_a_label_with_markup_is_read_as_it_was_written(browser, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(render_report(full(label="<b>&x").as_json()), encoding="utf-8")
    browser.open(file.as_uri(), width=1280)
    ticks = "[...document.querySelectorAll('.ytick')].map(t => t.textContent)"
    assert "<b>&x" in browser.evaluate(ticks)


def test_the_browser_would_tell_of_a_script_that_is_not_ours(browser, tmp_path):
    page = render_report(full().as_json())
    file = tmp_path / "report.html"
    file.write_text(page.replace("</main>", "<script>window.hacked = 1</script></main>"))
    browser.open(file.as_uri(), width=1280)
    assert browser.errors() != []
    assert browser.evaluate("window.hacked === undefined")
