"""Synthetic keys in the shapes that issuers use; drawn anew at each run from a fixed seed, so
that none of them stands in a file."""

import base64
import json
import random
import string
from collections.abc import Sequence

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
URL64 = ALNUM + "-_"
BASE64 = ALNUM + "+/"
DJANGO = string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)"
UPPER = string.ascii_uppercase + string.digits


class Mint:
    """Draws strings from alphabets with a seed of its own."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)

    def draw(self, alphabet: str, size: int) -> str:
        return "".join(self._random.choices(alphabet, k=size))

    def alnum(self, size: int) -> str:
        return self.draw(ALNUM, size)

    def hex(self, size: int) -> str:
        return self.draw(HEX, size)

    def url64(self, size: int) -> str:
        # letters at both ends, so that the token's border is where it should be
        return self.draw(ALNUM, 1) + self.draw(URL64, size - 2) + self.draw(ALNUM, 1)

    def digits(self, size: int) -> str:
        return self.draw("123456789", size)


def numbered(cases: Sequence[tuple[str, ...]]) -> list[str]:
    """Names for test cases that hold no key: pytest's cache and logs keep them."""
    return [f"{at}-{case[0]}" for at, case in enumerate(cases)]


def jwt(mint: Mint) -> str:
    header = (
        base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()).decode().rstrip("=")
    )
    claims = base64.urlsafe_b64encode(json.dumps({"sub": mint.alnum(9)}).encode()).decode().rstrip("=")
    return f"{header}.{claims}.{mint.url64(43)}"


def pem(mint: Mint, label: str = "RSA ", newline: str = "\n") -> str:
    rows = newline.join(mint.draw(BASE64, 64) for _ in range(12))
    dashes = "-" * 5
    first, last = (f"{dashes}{word} {label}PRIVATE KEY{dashes}" for word in ("BEGIN", "END"))
    return newline.join((first, rows, last))


def issued(mint: Mint) -> list[tuple[str, str]]:
    """Kind and bare token, for every issuer whose tokens are known by their own shape."""
    m = mint
    return [
        ("aws-access-key", "AKIA" + m.draw(UPPER, 16)),
        ("aws-access-key", "ASIA" + m.draw(UPPER, 16)),
        ("google-api-key", "AIza" + m.url64(35)),
        ("google-oauth-secret", "GOCSPX-" + m.url64(28)),
        ("google-oauth-token", "ya29." + m.url64(80)),
        ("google-refresh-token", "1//0" + m.url64(60)),
        ("azure-client-secret", m.alnum(3) + "8Q~" + m.url64(34)),
        ("azure-devops-token", m.alnum(76) + "AZDO" + m.alnum(4)),
        *(("github-token", f"gh{kind}_" + m.alnum(36)) for kind in "pousr"),
        ("github-fine-grained-token", "github_pat_" + m.alnum(22) + "_" + m.alnum(59)),
        *(("gitlab-token", f"gl{kind}-" + m.url64(20)) for kind in ("pat", "dt", "ptt", "rt", "agent")),
        ("gitlab-runner-token", "GR1348941" + m.url64(20)),
        *(("slack-token", f"xox{kind}-{m.digits(12)}-{m.digits(12)}-{m.alnum(24)}") for kind in "bp"),
        ("slack-token", f"xapp-1-A{m.draw(UPPER, 10)}-{m.digits(13)}-{m.hex(64)}"),
        ("stripe-key", "sk_live_" + m.alnum(24)),
        ("stripe-key", "rk_live_" + m.alnum(99)),
        ("stripe-webhook-secret", "whsec_" + m.alnum(32)),
        ("twilio-key", "SK" + m.hex(32)),
        ("sendgrid-key", "SG." + m.url64(22) + "." + m.url64(43)),
        ("mailgun-key", "key-" + m.hex(32)),
        ("mailchimp-key", m.hex(32) + "-us" + "14"),
        ("npm-token", "npm_" + m.alnum(36)),
        ("pypi-token", "pypi-AgE" + "IcHlwaS5vcmcC" + m.url64(120)),
        ("rubygems-key", "rubygems_" + m.hex(48)),
        ("nuget-key", "oy2" + m.draw(string.ascii_lowercase + string.digits, 43)),
        ("hugging-face-token", "hf_" + m.alnum(34)),
        ("openai-key", "sk-proj-" + m.url64(120)),
        ("openai-key", "sk-svcacct-" + m.url64(60)),
        ("anthropic-key", "sk-ant-api03-" + m.url64(93) + "AA"),
        ("openrouter-key", "sk-or-v1-" + m.hex(64)),
        ("sk-key", "sk-" + m.alnum(20) + "T3BlbkFJ" + m.alnum(20)),
        ("groq-key", "gsk_" + m.alnum(52)),
        ("xai-key", "xai-" + m.alnum(80)),
        ("replicate-token", "r8_" + m.alnum(37)),
        ("perplexity-key", "pplx-" + m.alnum(48)),
        ("langsmith-key", "lsv2_pt_" + m.hex(32) + "_" + m.hex(10)),
        ("shopify-token", "shpat_" + m.hex(32)),
        ("square-token", "sq0atp-" + m.url64(22)),
        ("square-access-token", "EAAA" + m.url64(60)),
        ("digitalocean-token", "dop_v1_" + m.hex(64)),
        ("databricks-token", "dapi" + m.hex(32)),
        ("linear-key", "lin_api_" + m.alnum(40)),
        ("docker-token", "dckr_pat_" + m.url64(27)),
        ("heroku-token", "HRKU-" + "AA" + m.url64(58)),
        ("vault-token", "hvs." + m.url64(90)),
        ("terraform-token", m.alnum(14) + ".atlasv1." + m.url64(67)),
        ("pulumi-token", "pul-" + m.hex(40)),
        ("atlassian-token", "ATATT3" + m.url64(180) + "=" + m.draw("0123456789ABCDEF", 8)),
        ("newrelic-key", "NRAK-" + m.draw(UPPER, 27)),
        ("grafana-token", "glsa_" + m.alnum(32) + "_" + m.hex(8)),
        ("sentry-token", "sntryu_" + m.hex(64)),
        ("doppler-token", "dp.pt." + m.alnum(43)),
        ("planetscale-token", "pscale_tkn_" + m.alnum(43)),
        ("supabase-token", "sbp_" + m.hex(40)),
        ("postman-key", "PMAK-" + m.hex(24) + "-" + m.hex(34)),
        ("airtable-token", "pat" + m.alnum(14) + "." + m.hex(64)),
        ("notion-token", "ntn_" + m.alnum(46)),
        ("figma-token", "figd_" + m.url64(40)),
        ("sonar-token", "squ_" + m.hex(40)),
        ("dynatrace-token", "dt0c01." + m.draw(UPPER, 24) + "." + m.draw(UPPER, 64)),
        ("tailscale-key", "tskey-auth-" + m.alnum(16) + "-" + m.alnum(32)),
        ("alibaba-key", "LTAI" + m.alnum(20)),
        ("circleci-token", "CCIPAT_" + m.alnum(22) + "_" + m.hex(40)),
        ("facebook-token", "EAACEdEose0cBA" + m.alnum(90)),
        ("razorpay-key", "rzp_live_" + m.alnum(14)),
        ("artifactory-token", "AKCp" + m.alnum(69)),
        ("age-key", "AGE-SECRET-KEY-1" + m.draw(UPPER, 58)),
        ("jwt", jwt(m)),
    ]


def in_context(mint: Mint) -> list[tuple[str, str, str]]:
    """Kind, text with ``%s`` where the value goes, and the value, for what only its
    surroundings give away."""
    m = mint
    secret = m.draw(BASE64, 39) + "x"
    return [
        ("aws-secret-key", 'aws_secret_access_key = "%s"\n', secret),
        ("aws-secret-key", "AWS_SECRET_ACCESS_KEY=%s\n", secret),
        ("azure-storage-key", "AccountName=box;AccountKey=%s;EndpointSuffix=core", m.draw(BASE64, 86) + "=="),
        ("azure-sas", "https://box.blob.core.windows.net/c?sv=2022&sig=%s", m.alnum(43) + "%3D"),
        (
            "slack-webhook",
            "https://hooks.slack.com/services/%s",
            f"T{m.draw(UPPER, 8)}/B{m.draw(UPPER, 8)}/{m.alnum(24)}",
        ),
        ("discord-webhook", "https://discord.com/api/webhooks/" + m.digits(18) + "/%s", m.url64(68)),
        (
            "discord-token",
            "# discord\nclient.run('%s')",
            "MTk4" + m.alnum(22) + "." + m.alnum(6) + "." + m.alnum(32),
        ),
        ("telegram-token", "bot" + m.digits(9) + ":%s", "AA" + m.url64(33)),
        ("wandb-key", "wandb login %s\n", m.hex(40)),
        ("npmrc-token", "//registry.npmjs.org/:_authToken=%s\n", "1f" + m.alnum(34)),
        (
            "basic-header",
            "Authorization: Basic %s",
            base64.b64encode(f"ann:{m.alnum(14)}7".encode()).decode(),
        ),
        ("bearer-header", '{"Authorization": "Bearer %s"}', m.alnum(38)),
        ("url-password", "postgres://app:%s@db.corp.net:5432/main", m.alnum(15) + "7"),
        ("url-password", "redis://:%s@cache.corp.net", m.alnum(18) + "3"),
        ("url-password", "git clone https://ann:%s@git.corp.net/x.git", m.alnum(12) + "9z"),
        ("password", 'password = "%s"', "hunter2" + "xyz"),
        ("password", "'db_password': '%s',", "Tr0ub4dor" + "&3"),
        ("password", "DB_PASSWORD=%s\n", "vK8r2" + "mQpz1"),
        ("password", "machine api.corp.net login ann password %s", "vK8r2" + "-mQpz1"),
        ("password", 'password = "%s"', "Winter" + "Secret2024!"),
        ("assigned-secret", "api_key: %s", "9f8e7d6c5b4a3928" + "1706f5e4d3c2b1a0"),
        ("password", "password: %s\n", "vK8r2" + "-mQ!pz1"),
        ("password", "<password>%s</password>", "vK8r2" + "mQpz1w"),
        ("password", 'connect(host, passwd="%s")', "Winter2019" + "!go"),
        ("password", "mysqldump --password=%s base", "vK8r2" + "mQpz1x"),
        ("password", "PGPASSWORD=%s psql -h db", "vK8r2" + "mQpz1y"),
        ("password", "ENV ROOT_PASSWORD %s\n", "vK8r2" + "mQpz1q"),
        ("password", 'password: str = "%s"', "vK8r2" + "mQpz1t"),
        ("password", 'os.environ.get("DB_PASSWORD", "%s")', "vK8r2" + "mQpz1u"),
        ("password", '{\\"password\\": \\"%s\\"}', "vK8r2" + "mQpz1n"),
        ("assigned-secret", 'api_key = "%s"', m.alnum(32) + "4"),
        ("assigned-secret", "HEROKU_API_KEY=%s\n", "8b9c41e7-5f0a-4c3d-" + "9e21-7ad0c64b5f18"),
        ("assigned-secret", 'os.environ["WANDB_API_KEY"] = "%s"', m.hex(40)),
        ("django-secret-key", "SECRET_KEY = '%s'", "as%n_m#)^vee2pe91^^@c))sl7^" + "c6t-9r8n)_69%)2yt+(la2&"),
        ("django-secret-key", 'SECRET_KEY = "%s"', "django-" + "insecure-" + m.draw(DJANGO, 46) + "(*^%"),
        ("assigned-secret", "client_secret: %s\n", m.alnum(40) + "1"),
        ("assigned-secret", 'getenv("API_TOKEN", "%s")', m.alnum(30) + "5"),
        ("assigned-secret", 'accessToken: "%s",', m.alnum(30) + "6"),
        ("assigned-secret", "curl --token %s\n", m.alnum(30) + "8"),
        ("assigned-secret", 'token="%s"', m.hex(40)),
    ]
