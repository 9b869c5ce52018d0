"""The error tree. Each branch is one exit code of the command line.

SottovoceError
|-- CallerMistake   exit 2   a value the caller gave is not allowed (also a ValueError)
|-- GateRefused     exit 3   a budget, a guarantee, a verification or a quota said no
`-- WorldFailed     exit 1   the engine, the disk or the network failed
"""


class SottovoceError(Exception):
    """Any failure that the command line reports in one line."""

    exit_code = 1


class CallerMistake(SottovoceError, ValueError):
    """The message names the field, the value and what is allowed."""

    exit_code = 2


class GateRefused(SottovoceError):
    """A gate that must not be argued with said no; the message gives its reason."""

    exit_code = 3


class WorldFailed(SottovoceError):
    """Something outside the program broke; raised `from` its cause."""

    exit_code = 1
