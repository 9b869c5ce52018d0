"""The address of an endpoint as it may be shown, and the key it is given. Asks nobody."""

import os
from urllib.parse import urlsplit

from knowledge.errors import CallerMistake

KEY_VARIABLE = "SOTTOVOCE_API_KEY"


def endpoint_key(url: str, variable: str = KEY_VARIABLE) -> str:
    """The key of a server, from the environment.

    OPENAI_API_KEY goes to OpenAI alone: it would be given away to any address that is named.
    """
    key = os.environ.get(variable)
    if not key and urlsplit(url).hostname == "api.openai.com":
        key = os.environ.get("OPENAI_API_KEY")
    return key or "none"


def shown_address(url: str) -> str:
    """The address for the screen: a name and password in it are for the server alone.

    Raises:
        CallerMistake: it is no address of a server.
    """
    try:
        address = urlsplit(url)
        usable = address.scheme in ("http", "https") and address.hostname and address.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise CallerMistake(f"endpoint {url}: expected http://HOST:PORT/v1 or https://HOST/v1")
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()
