"""Keys are made once, kept from others, and refused when they are of another kind."""

import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from generator.releasing.signing import (
    open_user_key,
    public_key,
    read_private_key,
    read_public_key,
    user_key_folder,
)
from knowledge.errors import CallerMistake, WorldFailed

PEM = serialization.Encoding.PEM
PKCS8 = serialization.PrivateFormat.PKCS8
PUBLIC = serialization.PublicFormat.SubjectPublicKeyInfo
OPEN = serialization.NoEncryption()


def made_key(path, *, mode=0o600, private=None, encryption=OPEN):
    """A private key in a file, read back."""
    private = private or Ed25519PrivateKey.generate()
    path.write_bytes(private.private_bytes(PEM, PKCS8, encryption))
    path.chmod(mode)
    return read_private_key(path)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    return tmp_path / "configuration" / "sottovoce"


def test_the_users_key_is_made_once_and_is_nobody_elses_to_read(home):
    first = open_user_key()
    assert stat.S_IMODE((home / "release.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert read_public_key(home / "release.pub") == first.public == open_user_key().public
    assert sorted(path.name for path in home.iterdir()) == ["release.key", "release.pub"]


def test_a_lost_public_part_is_written_again_and_a_wrong_one_refused(home, tmp_path):
    key = open_user_key()
    (home / "release.pub").unlink()
    assert open_user_key().public == key.public
    assert read_public_key(home / "release.pub") == key.public
    (home / "release.pub").write_bytes(made_key(tmp_path / "other").public.pem())
    with pytest.raises(CallerMistake, match="not the public part"):
        open_user_key()


def test_the_users_key_is_refused_once_others_can_read_it(home):
    open_user_key()
    (home / "release.key").chmod(0o644)
    with pytest.raises(CallerMistake, match="mode 0644"):
        open_user_key()


def test_a_configuration_folder_that_cannot_be_had_is_the_worlds_fault(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    with pytest.raises(WorldFailed, match="name one by --key"):
        open_user_key()


def test_a_relative_configuration_folder_is_ignored(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_key_folder() == tmp_path / ".config" / "sottovoce"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_use_is_refused(tmp_path, mode):
    with pytest.raises(CallerMistake, match=f"mode {mode:04o}.*chmod 600"):
        made_key(tmp_path / "key", mode=mode)


def test_a_key_that_even_its_owner_cannot_write_is_fine(tmp_path):
    assert made_key(tmp_path / "key", mode=0o400).public


def test_keys_of_other_kinds_are_refused_by_name(tmp_path):
    other = generate_private_key(SECP256R1())
    with pytest.raises(CallerMistake, match="not of type Ed25519"):
        made_key(tmp_path / "key", private=other)
    (tmp_path / "pub").write_bytes(other.public_key().public_bytes(PEM, PUBLIC))
    with pytest.raises(CallerMistake, match="not of type Ed25519"):
        read_public_key(tmp_path / "pub")
    with pytest.raises(CallerMistake, match="encrypted"):
        made_key(tmp_path / "locked", encryption=serialization.BestAvailableEncryption(b"word"))


def test_one_half_is_not_taken_for_the_other(tmp_path):
    key = made_key(tmp_path / "key")
    (tmp_path / "pub").write_bytes(key.public.pem())
    (tmp_path / "pub").chmod(0o600)
    with pytest.raises(CallerMistake, match="no private key"):
        read_private_key(tmp_path / "pub")
    with pytest.raises(CallerMistake, match="is a private key"):
        read_public_key(tmp_path / "key")


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe", b"-----BEGIN PUBLIC KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    for read in (read_private_key, read_public_key):
        with pytest.raises(CallerMistake, match="key in PEM"):
            read(tmp_path / "key")
        with pytest.raises(CallerMistake, match="does not exist"):
            read(tmp_path / "nowhere")


def test_a_key_in_a_file_with_other_line_ends_is_the_same_key(tmp_path):
    key = made_key(tmp_path / "key")
    for name, content in (("key", (tmp_path / "key").read_bytes()), ("pub", key.public.pem())):
        (tmp_path / name).write_bytes(content.replace(b"\n", b"\r\n"))
    assert read_private_key(tmp_path / "key").public == key.public
    assert read_public_key(tmp_path / "pub") == key.public


def test_only_the_owner_of_a_key_makes_its_signatures(tmp_path):
    key, other = made_key(tmp_path / "one"), made_key(tmp_path / "two")
    signature = key.sign(b"a message")
    assert key.public.verifies(b"a message", signature)
    assert not key.public.verifies(b"b message", signature)
    assert not other.public.verifies(b"a message", signature)
    assert not key.public.verifies(b"a message", b"short")


def test_a_key_shows_no_private_part_and_an_id_is_a_key_or_nothing(tmp_path):
    key = made_key(tmp_path / "key")
    assert "private" not in repr(key)
    assert public_key(key.public.key_id.upper()) == key.public
    assert public_key("abc") is None and public_key("00") is None and public_key("") is None
