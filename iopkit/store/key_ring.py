"""A store's key in the system's keyring, under the salt that its encrypted file begins with.

The salt moves with the file, so a store that was moved or renamed still finds its key, and a store that
was encrypted anew never takes the key of the one before.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from iopkit.errors import StoreError
from iopkit.store.keys import Key

SERVICE = "iopkit"


def entry_of(salt: bytes) -> str:
    """The name under which the keyring has the key of the store with that salt."""
    return f"store {salt.hex()}"


def find_in_ring(salt: bytes) -> Key | None:
    """The key that the keyring has for a store; None when it has none, or when there is no keyring.

    Raises
    ------
    StoreError
        The keyring is locked, or does not answer.
    """
    import keyring  # a slow import that plain stores do not need
    from keyring.errors import NoKeyringError

    with _sentences():
        try:
            text = keyring.get_password(SERVICE, entry_of(salt))
        except NoKeyringError:
            return None
    return Key(bytes.fromhex(text)) if text else None


def put_into_ring(salt: bytes, key: Key) -> None:
    """Keep a key in the keyring, and look whether it is there.

    Raises
    ------
    StoreError
        There is no keyring, or it did not keep the key.
    """
    import keyring

    with _sentences():
        keyring.set_password(SERVICE, entry_of(salt), key.secret.hex())
    if find_in_ring(salt) != key:
        raise StoreError("The system keyring did not keep the key. Use 'iopkit rekey --to file'.")


def take_from_ring(salt: bytes) -> None:
    """Remove a store's key from the keyring, when it is there."""
    import keyring

    if find_in_ring(salt) is not None:
        with _sentences():
            keyring.delete_password(SERVICE, entry_of(salt))


@contextmanager
def _sentences() -> Iterator[None]:
    from keyring.errors import KeyringError, NoKeyringError

    try:
        yield
    except NoKeyringError:
        raise StoreError(
            "This computer has no keyring. Keep the key in a file: 'iopkit rekey --to file'."
        ) from None
    except KeyringError as error:
        kind = type(error).__name__
        raise StoreError(f"The system keyring does not answer ({kind}). Unlock it, then try again.") from None
