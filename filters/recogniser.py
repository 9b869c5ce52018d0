"""`SymptomRecogniser`: which symptoms a patient's words tell, with the words that do.

Blind to the profile: it reads turns and nothing else. Every clause gets a score for every symptom
that has lines in the knowledge base; rules over the words, and where none speaks a learned reader
of statuses, then say what the mention means.

Calibration (development lines, which the adapter and the fit had not seen): a clause's probability
p becomes the score p / (p + .135). At `FOUND` (p = .135) 2.1 in 1,000 wrong symptoms are found;
`VERIFIED` (p = .065) is for looking up a planned symptom by name; `filters.accusation` has `STRICT`
(p = .51; 2 in 10,000), from which what the plan rules out counts as heard. Of 625 held-out
lines (193 symptoms) they find .82, .90 and .56, with 1.4, 3.6 and .12 in 1,000 wrong ones; the
right symptom is first for .81 and among three for .93. A large language model had .95, .99.
"""

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from filters.accusation import says_enough
from filters.answers import Answer, answer_to, asks_of_well_being, is_short, question_in
from filters.clauses import Clause, clauses_of
from filters.contradiction import Read, settled
from filters.known import load_known_lines
from filters.mention import CERTAIN, Mention
from filters.prototypes import Prototypes, Reading, load_prototypes
from filters.status.bygone import says_no_longer
from filters.status.context import heard_in_talk
from filters.status.idioms import untold_by
from filters.status.irony import is_ironic
from filters.status.learned import load_status_reader
from filters.status.retelling import as_own
from filters.status.rules import (
    is_doubly_negated,
    opens_with_bare_no,
    opens_with_denial,
    status_of,
    without_negation,
)
from filters.status.second_look import counting_places, looked_at_again
from filters.status.supposition import may_be_supposed
from knowledge.session import Session, Speaker, Turn
from knowledge.status_line import Status

HALF_SCORE_PROBABILITY = 0.135
FOUND = 0.5
VERIFIED = 0.325
"""Enough where a symptom is looked for by name (p = .065): one question instead of 193."""
ASKED = 0.22
"""A question names its topic more loosely than an answer does; enough to say what a "no" denies."""
DISOWNED = 0.2
"""What is denied, past, another's or a what-if accuses nobody and is told in words further from a
complaint's: enough where a symptom is looked for by name."""
NEGATION_GAIN = 1.5
"""A negation denies the symptom if taking it out makes the symptom this much likelier."""
BARE_NO_GAIN = 0.9
LIFETIME_SYMPTOMS = frozenset(
    (
        "childhood_onset_signs",
        "close_death",
        "early_development",
        "grandiosity",
        "high_hospitalised",
        "high_marked_impairment",
        "high_psychosis",
        "increased_energy",
        "less_need_sleep",
        "mood_elevated",
        "risky_pleasure",
        "suicide_attempt_history",
        "trauma_exposure",
    )
)
"""What happened once counts: "years ago" does not take it back."""


class SymptomRecogniser:
    """Reads the patient's turns. Holds no state but the fitted prototypes."""

    def __init__(self, prototypes: Prototypes | None = None, *, knows_bank: bool = True) -> None:
        """`knows_bank`: whether lines of the bank and what learned from them may be used."""
        self._given = prototypes
        self._knows_bank = knows_bank

    @property
    def prototypes(self) -> Prototypes:
        """Fitted or read at the first use."""
        return self._given or load_prototypes()

    @property
    def symptoms(self) -> tuple[str, ...]:
        """What can be recognised: the symptoms that have lines."""
        return self.prototypes.symptoms

    def recognise(self, session: Session, *, at_least: float = FOUND) -> tuple[Mention, ...]:
        """The best mention of each symptom and status in each turn, in order of turns."""
        return self.recognise_all([session], at_least=at_least)[0]

    def recognise_all(
        self,
        sessions: Sequence[Session],
        *,
        at_least: float = FOUND,
        named: Sequence[Collection[str]] | None = None,
    ) -> tuple[tuple[Mention, ...], ...]:
        """`recognise` for many sessions, embedded together.

        Below `at_least` are kept what answers a question (from `ASKED`) and, where `at_least` is
        `VERIFIED` or less, what is disowned (from `DISOWNED`). Nothing else is below `VERIFIED`.

        Args:
            named: for each session the symptoms that its reader looks for by name, where those are
                known beforehand. What is told of others and reaches `FOUND` nowhere in a turn is
                returned as the rules have it, and what is faint not at all: the learned reader,
                which takes most of the time, is spared. What counts is read the same.
        """
        clauses_by_session = [clauses_of(session) for session in sessions]
        clauses = [clause for found in clauses_by_session for clause in found]
        mentions = iter(self._mentions_by_clause(clauses))
        by_rule = [[(c, m) for c in found for m in next(mentions)] for found in clauses_by_session]
        read = self._looked_at_again(by_rule, self._named(named, at_least, len(sessions)))
        return tuple(
            _best(
                mention
                for mention in heard_in_talk(tuple(settled(reads)), session)
                if _is_wanted(mention, at_least=at_least)
            )
            for session, reads in zip(sessions, read, strict=True)
        )

    def _named(
        self, named: Sequence[Collection[str]] | None, at_least: float, num_sessions: int
    ) -> Sequence[Collection[str]]:
        """Who keeps only what is found needs nothing faint read, whoever keeps more needs all."""
        if at_least >= FOUND:
            return [()] * num_sessions
        return [self.symptoms] * num_sessions if named is None else named

    def _looked_at_again(
        self, by_rule: list[list[Read]], named: Sequence[Collection[str]]
    ) -> list[list[Read]]:
        """Where the bank is not to be known, statuses are by rule: the learned reader knows it."""
        if not self._knows_bank:
            return [[read for read in reads if not read[1].is_faint] for reads in by_rule]
        counting = [
            counting_places(reads, names, at_least=FOUND)
            for reads, names in zip(by_rule, named, strict=True)
        ]
        reader = load_status_reader()
        return looked_at_again(by_rule, reader, lifetime=LIFETIME_SYMPTOMS, places=counting)

    def symptom_scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each text how much it sounds like each symptom being told of; denials score low."""
        score_NS = _scores(self.prototypes.read(texts).present_NS)
        return [dict(zip(self.symptoms, map(float, row), strict=True)) for row in score_NS]

    def statuses(self, texts: Sequence[str]) -> list[dict[str, Status]]:
        """For each text the status of every symptom that it mentions."""
        said = [Turn(speaker=Speaker.PATIENT, text=text) for text in texts]
        sessions = [Session(session_id="", patient_id="", turns=(turn,)) for turn in said]
        return [_statuses(found) for found in self.recognise_all(sessions)]

    def _mentions_by_clause(self, clauses: Sequence[Clause]) -> list[list[Mention]]:
        texts = [clause.text for clause in clauses]
        reading = self.prototypes.read(texts)
        told_NS, score_NS = _scores(reading.present_NS), _scores(_mentioned(reading))
        said_no_N = reading.denied_NS.sum(axis=1) > reading.present_NS.sum(axis=1)
        # Embedding is what takes time: the rest is read only where it can change a mention.
        positive = {
            row: without_negation(texts[row])
            for row in np.flatnonzero((score_NS >= VERIFIED).any(axis=1))
            if without_negation(texts[row]) != texts[row]
        }
        asked = {
            row: question_in(clause.asked)
            for row, clause in enumerate(clauses)
            if said_no_N[row] or _may_lean_on_question(clause)
        }
        further = self.prototypes.read([*positive.values(), *asked.values()])
        gain = {row: _gain(reading, row, further, at) for at, row in enumerate(positive)}
        asked_NS = _scores(_mentioned(further))[len(positive) :]
        retold_of = self._retold(clauses)
        asked_of = dict(zip(asked, asked_NS, strict=True))
        nothing_S = np.zeros(len(self.symptoms), dtype=np.float32)
        return [
            list(
                self._mentions(
                    clause,
                    told_S=told_NS[row],
                    score_S=score_NS[row],
                    asked_S=asked_of.get(row, nothing_S),
                    retold_S=retold_of.get(row, nothing_S),
                    gain_S=gain.get(row),
                    said_no=bool(said_no_N[row]) and not _is_no_denial(clause),
                )
            )
            for row, clause in enumerate(clauses)
        ]

    def _retold(self, clauses: Sequence[Clause]) -> dict[int, NDArray[np.float32]]:
        """Scores of the clauses that their speaker disowns or may, read as if they did not."""
        retold = {
            row: as_own(clause.text)
            for row, clause in enumerate(clauses)
            if may_be_supposed(clause.text) or _status(clause, is_lifetime=False) != "present"
        }
        score_NS = _scores(self.prototypes.read(list(retold.values())).present_NS)
        return dict(zip(retold, score_NS, strict=True))

    def _known_symptom(self, clause: Clause) -> str | None:
        """Of a line that the bank holds."""
        return load_known_lines().symptom_of(clause.text) if self._knows_bank else None

    def _mentions(
        self,
        clause: Clause,
        *,
        told_S: NDArray[np.float32],
        score_S: NDArray[np.float32],
        asked_S: NDArray[np.float32],
        retold_S: NDArray[np.float32],
        gain_S: NDArray[np.float32] | None,
        said_no: bool,
    ) -> Iterator[Mention]:
        mention = functools.partial(Mention, span=clause.text, turn_index=clause.turn_index)
        answers_no = opens_with_denial(clause.before + clause.text)
        answer = answer_to(clause.before + clause.text)
        said_no = said_no and answer != "yes"
        likeliest = int(told_S.argmax())
        status_if = functools.cache(functools.partial(_status, clause))
        known = self._known_symptom(clause)
        if known is not None:
            yield mention(symptom=known, status="present", score=CERTAIN)
        untold = untold_by(clause.text)
        disowned_S = np.maximum(score_S, retold_S)
        for index in np.flatnonzero(disowned_S >= DISOWNED):
            symptom = self.symptoms[index]
            if symptom == known or symptom in untold:
                continue
            status = status_if(symptom in LIFETIME_SYMPTOMS)
            gain = None if gain_S is None else float(gain_S[index])
            denied = said_no or _is_denied(clause.text, gain=gain, answers_no=answers_no)
            is_inferred = status == "present" and denied and not says_no_longer(clause.text)
            if status == "present" and denied:
                status = "denied" if is_inferred else "past"
            # "No energy" is told of fatigue and reads like a denial of too much energy: a mention
            # is only present as far as it sounds like telling.
            told = float(told_S[index])
            is_told = told >= VERIFIED
            is_faint = status == "present" and not is_told
            if is_faint and retold_S[index] < DISOWNED:
                continue
            yield mention(
                symptom=symptom,
                status=status,
                score=told if status == "present" and is_told else float(disowned_S[index]),
                is_likeliest=bool(index == likeliest) and says_enough(clause),
                is_faint=is_faint,
                score_if_told=told if is_inferred and is_told else None,
            )
        topic = int(asked_S.argmax())
        if asked_S[topic] >= ASKED and score_S[topic] < VERIFIED:
            status = _answered(
                clause,
                is_lifetime=self.symptoms[topic] in LIFETIME_SYMPTOMS,
                answer="no" if answers_no or said_no else answer,
            )
            if status is not None:
                yield mention(
                    symptom=self.symptoms[topic],
                    status=status,
                    score=float(asked_S[topic]),
                    is_likeliest=status != "present",
                    was_asked=True,
                )


def _is_no_denial(clause: Clause) -> bool:
    """Whether a denial is only how it sounds: two noes, or praise that is not meant."""
    return is_doubly_negated(clause.text) or is_ironic(f"{clause.text} {clause.sentence_after}")


def _is_wanted(mention: Mention, *, at_least: float) -> bool:
    """Who looks for symptoms by name also learns which are faintly disowned."""
    is_disowned = mention.status != "present" and at_least <= VERIFIED
    return mention.score >= at_least or mention.was_asked or is_disowned


def _status(clause: Clause, is_lifetime: bool) -> Status:
    return status_of(
        clause.text,
        lifetime=is_lifetime,
        before=clause.sentence_before,
        rest=clause.sentence_after,
        after=clause.after,
    )


def _answered(clause: Clause, *, is_lifetime: bool, answer: Answer | None) -> Status | None:
    """What an answer without content of its own says of the symptom that was asked about.

    A "no" says so at any length, the rest only in a short turn that answers a question.
    """
    is_short_answer = _is_short_answer(clause)
    status = _status(clause, is_lifetime) if is_short_answer else "present"
    if status != "present":
        return status
    if answer == "no" and says_no_longer(clause.text):
        return "past"
    if is_short_answer and answer is not None:
        is_well = answer == ("yes" if asks_of_well_being(question_in(clause.asked)) else "no")
        return "denied" if is_well else "present"
    return "denied" if answer == "no" else None


def _is_short_answer(clause: Clause) -> bool:
    return clause.is_whole_turn and is_short(clause.text) and "?" in clause.asked


def _may_lean_on_question(clause: Clause) -> bool:
    """Whether what was asked can matter (`_answered`), as far as its own words tell."""
    said = clause.before + clause.text
    return _is_short_answer(clause) or opens_with_denial(said) or answer_to(said) == "no"


def _statuses(mentions: Sequence[Mention]) -> dict[str, Status]:
    """The status of the best mention of every symptom."""
    ranked = sorted(mentions, key=lambda mention: mention.score)
    return {mention.symptom: mention.status for mention in ranked}


def _mentioned(reading: Reading) -> NDArray[np.float32]:
    return reading.present_NS + reading.denied_NS


def _scores(probability_NS: NDArray[np.float32]) -> NDArray[np.float32]:
    score_NS = probability_NS / (probability_NS + HALF_SCORE_PROBABILITY)
    return score_NS.astype(np.float32)


def _gain(reading: Reading, row: int, positive: Reading, positive_row: int) -> NDArray[np.float32]:
    """How much likelier each symptom is said without the negations."""
    gain_S = positive.present_NS[positive_row] / (reading.present_NS[row] + 1e-6)
    return gain_S.astype(np.float32)


def _is_denied(clause: str, *, gain: float | None, answers_no: bool) -> bool:
    if gain is None:
        return answers_no
    if answers_no:  # "No, I can't sleep" agrees: without its "can't" the complaint is gone
        return gain > 1 / NEGATION_GAIN
    return gain > (BARE_NO_GAIN if opens_with_bare_no(clause) else NEGATION_GAIN)


def _best(mentions: Iterator[Mention]) -> tuple[Mention, ...]:
    best: dict[tuple[int, str, Status], Mention] = {}
    for mention in mentions:
        key = (mention.turn_index, mention.symptom, mention.status)
        if key not in best or mention.score > best[key].score:
            best[key] = mention
    return tuple(best.values())


def best_told(mentions: Sequence[Mention]) -> Mapping[str, Mention]:
    """The best mention of each symptom that is present, over all turns."""
    best: dict[str, Mention] = {}
    for mention in mentions:
        known = best.get(mention.symptom)
        if mention.status == "present" and (known is None or mention.score > known.score):
            best[mention.symptom] = mention
    return best
