"""The `sottovoce` command: what it is made of, and how it ends.

Each command has its room in `generator.commands`; heavy imports live inside the commands.

Exit codes: 0 done; 1 the world failed; 2 the caller's mistake; 3 a gate refused.
Results go to standard output, progress to standard error.
"""

import sys
from typing import NoReturn

import typer

from generator.commands.augment_cli import augment
from generator.commands.checkpoint_cli import audit, interpolate, train
from generator.commands.corpus_cli import corpus_app, ledger_app
from generator.commands.evaluate_cli import evaluate
from generator.commands.filter_cli import filter_command
from generator.commands.generate_cli import generate
from generator.commands.knowledge_cli import cohort_app, knowledge_app
from generator.commands.release_cli import release, verify
from generator.console import Stopped, quiet_libraries, stoppable
from knowledge.errors import SottovoceError

GOES_ON = {
    "generate": "it goes on with --resume",
    "augment": "it goes on with --resume",
    "train": "it goes on where it is called again",
}

app = typer.Typer(
    name="sottovoce",
    help="Synthetic therapy sessions that keep the symptoms and forget the patient.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(cohort_app, name="cohort")
app.add_typer(corpus_app, name="corpus")
app.add_typer(ledger_app, name="ledger")
app.command()(evaluate)
app.command()(augment)
app.command()(release)
app.command()(verify)
app.command()(train)
app.command()(interpolate)
app.command()(audit)
app.command()(generate)
app.command("filter", context_settings={"allow_extra_args": False})(filter_command)


def main() -> None:
    """Entry point: every expected failure is one line on standard error and its exit code."""
    quiet_libraries()
    try:
        with stoppable():
            sys.exit(app(standalone_mode=False) or 0)
    except SottovoceError as error:
        _fail(str(error), error.exit_code)
    except typer.TyperException as error:  # an unknown option, or a value of another type
        _fail(error.format_message(), error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'input or output'}: {error.strerror or error}", 1)
    except Stopped as stopped:
        hint = next((f"; {GOES_ON[name]}" for name in sys.argv[1:2] if name in GOES_ON), "")
        _fail(f"{stopped.word}{hint}", stopped.exit_code)


def _fail(reason: str, exit_code: int) -> NoReturn:
    if not reason.startswith("Usage:"):
        # A file may be called by any sign but two, and a reason is one line.
        shown = (sign if sign.isprintable() else ascii(sign)[1:-1] for sign in reason)
        reason = f"sottovoce: {''.join(shown)}"
    print(reason, file=sys.stderr)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
