"""`PublicTextFilter`: what a session repeats of public text, such as its base was trained on.

A copy of public text harms nobody's privacy: it is somebody else's wording, and it shows that the
model recites. Which text that is only the user can say; without it the filter does not apply and
says so. This module knows no corpus: whoever builds the filter hands it the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from filters.runs import Run, SharedRuns
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session

SHORTEST_COPY_WORDS = 25
MAX_SHARE = 0.1
NOT_CHECKED = "overlap was not checked: no public text was named (public_text in the gate file)"


@dataclass(slots=True, kw_only=True)
class PublicTextFilter:
    """Fails on a run of words, or on too large a share of 8-word sequences, that stand in `text`.

    `score` is that share. `passed` is None where there is no text. Evidence quotes the draft.

    Guarantees: reads public and generated text only, so a selection by it is post-processing and
    costs no epsilon. That the text is public is the word of whoever named it.
    """

    text: SharedRuns | None = field(default=None, repr=False)
    shortest_copy_words: int = SHORTEST_COPY_WORDS
    max_share: float | None = MAX_SHARE
    name: str = "public_text"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        if self.text is None:
            return Verdict.by(self, None, reason=NOT_CHECKED)
        run, share = self.text.longest(session), self.text.share(session)
        copied = run if run and run.num_words >= self.shortest_copy_words else None
        faults = list(self._faults(copied, share))
        told = f"{share:.0%} of 8-word sequences stand in public text" if share else ""
        return Verdict.by(
            self,
            not faults,
            score=share,
            reason="; ".join(faults) or told,
            evidence=(copied.text,) if copied else (),
        )

    def _faults(self, copied: Run | None, share: float) -> Iterator[str]:
        if copied:
            yield f"{copied.num_words} words in a row stand in public text"
        if self.max_share is not None and share > self.max_share:
            yield f"{share:.0%} of 8-word sequences stand in public text"
