"""The Ed25519 keys that sign a release: one made on first use for each user, or one given.

    ~/.config/sottovoce/release.key    private, PKCS#8 PEM, mode 0600 (or under XDG_CONFIG_HOME)
    ~/.config/sottovoce/release.pub    public, PEM: what `verify --key` wants

Knows nothing of releases. A private key is hidden from `repr` and never copied.
"""

import os
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from knowledge.errors import CallerMistake, WorldFailed

KEY_FILE, PUBLIC_FILE = "release.key", "release.pub"
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
_PUBLIC_PEM = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """Whose signature it is. `key_id` is the 32 bytes of the key itself, in hexadecimal."""

    key_id: str

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether the owner of this key signed exactly these bytes."""
        try:
            _ed25519(self.key_id).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def pem(self) -> bytes:
        """The form of `release.pub`."""
        return _ed25519(self.key_id).public_bytes(*_PUBLIC_PEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key and where its public part lies, if it lies anywhere."""

    private: Ed25519PrivateKey = field(repr=False)
    public_file: Path | None = None

    @property
    def public(self) -> PublicKey:
        """The public part."""
        return PublicKey(key_id=self.private.public_key().public_bytes(*_RAW).hex())

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same message and key always give the same."""
        return self.private.sign(message)


def public_key(key_id: str) -> PublicKey | None:
    """The key of an id, or None if it is no Ed25519 key."""
    try:
        _ed25519(key_id)
    except ValueError:
        return None
    return PublicKey(key_id=bytes.fromhex(key_id).hex())


def _ed25519(key_id: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_id))


def user_key_folder() -> Path:
    """Where this user's key lies.

    Raises:
        WorldFailed: the user has no home.
    """
    named = os.environ.get("XDG_CONFIG_HOME", "")
    try:
        # A relative one is to be ignored (XDG Base Directory Specification).
        root = Path(named) if Path(named).is_absolute() else Path.home() / ".config"
    except RuntimeError as error:
        raise WorldFailed("no home folder to keep a signing key in; name one by --key") from error
    return root / "sottovoce"


def open_user_key() -> SigningKey:
    """This user's key; made, with its public part beside it, if there is none yet.

    Raises:
        CallerMistake: the key there is not private, or not an Ed25519 key.
        WorldFailed: none can be made there.
    """
    folder = user_key_folder()
    path, public = folder / KEY_FILE, folder / PUBLIC_FILE
    try:
        if not path.exists():
            _make_key(path)
        key = SigningKey(private=read_private_key(path).private, public_file=public)
        if not public.exists():
            _place(public, key.public.pem(), mode=0o644)
    except OSError as error:
        raise WorldFailed(
            f"cannot keep a signing key in {folder} ({error.strerror}); name one by --key"
        ) from error
    if read_public_key(public) != key.public:
        raise CallerMistake(
            f"{public} is not the public part of {path}; remove it to make it again"
        )
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _place(path, pem, mode=0o600)


def _place(path: Path, content: bytes, *, mode: int) -> None:
    """Whole, with its mode from the start, and never over one that another process put there."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            os.fchmod(number, mode)
            file.write(content)
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def read_private_key(path: Path) -> SigningKey:
    """A given private key.

    Raises:
        CallerMistake: it is not there, others may read it, or it is not an Ed25519 key in PEM.
    """
    content = _content(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise CallerMistake(f"key {path} has mode {mode:04o}, so others may use it; chmod 600 it")
    try:
        private = serialization.load_pem_private_key(content, password=None)
    except TypeError:  # how the library says that a password is needed
        raise CallerMistake(f"key {path} is encrypted; allowed is one without a password") from None
    except (ValueError, UnsupportedAlgorithm):
        raise CallerMistake(
            f"key {path} is no private key in PEM; `openssl genpkey -algorithm ed25519` makes one"
        ) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise CallerMistake(f"key {path} is not of type Ed25519, the only one allowed")
    return SigningKey(private=private)


def read_public_key(path: Path) -> PublicKey:
    """A given public key. Raises CallerMistake if it is not an Ed25519 key in PEM."""
    content = _content(path)
    if b"PRIVATE KEY" in content:
        raise CallerMistake(f"key {path} is a private key; name the public one")
    try:
        public = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        raise CallerMistake(f"key {path} is no public key in PEM") from None
    if not isinstance(public, Ed25519PublicKey):
        raise CallerMistake(f"key {path} is not of type Ed25519, the only one allowed")
    return PublicKey(key_id=public.public_bytes(*_RAW).hex())


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise CallerMistake(f"key {path} does not exist")
    return path.read_bytes()
