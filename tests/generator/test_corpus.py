import json
import stat
from dataclasses import replace

import pytest

from generator.accounting import DpSgd
from generator.corpus import check_corpus, import_table, read_corpus, write_derived
from generator.ledger import read_ledger, reserve
from generator.table import ColumnMap
from knowledge.errors import CallerMistake, GateRefused
from knowledge.session import Speaker, Turn

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


def test_private_text_and_ids_hide_from_repr(tmp_path):
    import_table([table(tmp_path)], tmp_path / "corpus")
    corpus = read_corpus(tmp_path / "corpus")
    shown = repr(corpus) + repr(corpus.records["v2"])
    assert "SECRETWORD" not in shown
    assert "v2" not in shown


def test_declared_facts_are_kept_and_never_counted_from_the_data(tmp_path):
    import_table([table(tmp_path)], tmp_path / "a")
    assert read_corpus(tmp_path / "a").declared_patients is None
    import_table([table(tmp_path)], tmp_path / "b", declared_patients=50, public=True, name="mine")
    corpus = read_corpus(tmp_path / "b")
    assert (corpus.declared_patients, corpus.public, corpus.name) == (50, True, "mine")


def test_the_corpus_folder_is_for_its_owner_only(tmp_path):
    import_table([table(tmp_path)], tmp_path / "corpus")
    assert stat.S_IMODE((tmp_path / "corpus").stat().st_mode) == 0o700


def test_the_check_counts_and_warns(tmp_path):
    summary = import_table([table(tmp_path)], tmp_path / "corpus", budget=8.0, declared_patients=9)
    assert summary == check_corpus(tmp_path / "corpus")
    assert (summary.patients, summary.sessions, summary.turns) == (2, 3, 5)
    assert (summary.budget, summary.spent) == (8.0, 0.0)
    assert summary.warnings


def test_importing_again_continues_the_ledger(tmp_path):
    out = tmp_path / "corpus"
    import_table([table(tmp_path)], out, budget=8.0, declared_patients=9)
    ledger = read_corpus(out).ledger
    mechanism = DpSgd(noise_multiplier=2.0, sampling_rate=0.1, steps=5)
    head = reserve(ledger, purpose="training", mechanism=mechanism)
    import_table([table(tmp_path, ROWS[:5])], out, overwrite=True)
    assert read_ledger(ledger).head == head
    assert list(read_corpus(out).records) == ["v1"]
    assert read_corpus(out).declared_patients == 9
    with pytest.raises(CallerMistake, match="budget"):
        import_table([table(tmp_path)], out, overwrite=True, budget=100.0)


def derived(source, out, *, overwrite=False, text="[name]"):
    corpus = read_corpus(source)
    sessions = [
        replace(item.session, turns=(Turn(speaker=Speaker.PATIENT, text=text),))
        for records in corpus.records.values()
        for item in records
    ]
    write_derived(corpus, out, sessions, deidentified="tags", overwrite=overwrite)
    return read_corpus(out)


def test_a_derived_corpus_keeps_what_was_declared_and_says_what_it_is(tmp_path):
    import_table([table(tmp_path)], tmp_path / "raw", declared_patients=9, public=True)
    corpus = derived(tmp_path / "raw", tmp_path / "clean")
    assert read_corpus(tmp_path / "raw").deidentified is None
    assert corpus.deidentified == "tags"
    assert (corpus.declared_patients, corpus.public, corpus.name) == (9, True, "raw")
    assert list(corpus.records) == ["v1", "v2"]
    assert "de-identified (tags)" in str(check_corpus(tmp_path / "clean"))
    assert stat.S_IMODE((tmp_path / "clean").stat().st_mode) == 0o700


def test_a_derived_corpus_and_its_source_spend_one_budget(tmp_path):
    import_table([table(tmp_path)], tmp_path / "raw", budget=8.0, declared_patients=9)
    ledgers = [
        read_corpus(tmp_path / "raw").ledger,
        derived(tmp_path / "raw", tmp_path / "clean").ledger,
    ]
    mechanism = DpSgd(noise_multiplier=2.0, sampling_rate=0.5, steps=3)
    heads = [reserve(ledger, purpose="training", mechanism=mechanism) for ledger in ledgers]
    assert [read_ledger(ledger).head for ledger in ledgers] == [heads[1]] * 2
    assert read_ledger(ledgers[0]).spent() == read_ledger(ledgers[1]).spent() > 0
    with pytest.raises(GateRefused, match="budget spent"):
        for _ in range(99):
            reserve(ledgers[1], purpose="training", mechanism=mechanism)
    with pytest.raises(GateRefused, match="budget spent"):
        reserve(ledgers[0], purpose="training", mechanism=mechanism)


def test_moved_together_they_stay_together_and_alone_a_derived_corpus_spends_nothing(tmp_path):
    (tmp_path / "here").mkdir()
    import_table([table(tmp_path)], tmp_path / "here" / "raw", declared_patients=9)
    derived(tmp_path / "here" / "raw", tmp_path / "here" / "clean")
    (tmp_path / "here").rename(tmp_path / "there")
    assert check_corpus(tmp_path / "there" / "clean").spent == 0.0
    (tmp_path / "there" / "raw").rename(tmp_path / "gone")
    with pytest.raises(CallerMistake, match="same patients have one budget"):
        check_corpus(tmp_path / "there" / "clean")
    with pytest.raises(CallerMistake, match="same patients have one budget"):
        reserve(
            tmp_path / "there" / "clean" / "ledger.jsonl",
            purpose="training",
            mechanism=DpSgd(noise_multiplier=2.0, sampling_rate=0.5, steps=3),
        )


def test_only_an_earlier_derivation_of_the_same_corpus_is_replaced(tmp_path):
    import_table([table(tmp_path)], tmp_path / "raw")
    import_table([table(tmp_path)], tmp_path / "other")
    derived(tmp_path / "raw", tmp_path / "clean")
    with pytest.raises(CallerMistake, match="allow overwriting"):
        derived(tmp_path / "raw", tmp_path / "clean")
    again = derived(tmp_path / "raw", tmp_path / "clean", overwrite=True, text="[place]")
    assert turns_of(again.records["v2"][0].session) == [("patient", "[place]")]
    assert again.ledger.is_symlink()
    with pytest.raises(CallerMistake, match="ledger of its own"):
        derived(tmp_path / "raw", tmp_path / "other", overwrite=True)
    with pytest.raises(CallerMistake, match="the corpus itself"):
        derived(tmp_path / "raw", tmp_path / "raw", overwrite=True)
    with pytest.raises(CallerMistake, match="de-identified already"):
        derived(tmp_path / "clean", tmp_path / "twice")


@pytest.mark.parametrize(
    ("rows", "header", "named"),
    [
        (ROWS, HEADER.replace("video_id", "video"), r"video_id; columns found: .*video,"),
        ([], HEADER, "no session"),
        ([], "", "columns found: none"),
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
        ([session_line(patient_id=" ")], "patient_id"),
        ([session_line(turns="SECRETWORD")], "turns"),
        (["{SECRETWORD"], "line 1: not JSON"),
        ([], "no session"),
    ],
)
def test_a_bad_session_file_is_refused_in_one_line_without_its_words(tmp_path, lines, named):
    path = tmp_path / "s.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(CallerMistake, match=named) as refusal:
        import_table([path], tmp_path / "corpus")
    assert "SECRETWORD" not in str(refusal.value)


def test_the_same_session_in_two_files_is_refused(tmp_path):
    again = table(tmp_path, name="again.csv")
    with pytest.raises(CallerMistake, match="already used at .*table.csv"):
        import_table([table(tmp_path), again], tmp_path / "corpus")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", HEADER.encode() + b"\n0,0,client,caf\xe9,v,x"]
)
def test_bytes_that_are_no_text_are_refused(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(CallerMistake, match="UTF-8"):
        import_table([path], tmp_path / "corpus")


def test_targets_and_numbers_that_do_not_fit_are_refused(tmp_path):
    good, out = table(tmp_path), tmp_path / "corpus"
    with pytest.raises(CallerMistake, match="does not exist"):
        import_table([tmp_path / "none.csv"], out)
    with pytest.raises(CallerMistake, match="no file given"):
        import_table([], out)
    with pytest.raises(CallerMistake, match="is a file"):
        import_table([good], good)
    with pytest.raises(CallerMistake, match="no corpus"):
        import_table([good], tmp_path, overwrite=True)
    for budget in (0.0, -1.0, float("inf"), float("nan")):
        with pytest.raises(CallerMistake, match="budget"):
            import_table([good], out, budget=budget)
    with pytest.raises(CallerMistake, match="declared patients"):
        import_table([good], out, declared_patients=0)
    import_table([good], out)
    with pytest.raises(CallerMistake, match="already a corpus"):
        import_table([good], out)


def test_a_corpus_changed_by_hand_or_missing_is_refused(tmp_path):
    import_table([table(tmp_path)], tmp_path / "corpus")
    with (tmp_path / "corpus" / "sessions.jsonl").open("a") as file:
        file.write(session_line() + "\n")
    with pytest.raises(CallerMistake, match="changed since its import"):
        read_corpus(tmp_path / "corpus")
    with pytest.raises(CallerMistake, match="is no corpus"):
        read_corpus(tmp_path / "none")
