"""The detectors of secrets, as data. The shapes are those that the issuers document."""

from enum import Enum, auto
from typing import Final

from msgspec import Struct


class Where(Enum):
    """Where an anchor is looked for: around long runs of token characters (cheapest), in the
    whole text, or in the whole text in lower case."""

    RUNS = auto()
    TEXT = auto()
    LOWER = auto()


class Check(Enum):
    """What the value must withstand besides its shape."""

    TOKEN = auto()
    RANDOM = auto()
    PEM = auto()
    URL = auto()
    BASIC = auto()
    JWT = auto()
    DJANGO = auto()
    QUOTED = auto()
    TAGGED = auto()
    BARE = auto()


class Group(Enum):
    """How a kind is reported."""

    PRIVATE_KEY = auto()
    PROVIDER = auto()
    URL = auto()
    HEADER = auto()
    ASSIGNED = auto()


class Detector(Struct, frozen=True):
    """``pattern`` is matched ``back`` characters before each place where one of ``anchors``
    stands; its group ``value``, where it has one, is the secret. ``label`` says in words what
    it finds. Every repetition in a pattern is bounded."""

    kind: str
    label: str
    anchors: tuple[str, ...]
    pattern: str
    where: Where = Where.RUNS
    check: Check = Check.TOKEN
    group: Group = Group.PROVIDER
    back: int = 0


# not within a word; an escape or a percent code before the token is no part of it
_B = r"(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u00[0-9a-f]{2}))"
_E = r"(?![A-Za-z0-9])"
_D = r"(?![A-Za-z0-9_-])"
_SEP = r"""[\w.-]{0,24}\\?["']?\]?[ \t]{0,8}(?:=>|:=|[:=,]|==)[ \t]{0,8}\\?["']?"""

_PEM = r"(?:[A-Za-z0-9+/=\s\"',\\:.()])"

_SECRETIVE = ("secret", "token", "key")
_PASSWORDS = ("passw", "passphrase", "pwd")
_NAME = r"""(?P<rest>[\w.-]{0,40}+)"""
_QUOTED = (
    _NAME + r"""(?P<close>\\?["'`])?[\])]?[ \t]{0,20}"""
    r"""(?P<sep>=>|:=|={1,3}|:[ \t]{0,4}[A-Z_][\w\[\]., |]{0,40}=|:|,[^"'\n=]{0,40}default[ \t]?=|,)"""
    r"""[ \t]{0,20}"""
    r"""[rbu]{0,2}(?P<quote>\\?["'`])(?P<value>[^"'`\s\\]{6,200})(?:(?P=quote)|(?:…|\.\.\.)?\Z)"""
)
_TAGGED = _NAME + r"""(?P<close>)(?P<sep>>)(?P<value>[^<>\s"'`]{6,200})</"""
_BARE = (
    _NAME + r"""(?P<sep>[ \t]{0,8}=[ \t]{0,8}|[ \t]{0,8}:[ \t]{1,8}|[ \t]{1,3})"""
    r"""(?P<value>[^\s"'`<>(){}\[\],;\\|&]{8,200})(?P<end>[ \t]{0,8}(?:[\r\n]|\\n|…|\Z|[#\\])|[ \t])"""
)
DETECTORS: Final[tuple[Detector, ...]] = (
    Detector(
        "private-key",
        "private key",
        ("-----BEGIN ",),
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?P<body>"
        r"(?:[^-]|-(?!----)){0,20000}+-----END [A-Z0-9 ]{0,40}-----|" + _PEM + r"{0,20000}+)",
        Where.TEXT,
        Check.PEM,
        Group.PRIVATE_KEY,
    ),
    Detector(
        "putty-key",
        "PuTTY private key",
        ("PuTTY-User-Key-File-",),
        r"PuTTY-User-Key-File-\d:(?:[^P]|P(?!uTTY)){0,2000}?Private-Lines: \d{1,4}(?P<body>(?:"
        + _PEM
        + r"|-(?!MAC)){1,20000}+)",
        check=Check.PEM,
        group=Group.PRIVATE_KEY,
    ),
    Detector(
        "age-key",
        "age private key",
        ("AGE-SECRET-KEY-1",),
        r"AGE-SECRET-KEY-1[A-Z0-9]{58}" + _E,
        group=Group.PRIVATE_KEY,
    ),
    Detector(
        "aws-access-key",
        "AWS access key id",
        ("AKIA", "ASIA", "ABIA", "ACCA"),
        _B + r"(?<!\+)A(?:KI|SI|BI|CC)A[A-Z0-9]{16}(?![A-Za-z0-9+=])",
    ),
    Detector(
        "aws-secret-key",
        "AWS secret access key",
        ("secret",),
        r"secret[_-]?access" + _SEP + r"(?P<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        Where.LOWER,
        Check.RANDOM,
    ),
    Detector("google-api-key", "Google API key", ("AIza",), _B + r"AIza[\w-]{35}" + _D),
    Detector(
        "google-oauth-secret", "Google OAuth client secret", ("GOCSPX-",), _B + r"GOCSPX-[\w-]{28}" + _D
    ),
    Detector("google-oauth-token", "Google OAuth token", ("ya29.",), _B + r"ya29\.[\w-]{30,400}"),
    Detector("google-refresh-token", "Google refresh token", ("1//0",), _B + r"1//0[\w-]{40,150}" + _D),
    Detector(
        "azure-storage-key",
        "Azure storage key",
        ("key",),
        r"(?:(?<=Account)|(?<=SharedAccess))Key=(?P<value>[A-Za-z0-9+/]{42,88}={1,2})",
        Where.LOWER,
    ),
    Detector(
        "azure-sas",
        "Azure shared access signature",
        ("sig=",),
        r"(?<=[?&;])sig=(?P<value>(?:[A-Za-z0-9+/]|%2[BbFf]){40,90}(?:=|%3[Dd]){1,2})",
        Where.TEXT,
    ),
    Detector(
        "azure-client-secret",
        "Azure client secret",
        ("8Q~",),
        _B + r"(?<![~_-])[\w~.-]{3}8Q~[\w~.-]{31,34}(?![\w~-])",
        back=3,
    ),
    Detector(
        "azure-devops-token",
        "Azure DevOps token",
        ("AZDO",),
        r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}" + _E,
        back=76,
    ),
    Detector(
        "github-token",
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        _B + r"gh[pousr]_[A-Za-z0-9]{36,251}" + _E,
    ),
    Detector("github-fine-grained-token", "GitHub token", ("github_pat_",), _B + r"github_pat_\w{36,251}"),
    Detector(
        "gitlab-token",
        "GitLab token",
        ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "gloas-", "glft-", "glsoat-", "glimt-", "glagent-"),
        _B + r"gl(?:pat|dt|rt|cbt|ptt|oas|ft|soat|imt|agent)-[\w.-]{20,120}",
    ),
    Detector("gitlab-runner-token", "GitLab runner token", ("GR1348941",), _B + r"GR1348941[\w-]{20,50}"),
    Detector(
        "slack-token",
        "Slack token",
        ("xox", "xapp-"),
        _B + r"(?:xoxd-[\w%-]{20,400}|(?:xox[abceoprs](?:\.xox[bp])?|xapp)-[\w-]{20,300})",
    ),
    Detector(
        "slack-webhook",
        "Slack webhook",
        ("://",),
        r"://hooks\.slack\.com/(?:services|workflows|triggers)/(?P<value>\w{6,20}/\w{6,20}/[\w/]{16,80})",
        Where.TEXT,
    ),
    Detector(
        "stripe-key",
        "Stripe live key",
        ("k_live_",),
        _B + r"[sr]k_live_[A-Za-z0-9]{16,200}" + _E,
        back=1,
    ),
    Detector(
        "stripe-webhook-secret",
        "Stripe webhook secret",
        ("whsec_",),
        _B + r"whsec_(?:[A-Za-z0-9+/]{24,64}={1,2}|[A-Za-z0-9]{24,64})" + _E,
    ),
    Detector("twilio-key", "Twilio API key", ("SK",), _B + r"SK[0-9a-f]{32}" + _E),
    Detector("sendgrid-key", "SendGrid API key", ("SG.",), _B + r"SG\.[\w-]{20,24}\.[\w-]{39,50}" + _D),
    Detector("mailgun-key", "Mailgun API key", ("key-",), _B + r"(?<![_-])key-[0-9a-f]{32}" + _E),
    Detector(
        "mailchimp-key",
        "Mailchimp API key",
        ("-us",),
        _B + r"[0-9a-f]{32}-us\d{1,2}" + _E,
        back=32,
    ),
    Detector("npm-token", "npm token", ("npm_",), _B + r"npm_[A-Za-z0-9]{36}" + _E),
    Detector("pypi-token", "PyPI token", ("pypi-AgE",), _B + r"pypi-AgE[\w-]{50,500}"),
    Detector("rubygems-key", "RubyGems API key", ("rubygems_",), _B + r"rubygems_[0-9a-f]{48}" + _E),
    Detector("nuget-key", "NuGet API key", ("oy2",), _B + r"oy2[a-z0-9]{43}" + _E),
    Detector(
        "hugging-face-token",
        "Hugging Face token",
        ("hf_", "api_org_"),
        _B + r"(?:hf|api_org)_[A-Za-z0-9]{34,40}" + _E,
    ),
    Detector(
        "openai-key",
        "OpenAI API key",
        ("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"),
        _B + r"sk-(?:proj|svcacct|admin|None)-[\w-]{20,220}",
    ),
    Detector("anthropic-key", "Anthropic API key", ("sk-ant-",), _B + r"sk-ant-[\w-]{24,220}"),
    Detector("openrouter-key", "OpenRouter API key", ("sk-or-v1-",), _B + r"sk-or-v1-[0-9a-f]{40,64}" + _E),
    Detector("sk-key", "API key", ("sk-",), _B + r"(?<![_-])sk-[A-Za-z0-9]{32,64}" + _D),
    Detector("groq-key", "Groq API key", ("gsk_",), _B + r"gsk_[A-Za-z0-9]{52}" + _E),
    Detector("xai-key", "xAI API key", ("xai-",), _B + r"xai-[A-Za-z0-9]{80}" + _E),
    Detector("replicate-token", "Replicate token", ("r8_",), _B + r"r8_[A-Za-z0-9]{37}" + _E),
    Detector("perplexity-key", "Perplexity API key", ("pplx-",), _B + r"pplx-[A-Za-z0-9]{48}" + _E),
    Detector(
        "langsmith-key",
        "LangSmith API key",
        ("lsv2_",),
        _B + r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}" + _E,
    ),
    Detector("telegram-token", "Telegram bot token", (":AA",), r"(?<=\d{8}):(?P<value>AA[\w-]{32,34})" + _D),
    Detector(
        "discord-webhook",
        "Discord webhook",
        ("://",),
        r"://[a-z.]{0,16}discord(?:app)?\.com/api/webhooks/\d{16,20}/(?P<value>[\w-]{60,72})" + _D,
        Where.TEXT,
    ),
    Detector("shopify-token", "Shopify token", ("shp",), _B + r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}" + _E),
    Detector("square-token", "Square token", ("sq0",), _B + r"sq0(?:atp|csp|idp)-[\w-]{22,43}" + _D),
    Detector(
        "square-access-token",
        "Square access token",
        ("EAAA",),
        _B + r"(?<![+_-])(?<![A-Za-z0-9+]{20}/)EAAA[\w-]{60}" + _D,
    ),
    Detector(
        "digitalocean-token",
        "DigitalOcean token",
        ("dop_v1_", "doo_v1_", "dor_v1_"),
        _B + r"do[opr]_v1_[0-9a-f]{64}" + _E,
    ),
    Detector("databricks-token", "Databricks token", ("dapi",), _B + r"dapi[0-9a-f]{32}(?:-\d)?" + _E),
    Detector(
        "linear-key",
        "Linear API key",
        ("lin_api_", "lin_oauth_"),
        _B + r"lin_(?:api|oauth)_[A-Za-z0-9]{32,64}" + _E,
    ),
    Detector(
        "docker-token", "Docker token", ("dckr_pat_", "dckr_oat_"), _B + r"dckr_[po]at_[\w-]{27,40}" + _D
    ),
    Detector("heroku-token", "Heroku token", ("HRKU-",), _B + r"HRKU-[\w-]{36,70}" + _D),
    Detector("vault-token", "Vault token", ("hvs.", "hvb.", "hvr."), _B + r"hv[sbr]\.[\w-]{24,300}"),
    Detector(
        "terraform-token",
        "Terraform token",
        (".atlasv1.",),
        r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}" + _D,
        back=14,
    ),
    Detector("pulumi-token", "Pulumi token", ("pul-",), _B + r"pul-[0-9a-f]{40}" + _E),
    Detector(
        "atlassian-token",
        "Atlassian token",
        ("ATATT3", "ATCTT3", "ATBB"),
        _B + r"AT(?:[AC]TT3|BB)[\w-]{28,240}(?:=[0-9A-F]{8})?" + _E,
    ),
    Detector(
        "newrelic-key",
        "New Relic key",
        ("NRAK-", "NRJS-"),
        _B + r"NR(?:AK-[A-Z0-9]{27}|JS-[0-9a-f]{19})" + _E,
    ),
    Detector(
        "grafana-token",
        "Grafana token",
        ("glsa_", "glc_"),
        _B + r"(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_eyJ[\w+/=-]{32,400})" + _E,
    ),
    Detector(
        "sentry-token",
        "Sentry token",
        ("sntrys_", "sntryu_"),
        _B + r"sntry(?:s_eyJ[\w+/=]{60,400}|u_[0-9a-f]{64})" + _E,
    ),
    Detector(
        "doppler-token", "Doppler token", ("dp.",), _B + r"dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,60}" + _D
    ),
    Detector(
        "planetscale-token", "PlanetScale token", ("pscale_",), _B + r"pscale_(?:tkn|pw|oauth)_[\w.-]{32,64}"
    ),
    Detector("supabase-token", "Supabase token", ("sbp_",), _B + r"sbp_[0-9a-f]{40}" + _E),
    Detector("postman-key", "Postman API key", ("PMAK-",), _B + r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}" + _E),
    Detector("airtable-token", "Airtable token", ("pat",), _B + r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}" + _E),
    Detector(
        "notion-token",
        "Notion token",
        ("ntn_", "secret_"),
        _B + r"(?:ntn_[A-Za-z0-9]{46}|secret_[A-Za-z0-9]{43})" + _E,
    ),
    Detector("figma-token", "Figma token", ("figd_",), _B + r"figd_[\w-]{38,44}" + _D),
    Detector("sonar-token", "SonarQube token", ("sqp_", "squ_", "sqa_"), _B + r"sq[pua]_[0-9a-f]{40}" + _E),
    Detector(
        "dynatrace-token",
        "Dynatrace token",
        ("dt0c01.", "dt0s01."),
        _B + r"dt0[cs]01\.[A-Z0-9]{24}\.[A-Z0-9]{64}" + _E,
    ),
    Detector("tailscale-key", "Tailscale key", ("tskey-",), _B + r"tskey-[a-z]{3,10}-[\w-]{20,64}" + _D),
    Detector("alibaba-key", "Alibaba access key id", ("LTAI",), _B + r"LTAI[A-Za-z0-9]{20}" + _E),
    Detector(
        "circleci-token", "CircleCI token", ("CCIPAT_",), _B + r"CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40}" + _E
    ),
    Detector(
        "facebook-token", "Facebook token", ("EAACEdEose0cBA",), _B + r"EAACEdEose0cBA[A-Za-z0-9]{20,250}"
    ),
    Detector("razorpay-key", "Razorpay live key", ("rzp_live_",), _B + r"rzp_live_[A-Za-z0-9]{14,24}" + _E),
    Detector("artifactory-token", "Artifactory token", ("AKCp",), _B + r"AKCp[A-Za-z0-9]{60,80}" + _E),
    Detector(
        "jwt",
        "JSON web token",
        ("eyJ",),
        _B + r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,8000}\.(?P<signature>[\w-]{16,1000})",
        check=Check.JWT,
    ),
    Detector(
        "discord-token",
        "Discord bot token",
        ("discord",),
        r"(?s:.{0,100}?)(?P<value>(?<![\w.-])(?-i:[MNO])[A-Za-z0-9_-]{23,27}\.[\w-]{6}\.[\w-]{27,40})" + _D,
        Where.LOWER,
    ),
    Detector(
        "wandb-key",
        "Weights & Biases key",
        ("wandb login",),
        r"wandb login (?:--relogin )?(?P<value>[0-9a-f]{40})" + _E,
        Where.TEXT,
    ),
    Detector(
        "npmrc-token",
        "npm registry token",
        ("_auth",),
        r"_auth(?:token)?[ \t]?=[ \t]?\"?(?P<value>[\w+/=.-]{16,200})",
        Where.LOWER,
        Check.RANDOM,
    ),
    Detector(
        "basic-header",
        "basic authentication header",
        ("basic ",),
        r"basic {1,4}(?P<value>[A-Za-z0-9+/]{8,300}={0,2})(?![A-Za-z0-9+/=])",
        Where.LOWER,
        Check.BASIC,
        Group.HEADER,
    ),
    Detector(
        "bearer-header",
        "bearer token",
        ("bearer ",),
        r"bearer {1,4}(?P<value>[A-Za-z0-9._~+/-]{16,2000}={0,2})",
        Where.LOWER,
        Check.RANDOM,
        Group.HEADER,
    ),
    Detector(
        "url-password",
        "password in a URL",
        ("://",),
        r"""://(?P<user>[^\s/:@"'`<>()\[\]{},;?#\\]{0,80}):(?P<value>[^\s/@"'`<>,;\\]{3,200})@(?P<host>[\w.\[\]:%-]{1,200})""",
        Where.TEXT,
        Check.URL,
        Group.URL,
    ),
    Detector(
        "django-secret-key",
        "Django secret key",
        ("secret_key",),
        r"""secret_key["']?[\])]?[ \t]{0,8}[=:,][ \t]{0,8}["']"""
        r"""(?P<value>(?:django-insecure-)?[a-z0-9!@#$%^&*(_=+)-]{50})["']""",
        Where.LOWER,
        Check.DJANGO,
        Group.ASSIGNED,
    ),
    *(
        Detector(kind, label, anchors, pattern, Where.LOWER, check, Group.ASSIGNED)
        for kind, label, anchors in (
            ("password", "hard-coded password", _PASSWORDS),
            ("assigned-secret", "hard-coded secret", _SECRETIVE),
        )
        for pattern, check in ((_QUOTED, Check.QUOTED), (_TAGGED, Check.TAGGED), (_BARE, Check.BARE))
    ),
)
