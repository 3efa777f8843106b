"""The detector of secrets: what it finds, what it passes over, and how fast."""

import sysconfig
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.domain import secrets
from codex_audit.domain.secret_table import DETECTORS, Group
from codex_audit.domain.secrets import Span, digest, find
from tests.domain import keys

ISSUED = keys.issued(keys.Mint(7))
KEYED = keys.in_context(keys.Mint(7))
WRAPS = (
    "a\\n{}\\n",
    "q=%3D{}%26",
    "\\u003d{}",
    'x = "{}"\n',
    "{}\n",
    "see {}, or",
    "A={}\nB=1",
    "({})",
    "/a/{}/b.txt",
    "é{}é",
)
BORDERED = {"square-access-token"}


def found(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find(text)]


def test_the_corpus_is_large() -> None:
    assert len(ISSUED) + len(KEYED) >= 100
    assert {kind for kind, _ in ISSUED} | {kind for kind, _, _ in KEYED} | {"private-key", "putty-key"} == {
        one.kind for one in DETECTORS
    }


@pytest.mark.parametrize(("kind", "token"), ISSUED, ids=keys.numbered(ISSUED))
def test_issued_tokens_are_found_wherever_they_stand(kind: str, token: str) -> None:
    for wrap in WRAPS:
        if "/" in wrap and kind in BORDERED:
            continue
        assert found(wrap.format(token)) == [(kind, token)]


@pytest.mark.parametrize(("kind", "text", "value"), KEYED, ids=keys.numbered(KEYED))
def test_values_are_found_by_what_surrounds_them(kind: str, text: str, value: str) -> None:
    assert found("# first\n" + text.replace("%s", value)) == [(kind, value)]


@pytest.mark.parametrize("seed", range(5))
def test_recall_over_other_draws(seed: int) -> None:
    corpus = keys.issued(keys.Mint(100 + seed))
    missed = [kind for kind, token in corpus if found(f"'{token}'") != [(kind, token)]]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize("label", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\\n", "\\r\\n", '\\n"\n    "'])
def test_private_keys_are_found_whole(label: str, newline: str) -> None:
    key = keys.pem(keys.Mint(1), label, newline)
    assert found(f'key = "{key}"\nother = 1\n') == [("private-key", key)]


def test_a_private_key_without_its_end_is_found_to_its_last_sign() -> None:
    key = keys.pem(keys.Mint(1)).partition("\n-----E")[0]
    assert found(f"{key}") == [("private-key", key)]
    assert found(f"{key}<br>tail")[0][1] == key


def test_a_putty_key_is_found() -> None:
    mint = keys.Mint(2)
    rows = "\n".join(mint.draw(keys.BASE64, 64) for _ in range(4))
    text = "PuTTY-User-Key-File-" + f"3: ssh-rsa\nEncryption: none\nPrivate-Lines: 4\n{rows}\nPrivate-MAC: 12"
    assert [kind for kind, value in found(text) if rows in value] == ["putty-key"]


def test_an_unnamed_secret_after_its_aws_id_is_found() -> None:
    mint = keys.Mint(3)
    key, secret = "AKIA" + mint.draw(keys.UPPER, 16), mint.draw(keys.BASE64, 40)
    assert found(f"client('s3', '{key}', '{secret}')") == [
        ("aws-access-key", key),
        ("aws-secret-key", secret),
    ]
    assert found(f"client('s3', '{key}', '{'a' * 40}')") == [("aws-access-key", key)]


PLACEHOLDERS = [
    'blocks = ["Qwen2_5OmniToken2WavDiTModel", "Qwen2_5OmniToken2WavBigVGANModel"]',
    'token = "insert_your_token_here"',
    'api_key = "not-needed"',
    'password = "changeme"',
    'password = "password"',
    'token = "access_token"',
    'token = "<token>"',
    'password = "${DB_PASSWORD}"',
    "password: {{ db_password }}",
    'password = "{{ vault.db }}"',
    'password = "%(password)s"',
    'api_key = f"{prefix}-{number}-abc"',
    'api_key = os.environ["API_KEY"]',
    "API_KEY=$OTHER_KEY_1234",
    'secret = "xxxxxxxxxxxxxxxxxxxx"',
    'secret = "xxxx-xxxx-1234-xxxx"',
    'token = "abcdefghijklmnopqrstuvwxyz0123456789"',
    'token = "01234567890123456789"',
    'api_key = "aaaaaaaaaaaaaaaaaaaaaaaaaaa1"',
    'api_key = "YOUR-API-KEY-1234567"',
    'api_key = "dummy-key-93847502"',
    'token = "fake-token-3849f9a0b1"',
    'secret = "sample-secret-3849f9a0b1"',
    'password = "test1234"',
    'password_file = "/run/secrets/db_pa55w0rd"',
    'token_path = "~/.config/t0ken2"',
    'private_key = "certs/server1.pem"',
    'token_url = "https://auth7.corp.net/oauth2/t0ken"',
    'secret = "https://vault.corp.net/v1/kv2/db9"',
    'password_field = "pa55wordInput9"',
    'token_type = "Bearer2Type9x"',
    "token = tokens[index2]",
    "password = get_password2()",
    "password=password2,",
    "token: Token2",
    "key = 'sort_by_9f8e7d6c5b4a3f2e1d0c'",
    "cache_key = '9f8e7d6c5b4a3f2e1d0c9f8e7d6c5b4a'",
    "public_key = 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEx'",
    '"integrity": "sha512-9f8e7d6c5b4a3f2e1d0c9f8e7d6c5b4aQ=="',
    "sha256:9f8e7d6c5b4a3f2e1d0c9f8e7d6c5b4a9f8e7d6c5b4a3f2e1d0c9f8e7d6c5b4a",
    "--hash=sha256:9f8e7d6c5b4a3f2e1d0c9f8e7d6c5b4a",
    '"id": "8b9c41e7-5f0a-4c3d-9e21-7ad0c64b5f18"',
    'session_token = "8b9c41e7-5f0a-4c3d-9e21-7ad0c64b5f18"',
    'next_token = "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190"',
    'eos_token = "<|endoftext|>"',
    "pad_token: str = '[PAD]'",
    'help="the password of user2 in db3"',
    'raise ValueError("password must have 8 characters")',
    "postgres://user:password@localhost/db",
    "postgres://postgres:postgres@localhost/db",
    "postgres://app:${PASSWORD}@db/main",
    "https://user:pass@corp.net/",
    "https://user:hunter2xyz@example.com/",
    "https://ann:123456@corp.net/",
    "redis://:<password>@cache:6379",
    "http://[::1]:8080@x",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $TOKEN_FROM_ENVIRONMENT_1",
    "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "Authorization: Basic dXNlcjpwYXNzd29yZA==",
    "Authorization: Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW",
    "a basic configuration",
    "Basic ////////////",
    "Basic bm8tY29sb24taGVyZQ==",
    "AKIA" + "IOSFODNN7EXAMPLE",
    'aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY' + 'EXAMPLEKEY"',
    "ghp_" + "x" * 36,
    "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "sk-" + "your-api-key-goes-here-000000000000",
    "hf_" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "-----BEGIN RSA PRIVATE " + "KEY-----\n...\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE " + "KEY-----\n<your key here>\n",
    "-----BEGIN PRIVATE " + "KEY-----",
    "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEx9f8e7\n-----END PUBLIC KEY-----",
    'password = "[redacted:0123456789]"',
    "SECRET_KEY = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
    "DEFAULT_PASSWORD_LENGTH = 'eight8chars'",
    '"AWS::IAM::AccessKey": "72c2d9dd90025459"',
    'PasswordLastUsed": "2016-09-08T21:47:36Z"',
    '"access_token":"2YotnFZFEjr1zCsicMWpAA"',
]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_only_stands_for_a_secret_is_passed_over(text: str) -> None:
    assert found(f"{text}\n") == []


def test_the_token_of_the_tutorials_is_passed_over() -> None:
    head, payload = (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0",
    )
    assert found(f"{head}.{payload}.{keys.Mint(1).url64(43)}") == []
    assert found(f"eyJhbGciOiJIUzI1Nix.eyJhbGciOiJIU.{keys.Mint(1).url64(43)}") == []
    assert found(f"eyJhbGciOiJIUzI1Ni9.eyJhbGciOiJIUzI1Ni9.{keys.Mint(1).url64(43)}") == []


def test_a_word_is_no_discord_token_without_its_shape() -> None:
    assert found("discord bots are fun, said Manfred.Miller.Something") == []


def test_spans_are_sorted_and_apart() -> None:
    text = "\n".join(f'k{at} = "{token}"' for at, (_, token) in enumerate(ISSUED))
    spans = find(text)
    assert [text[span.start : span.end] for span in spans] == [token for _, token in ISSUED]


def test_overlapping_hits_become_one_under_the_issuers_kind() -> None:
    token = "ghp_" + keys.Mint(5).alnum(36)
    assert found(f'api_token = "{token}"') == [("github-token", token)]
    assert found(f'api_token = "{token}.{token[4:]}"') == [("github-token", f"{token}.{token[4:]}")]


def test_too_short_a_text_holds_nothing() -> None:
    assert find("") == find("pwd='a1!b2'") == ()


def test_positions_count_characters() -> None:
    token = "ghp_" + keys.Mint(5).alnum(36)
    text = f"«𝔘é\ud800» {token}"
    assert find(text) == (Span("github-token", 6, 6 + len(token)),)


def test_digest_is_short_stable_and_salted() -> None:
    assert digest("a") == digest("a") != digest("b")
    assert len(digest("\ud800")) == 10
    assert int(digest("x"), 16) >= 0
    assert digest("a") != "ca978112ca"


def test_every_detector_is_described() -> None:
    assert len({one.kind for one in DETECTORS}) >= 60
    assert all(one.label and one.anchors and one.pattern for one in DETECTORS)
    assert {one.group for one in DETECTORS} == set(Group)


@given(st.text(alphabet=st.sampled_from("abK9/+=-_.:\"' \n\\@<{$tokenpasswordsecretkey"), max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_sorted_spans_within_it(text: str) -> None:
    at = 0
    for span in find(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end


HOSTILE = [
    "-----BEGIN RSA PRIVATE " + "KEY-----",
    "-----BEGIN ",
    "token",
    "token = ",
    "password:",
    'secret"="a1',
    "eyJabcdefghijk.",
    "://a:",
    "discord ",
    "PuTTY-User-Key-File-" + "2: ",
    "basic ",
    "sk-ant-",
    "A1b2C3d4",
    "key,default",
    "token\t",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_costs_linear_time(piece: str) -> None:
    def cost(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        find(text)
        return time.process_time() - start

    cost(10_000)
    small, large = cost(40_000), cost(160_000)
    assert large < 16 * small + 0.1


def test_speed_on_ordinary_text() -> None:
    files = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    size = sum(map(len, texts))
    assert size > 2_000_000

    def rate() -> float:
        start = time.process_time()
        for text in texts:
            find(text)
        return size / (time.process_time() - start) / 1e6

    # measured at 50 MB/s and more; the floor leaves room for a busy machine under coverage
    assert max(rate() for _ in range(3)) > 8


def test_the_standard_library_and_this_package_hold_no_secret() -> None:
    package = Path(secrets.__file__).parents[1]
    files = [*sorted(package.rglob("*.py")), *sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))]
    hits = {path.name: found(path.read_text(encoding="utf-8", errors="replace")) for path in files}
    assert {name: hit for name, hit in hits.items() if hit} == {}


@pytest.mark.parametrize("line", ["docker run -e DB_{} app", "$ PG{} psql", "sudo X_{} true", "env {} make"])
def test_variables_of_a_command_line(line: str) -> None:
    value = "vK8r2" + "mQpz1"
    assert [span.kind for span in secrets.find(line.format(f"PASSWORD={value}"))] == ["password"]
    assert secrets.find(line.format("PASSWORD=changeme")) == ()
    assert secrets.find(line.format("PASSWORD=$OTHER_PASSWORD1")) == ()


def test_tokens_in_paths() -> None:
    drawn = dict(keys.issued(keys.Mint(19)))
    for kind in ("square-access-token", "azure-client-secret"):
        for path in (f"docs/{drawn[kind]}", f"feature/{drawn[kind]}", f"folders.{drawn[kind]}"):
            assert [span.kind for span in secrets.find(path, strict=False)] == [kind], kind


@pytest.mark.parametrize(
    "line", ["# TODO password: {}", "TODO ENV ROOT_PASSWORD {}", "// FIXME: password: {}"]
)
def test_settings_that_a_comment_of_open_work_quotes(line: str) -> None:
    assert [span.kind for span in secrets.find(line.format("vK8r2" + "mQpz1q"))] == ["password"]
