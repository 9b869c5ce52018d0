"""Transcript files become sessions of patients, or one line that says which row is wrong."""

import json

import pytest

from generator.corpus import read_corpus
from generator.corpus_import import import_table
from generator.table import ColumnMap
from knowledge.errors import CallerMistake

HEADER = "transcript_id,utterance_id,interlocutor,utterance_text,video_id,topic"
ROWS = [
    "0,0,therapist,What brings you here?,v1,sleep",
    "0,2,client,at night.,v1,sleep",
    "0,1,client,I lie awake,v1,sleep",
    '1,0,Counsellor,"Hello, again.",v1,sleep',
    "1,1,PATIENT,Hi.,v1,sleep",
    "2,0,client,SECRETWORD,v2,work",
]


def table(folder, rows=ROWS, *, header=HEADER, name="table.csv"):
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def session_line(session_id="s1", patient_id="p1", **more):
    turns = [{"speaker": "patient", "text": "SECRETWORD"}]
    return json.dumps({"session_id": session_id, "patient_id": patient_id, "turns": turns, **more})


def turns_of(session):
    return [(turn.speaker.value, turn.text) for turn in session.turns]


def test_a_table_becomes_sessions_grouped_by_patient(tmp_path):
    import_table([table(tmp_path)], tmp_path / "corpus", columns=ColumnMap(labels=("topic",)))
    corpus = read_corpus(tmp_path / "corpus")
    assert list(corpus.records) == ["v1", "v2"]
    assert [len(records) for records in corpus.records.values()] == [2, 1]
    first, second = (record.session for record in corpus.records["v1"])
    assert turns_of(first) == [
        ("therapist", "What brings you here?"),
        ("patient", "I lie awake at night."),  # in order, and merged
    ]
    assert turns_of(second) == [("therapist", "Hello, again."), ("patient", "Hi.")]
    assert first.labels == {"topic": "sleep"}


def test_session_files_are_read_and_merged_too(tmp_path):
    turns = [{"speaker": "patient", "text": text} for text in ("One.", "Two.")]
    path = tmp_path / "s.jsonl"
    path.write_text(json.dumps({"session_id": "a", "patient_id": "p", "turns": turns}) + "\n")
    import_table([path, table(tmp_path)], tmp_path / "corpus")
    corpus = read_corpus(tmp_path / "corpus")
    assert list(corpus.records) == ["p", "v1", "v2"]
    assert turns_of(corpus.records["p"][0].session) == [("patient", "One. Two.")]


def test_other_column_names_and_no_order_column_are_allowed(tmp_path):
    path = table(tmp_path, ["x,P,b,1", "x,T,a,1"], header="case,who,words,person")
    columns = ColumnMap(session="case", order=None, speaker="who", text="words", patient="person")
    import_table([path], tmp_path / "corpus", columns=columns)
    session = read_corpus(tmp_path / "corpus").records["1"][0].session
    assert turns_of(session) == [("patient", "b"), ("therapist", "a")]


def test_duplicated_rows_change_nothing(tmp_path):
    import_table([table(tmp_path)], tmp_path / "once")
    import_table([table(tmp_path, ROWS + ROWS)], tmp_path / "twice")
    once, twice = read_corpus(tmp_path / "once"), read_corpus(tmp_path / "twice")
    assert once.sessions_sha256 == twice.sessions_sha256


def test_ids_with_blanks_around_them_are_one_patient(tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text(f"{session_line('a', 'p1')}\n{session_line('b', ' p1 ')}\n")
    import_table([path], tmp_path / "corpus")
    assert list(read_corpus(tmp_path / "corpus").records) == ["p1"]


@pytest.mark.parametrize(
    ("rows", "header", "named"),
    [
        (ROWS, HEADER.replace("video_id", "video"), r"video_id; columns found: .*video,"),
        ([], HEADER, "no session"),
        ([], "", "columns found: none"),
        (["0,1,client,b,v1,x"], "0,0,client,SECRETWORD,v1,x", "first row must name the columns"),
        (ROWS, HEADER.replace("topic", "video_id"), "video_id stands more than once"),
        (["0,0,client,Well, SECRETWORD,v1,x"], HEADER, "row 1: more cells than columns"),
        (["0,0,client"], HEADER, "row 1: column video_id is empty"),
        (['0,0,client,"SECRETWORD,v1,x', *ROWS], HEADER, "not a CSV table"),
        (["0,0,client,SECRETWORD\0,v1,x"], HEADER, "row 1: holds a NUL"),
        (["0,0,therapist,Hello,,x"], HEADER, "row 1: column video_id is empty"),
        ([",0,therapist,Hello,v1,x"], HEADER, "row 1: column transcript_id is empty"),
        (["0,0,SECRETWORD,Hello,v1,x"], HEADER, "row 1: column interlocutor.*allowed: .*client"),
        (["0,zero,client,Hello,v1,x"], HEADER, "row 1: the position"),
        (["0,nan,client,Hello,v1,x"], HEADER, "row 1: the position"),
        (["0,0,client,a,v1,x", "0,1,client,b,v2,x"], HEADER, "row 2: .*another patient"),
        (["0,0,client,a,v1,x", "0,0,client,b,v1,x"], HEADER, "row 2: other words"),
        (["0,0,client,,v1,x"], HEADER, "no session"),
    ],
)
def test_a_bad_table_is_refused_in_one_line_without_its_words(tmp_path, rows, header, named):
    with pytest.raises(CallerMistake, match=named) as refusal:
        import_table([table(tmp_path, rows, header=header)], tmp_path / "corpus")
    assert "\n" not in str(refusal.value)
    assert "SECRETWORD" not in str(refusal.value)
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ([session_line(), session_line()], "session 2: the session id was already used"),
        ([session_line(), session_line(patient_id="p2")], "session 2: the session id was already"),
        ([session_line(), session_line(" s1 ")], "session 2: the session id was already used"),
        ([session_line(patient_id=" ")], "patient_id"),
        ([session_line(patient_id=None)], "line 1: session field patient_id"),
        ([session_line(patient_id=7)], "line 1: session field patient_id"),
        (['{"session_id": "s", "turns": []}'], "line 1: session field patient_id: missing"),
        ([session_line(turns="SECRETWORD")], "turns"),
        (["{SECRETWORD"], "line 1: not JSON"),
        ([session_line(), session_line("s2")[:-20]], "line 2: not JSON"),
        ([session_line(patient_id="p\ud800")], "line 1: holds half of a surrogate pair"),
        ([session_line(labels={"topic": "SECRETWORD\0"})], "session 1: holds a NUL"),
        (["[" * 100_000], "line 1: not JSON that can be read"),
        (["9" * 5_000], "line 1: not JSON that can be read"),
        (["", " "], "no session"),
        ([], "no session"),
    ],
)
def test_a_bad_session_file_is_refused_in_one_line_without_its_words(tmp_path, lines, named):
    path = tmp_path / "s.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(CallerMistake, match=named) as refusal:
        import_table([path], tmp_path / "corpus")
    assert "\n" not in str(refusal.value)
    assert "SECRETWORD" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_session_in_two_files_is_refused(tmp_path):
    again = table(tmp_path, name="again.csv")
    with pytest.raises(CallerMistake, match="already used at .*table.csv"):
        import_table([table(tmp_path), again], tmp_path / "corpus")


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        f"{HEADER}\n0,0,client,SECRETWORD,v,x".encode("utf-16"),
        HEADER.encode() + b"\n0,0,client,caf\xe9,v,x",
        session_line().encode("utf-16"),
        session_line().encode() + b"\xe9",
        bytes(range(256)),
        b"\0" * 1000,
        b"",
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CallerMistake, match=name) as refusal:
        import_table([path], tmp_path / "corpus")
    assert "\n" not in str(refusal.value)
    assert "SECRETWORD" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == [path]
