"""`make demo`: the main job, end to end, on this machine, with real parts.

cohort request -> planned profiles -> FAISS retrieval -> prompts -> vLLM -> filters -> release
"""

import sys
import textwrap
import time
from pathlib import Path

from generator.console import quiet_libraries, say
from knowledge.errors import SottovoceError
from knowledge.session import Session

ROOT = Path(__file__).resolve().parents[1]
COHORT = ROOT / "examples" / "cohorts" / "demo.yaml"
CHECKPOINT = ROOT / "examples" / "clinic" / "checkpoint"
OUTPUT = ROOT / "demo"


def main() -> int:
    """Runs the demo; prints where the release is, the table, the guarantee and one session."""
    from generator.generation import run_generation
    from generator.outcome_table import print_outcome
    from generator.release import write_release
    from generator.releasing.card import guarantee_in_words
    from generator.releasing.verification import verify_release
    from generator.run import RunFolder
    from generator.source import Source

    quiet_libraries()
    began = time.monotonic()
    run, release = OUTPUT / "run", OUTPUT / "release"
    try:
        outcome = run_generation(
            COHORT,
            run,
            source=Source(checkpoint=CHECKPOINT),
            attempts=8,
            temperature=None,
            resume=False,
            overwrite=True,
            say=say,
        )
        write_release(RunFolder(run), release, overwrite=True)
        verify_release(release)
    except SottovoceError as error:
        print(f"demo: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"demo: {error.filename or 'output'}: {error.strerror or error}", file=sys.stderr)
        return 1
    print_outcome(outcome, run)
    print(f"release folder: {release} (verified)\n")
    print(textwrap.fill(guarantee_in_words(outcome["guarantee"]), width=100))
    print_session(RunFolder(run).accepted()[0])
    say(f"\n{(time.monotonic() - began) / 60:.1f} minutes")
    return 3 if outcome["shortfall"] else 0


def print_session(session: Session) -> None:
    """One whole session with the plan it followed, for a person to read."""
    profile = session.profile
    print(f"\nOne session, unedited ({session.session_id}):")
    if profile is not None:
        print(f"  asked for: {profile.condition}, {profile.severity}, {profile.session.modality}")
        print(f"  to be heard: {', '.join(profile.heard())}\n")
    for turn in session.turns:
        label = f"{turn.speaker.value.capitalize()}: "
        print(textwrap.fill(label + turn.text, width=100, subsequent_indent=" " * 4))


if __name__ == "__main__":
    sys.exit(main())
