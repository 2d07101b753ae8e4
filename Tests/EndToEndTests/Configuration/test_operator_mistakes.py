"""What an operator gets wrong is said in one line, the same in `check` and in the log; and the cure
that stands in the line, carried out, leaves nothing to be said."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import harness
from harness import environment
from materials import PASSPHRASE
from mistakes import LISTEN, Mistake
from mistakes_of_addresses import ADDRESSES
from mistakes_of_pages import PAGES
from mistakes_of_tls import CERTIFICATES
from mistakes_of_words import WORDS

MISTAKES = [*ADDRESSES, *WORDS, *CERTIFICATES, *PAGES]


def findings(output: str) -> list[str]:
    """The lines of `check` about what is wrong, without the word that begins them."""
    lines = [line.partition(" ") for line in output.splitlines()]
    return [rest.strip() for word, _, rest in lines if word in ("mistake", "warning")]


def filled(variables: dict[str, str], places: dict[str, object]) -> dict[str, str]:
    return {name: value.format(**places) for name, value in variables.items()}


def carry_out(mistake: Mistake, variables: dict[str, str], line: str, tmp: Path) -> dict[str, str]:
    """The variables after the cure."""
    if mistake.renamed:
        old, new = mistake.renamed
        (tmp / "pages" / old).rename(tmp / "pages" / new)
    if mistake.converts is None:
        return variables
    (command,) = re.findall(r": ((?:openssl|iconv|base64|tail|ssh-keygen|sed) .*)", line)
    command = re.split(r", with |; until", command)[0]
    ours = tmp / ("file" + Path(variables[mistake.converts]).suffix)
    shutil.copy(variables[mistake.converts], ours)
    ours.chmod(0o600)
    new = ours if "NEW" not in command else tmp / ("new" + ours.suffix)
    command = command.replace("FILE", str(ours)).replace("NEW", str(new))
    if "pkcs12" in command:
        command += " -passin pass:"
    if "-aes256" in command:
        secret = f"'pass:{PASSPHRASE}'"
        command += f" -passin {secret} -passout {secret}"
    subprocess.run(command, shell=True, check=True, capture_output=True, timeout=20)
    return {**variables, mistake.converts: str(new)}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_one_line_and_its_cure_cures(
    mistake: Mistake, materials: Path, tmp_path: Path
) -> None:
    places = {"m": materials, "tmp": tmp_path}
    if mistake.files:
        (tmp_path / "pages").mkdir()
    for name in mistake.files:
        (tmp_path / "pages" / name).write_text("<p>ours")
    variables = {**LISTEN, **filled(mistake.variables, places)}
    completed = check(variables)
    assert completed.returncode == (harness.MISTAKES if mistake.stops else 1), completed.stdout
    (line,) = findings(completed.stdout)
    expected = mistake.line.replace("{m}", str(materials)).replace("{tmp}", str(tmp_path))
    assert line.removeprefix("UNDER_MAINTENANCE_") == expected

    variables = carry_out(mistake, variables, line, tmp_path)
    for name, value in mistake.cured.items():
        if value is None:
            del variables[name]
        else:
            variables[name] = value.format(**places)
    completed = check(variables)
    if mistake.converts == "TLS_KEY_PATH" and "ssh" in mistake.line:
        # The key is read, and is another than the certificate's.
        (line,) = findings(completed.stdout)
        assert "the key belongs to another certificate" in line
        return
    assert findings(completed.stdout) == [] and completed.returncode == 0, completed.stdout


def check(variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    # The platform's variable has no prefix, and counts without the other alone.
    ours = environment({name: value for name, value in variables.items() if name != "PORT"})
    if "PORT" in variables:
        ours = {"PORT": variables["PORT"]}
    return subprocess.run(
        [harness.BINARY, "check"],
        env=ours,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=10,
    )


def test_there_are_sixty_of_them_at_least() -> None:
    assert len({mistake.name for mistake in MISTAKES}) >= 60
