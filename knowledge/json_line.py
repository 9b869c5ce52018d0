"""One line of a JSONL file -> plain data, or in a phrase what is wrong with it."""

import json
from typing import Any

from knowledge.errors import CallerMistake


def parse_json_line(line: bytes) -> Any:
    """The value of a line; a byte order mark before it is skipped.

    Raises:
        CallerMistake: what is wrong, for the caller to say where. Text that cannot be written as
            UTF-8 (half of a surrogate pair, which JSON admits) is refused here, not by a reader.
    """
    try:
        data = json.loads(line.decode("utf-8-sig"))
        if b"\\u" in line:
            json.dumps(data, ensure_ascii=False).encode()
    except UnicodeDecodeError:
        raise CallerMistake("not UTF-8") from None
    except UnicodeEncodeError:
        raise CallerMistake("holds half of a surrogate pair, which is no character") from None
    except json.JSONDecodeError as error:
        raise CallerMistake(f"not JSON ({error.msg})") from None
    except RecursionError:
        raise CallerMistake("not JSON that can be read (nested too deeply)") from None
    except ValueError:
        raise CallerMistake("not JSON that can be read (a number of too many digits)") from None
    return data
