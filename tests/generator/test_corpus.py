import stat
from dataclasses import replace

import pytest

from generator.accounting import DpSgd, Gaussian
from generator.corpus import read_corpus
from generator.corpus_check import check_corpus, refuse_miscount
from generator.corpus_derived import write_derived
from generator.corpus_import import import_table
from generator.ledger import read_ledger, reserve
from knowledge.errors import CallerMistake, GateRefused, WorldFailed
from knowledge.session import Speaker, Turn
from tests.generator.disk import files_of_at_most
from tests.generator.test_table import ROWS, session_line, table, turns_of


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


@pytest.mark.parametrize(
    ("read", "declared", "refused"),
    [
        (40, 2000, True),
        (40, 81, True),
        (40, 80, False),
        (40, 40, False),
        (40, 20, False),
        (40, 19, True),
        (1, 2, True),
        (2, 1, True),
        (2, 2, False),
    ],
)
def test_a_declared_number_beyond_twice_or_half_is_refused_and_not_counted_aloud(
    tmp_path, read, declared, refused
):
    path = tmp_path / "s.jsonl"
    path.write_text("\n".join(session_line(f"s{n}", f"p{n}") for n in range(read)))
    summary = import_table([path], tmp_path / "corpus", declared_patients=declared)
    assert bool(summary.alarm) == refused
    corpus = read_corpus(tmp_path / "corpus")
    assert corpus.declared_patients == declared
    if not refused:
        refuse_miscount(corpus, declared)
        return
    with pytest.raises(CallerMistake, match="patients") as refusal:
        refuse_miscount(corpus, declared)
    assert "40" not in str(refusal.value)


def test_one_patient_alone_is_said_even_if_no_number_was_declared(tmp_path):
    (tmp_path / "s.jsonl").write_text(session_line())
    assert import_table([tmp_path / "s.jsonl"], tmp_path / "a").alarm
    (tmp_path / "s.jsonl").write_text(f"{session_line()}\n{session_line('s2', 'p2')}")
    assert import_table([tmp_path / "s.jsonl"], tmp_path / "b").alarm is None


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
    mechanism = Gaussian(noise_multiplier=2.0)
    heads = [reserve(ledger, purpose="training", mechanism=mechanism) for ledger in ledgers]
    assert [read_ledger(ledger).head for ledger in ledgers] == [heads[1]] * 2
    assert read_ledger(ledgers[0]).spent() == read_ledger(ledgers[1]).spent() > 0
    dear = Gaussian(noise_multiplier=0.9)  # fits the budget, but once
    reserve(ledgers[1], purpose="training", mechanism=dear)
    for ledger in ledgers:
        with pytest.raises(GateRefused, match="budget spent"):
            reserve(ledger, purpose="training", mechanism=dear)


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


def test_targets_and_numbers_that_do_not_fit_are_refused(tmp_path):
    good, out = table(tmp_path), tmp_path / "corpus"
    with pytest.raises(CallerMistake, match="does not exist"):
        import_table([tmp_path / "none.csv"], out)
    with pytest.raises(CallerMistake, match="is a folder"):
        import_table([tmp_path], out)
    with pytest.raises(CallerMistake, match="name too long"):
        import_table([tmp_path / ("a" * 300)], out)
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


def test_a_full_disk_leaves_the_corpus_that_was_there(tmp_path):
    out = tmp_path / "corpus"
    import_table([table(tmp_path, ROWS[:5])], out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    longer = table(tmp_path)
    for num_bytes in (50, 300):
        with files_of_at_most(num_bytes), pytest.raises(WorldFailed, match="corpus"):
            import_table([longer], out, overwrite=True)
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    with files_of_at_most(50), pytest.raises(WorldFailed, match="other"):
        import_table([longer], tmp_path / "other")
    assert not (tmp_path / "other").exists()
