"""`regulars verify-erasure` and `regulars signing-key`: what was signed, and by which key."""

from __future__ import annotations

from pathlib import Path

import click

from ..command_line import command_line
from ..stores.certificate import Certificate, fingerprint
from .check_certificate import check, fingerprint_of, pem
from .connection import connect
from .output import as_json, print_json


@click.command("verify-erasure")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="The key that must have signed it: a fingerprint, or a file of the public key in PEM.")
@as_json
def verify_erasure(file: Path, key: str | None, json_: bool) -> None:
    """Check the certificate FILE; ends with 1 where it was changed, or was signed by another key. It calls nobody.

    Anybody can sign a file by a key of their own: without --key compare the fingerprint that is printed.
    """
    wanted = None if key is None else _wanted(key)
    try:
        certificate = Certificate.read(file.read_bytes())
        check(certificate)
    except ValueError as fault:
        raise click.ClickException(f"{file} {fault}.") from None
    signed_by = fingerprint(certificate.public_key)
    if wanted not in (None, signed_by):
        raise click.ClickException(f"{file} was signed by the key {signed_by}, not by {wanted}.")
    if json_:
        print_json({"keyFingerprint": signed_by, "keyWasGiven": wanted is not None, "document": certificate.document})
        return
    print_json(certificate.document)
    click.echo(f"Nothing of this was changed since it was signed by the key {signed_by}", nl=False)
    if wanted is None:
        click.echo(f".\nWhose key that is no file can say: compare it with what `{command_line('signing-key')}` says.")
    else:
        click.echo(", which is the one that you gave.")


@click.command("signing-key")
@as_json
def signing_key(json_: bool) -> None:
    """Print the public key by which the stack signs certificates; its fingerprint goes to the error stream."""
    key = connect().stores.signer.public_key
    if json_:
        print_json({"fingerprint": fingerprint(key), "publicKey": pem(key)})
    else:
        click.echo(pem(key), nl=False)
        click.echo(fingerprint(key), err=True)


def _wanted(key: str) -> str:
    path = Path(key)
    try:
        return fingerprint_of(path.read_text("utf-8") if path.is_file() else key)
    except (OSError, ValueError) as fault:
        why = "is not a text" if isinstance(fault, UnicodeDecodeError) else str(fault)
        raise click.ClickException(f"--key {key} {why}.") from None
