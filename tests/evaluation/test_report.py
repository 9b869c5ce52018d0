import json
import math

from evaluation.measurement import Measurement
from evaluation.report import Figure, Line, Report, Section, Series, Subject, Table


def measured(name, value=1.0, high=2.0):
    return Measurement(name=name, value=value, low=0.5, high=high, n=9, unit="words")


def section():
    lines = (Line(name="run", y=(1.0, None)), Line(name="reference", y=(2.0, 3.0), of="reference"),
             Line(name="against", y=(4.0, 5.0), of="against"))  # fmt: skip
    bars = Series(name="bars", title="", shape="bars", x_label="", y_label="", x=("a", "b"),
                  lines=lines)  # fmt: skip
    curves = Series(name="roc", title="", shape="points", x_label="", y_label="", x=(),
                    xs=((0.0, 1.0),),
                    lines=(Line(name="attack", y=(0.0, 1.0), of="reference"),))  # fmt: skip
    figure = Figure(measurement=measured("length"), beside=(measured("reference"),))
    table = Table(name="t", title="", columns=("act", "run", "reference"), rows=(("a", 1, 2),))
    return Section(name="s", title="S", figures=(figure,), tables=(table,), series=(bars, curves))


def test_a_report_is_plain_json_with_every_figure_and_what_stands_beside_it():
    subject = Subject(name="run", sessions=3, patients=3, kind="dp", epsilon=8.0, delta=1e-5)
    report = Report(kind="internal", subject=subject, sections=(section(),), limits=("a limit",))
    data = json.loads(json.dumps(report.as_json(), allow_nan=False))
    (found,) = data["sections"]
    assert found["measurements"][0]["value"] == 1.0
    assert found["measurements"][0]["beside"][0]["name"] == "reference"
    assert found["series"][0]["lines"][0]["y"] == [1.0, None]
    assert data["run"]["guarantee"]["epsilon"] == 8.0 and data["limits"] == ["a limit"]
    assert [name for name, _ in report.figures()] == ["s"]


def test_an_infinite_end_is_a_word_in_json():
    figure = Figure(measurement=measured("x", high=math.inf))
    assert json.loads(json.dumps(figure.as_json(), allow_nan=False))["high"] == "inf"


def test_a_section_of_the_run_alone_has_no_trace_of_others():
    alone = section().of_the_run_alone()
    assert alone.figures[0].beside == ()
    assert [line.name for series in alone.series for line in series.lines] == ["run"]
    assert alone.tables[0].columns == ("act", "run") and alone.tables[0].rows == (("a", 1),)
    assert alone.figures[0].measurement == section().figures[0].measurement
