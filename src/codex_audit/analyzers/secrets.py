"""Values that look like secrets, told by kind, place and digest."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import FileFacts, SecretFacts, SecretHit
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import FileAnalyzer
from codex_audit.domain.secret_table import DETECTORS, Group

_REVOKE: Final = (
    "Whoever can read the repository, or any copy of its history, can use it. Revoke it where it was issued, "
    "keep the new one outside (environment, secret store), and remove it from the history if that was shared."
)

PRIVATE_KEY: Final = Rule(
    id="secret/private-key",
    title="A private key stands in the repository",
    help=f"{_REVOKE} Keys that only tests use are better made by the tests.",
    severity=Severity.CRITICAL,
    menu=Menu.SECURITY,
    in_tests=Severity.LOW,
    in_vendored=Severity.LOW,
    fires="-----BEGIN EC PRIVATE KEY-----\n[lines of letters and digits]\n-----END EC PRIVATE KEY-----\n",
    passes='KEY_FILE = "/run/secrets/server.pem"\n',
)
TOKEN: Final = Rule(
    id="secret/token",
    title="A token or key of a known service stands in the repository",
    help=_REVOKE,
    severity=Severity.CRITICAL,
    menu=Menu.SECURITY,
    in_tests=Severity.MEDIUM,
    in_vendored=Severity.LOW,
    fires='TOKEN = "ghp_[36 letters and digits]"\n',
    passes='import os\n\nTOKEN = os.environ["GITHUB_TOKEN"]\n',
)
URL: Final = Rule(
    id="secret/url-password",
    title="A password stands in a URL",
    help=f"{_REVOKE} URLs also end up in logs and error messages.",
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    confidence=Confidence.MEDIUM,
    in_vendored=None,
    fires='DATABASE = "postgres://app:[a password]@db.corp.net/main"\n',
    passes='DATABASE = "postgres://app@db.corp.net/main"\n',
)
HEADER: Final = Rule(
    id="secret/header",
    title="Credentials stand in an authorization header",
    help=_REVOKE,
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    confidence=Confidence.MEDIUM,
    in_vendored=None,
    fires="curl -H 'Authorization: Bearer [letters and digits]' https://corp.net\n",
    passes='curl -H "Authorization: Bearer $TOKEN" https://corp.net\n',
)
ASSIGNED: Final = Rule(
    id="secret/hard-coded",
    title="A password or secret is written into a file",
    help=(
        f"{_REVOKE} The value was recognised by the name that it is assigned to and by its look, so it may "
        f"be "
        "a stand-in: give stand-ins names such as `changeme` or `<password>`."
    ),
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    confidence=Confidence.MEDIUM,
    in_vendored=None,
    fires='password = "[letters, digits and signs]"\n',
    passes='import os\n\npassword = os.environ["DB_PASSWORD"]\n',
)

_RULES: Final = {
    Group.PRIVATE_KEY: PRIVATE_KEY,
    Group.PROVIDER: TOKEN,
    Group.URL: URL,
    Group.HEADER: HEADER,
    Group.ASSIGNED: ASSIGNED,
}
_KINDS: Final = {one.kind: (one.label, _RULES[one.group]) for one in DETECTORS}


def analyse(file: FileFacts) -> Iterator[Finding]:
    """One finding for each value on each line, and one for those that are too many to list."""
    facts = file.get(SecretFacts)
    seen: set[tuple[str, int]] = set()
    for hit in facts.hits if facts else ():
        if (hit.digest, hit.line) not in seen:
            seen.add((hit.digest, hit.line))
            yield _finding(hit)
    if facts and facts.more:
        yield Finding(
            rule=_KINDS[facts.hits[-1].kind][1].id,
            message=f"{facts.more:,} more values that look like secrets stand in this file.",
            searched="the whole file; the first values are listed one by one",
        )


def _finding(hit: SecretHit) -> Finding:
    label, rule = _KINDS[hit.kind]
    return Finding(
        rule=rule.id,
        message=f"A secret seems to stand here: {label} (digest {hit.digest}).",
        line=hit.line,
        symbol=hit.lead,
        anchor=f"{hit.kind} {hit.digest}",
    )


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="secrets",
    rules=(PRIVATE_KEY, TOKEN, URL, HEADER, ASSIGNED),
    needs=(SecretFacts,),
    analyse=analyse,
)
