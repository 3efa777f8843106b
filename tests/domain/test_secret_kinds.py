"""The kinds of secrets that are known, against a list of the common ones."""

from codex_audit.domain import secrets
from codex_audit.domain.secret_table import DETECTORS
from codex_audit.domain.text import clean
from tests.domain import keys

COMMON = """
private-key aws-access-key aws-secret-key google-api-key google-oauth-secret google-oauth-token
azure-storage-key azure-client-secret azure-sas github-token github-fine-grained-token gitlab-token slack-token
slack-webhook stripe-key twilio-key sendgrid-key mailgun-key mailchimp-key npm-token pypi-token
hugging-face-token openai-key anthropic-key telegram-token discord-token discord-webhook shopify-token
square-token digitalocean-token databricks-token docker-token heroku-token vault-token atlassian-token
newrelic-key grafana-token jwt basic-header bearer-header url-password password assigned-secret wandb-key
""".split()


def test_at_least_25_common_kinds_are_known() -> None:
    known = {one.kind for one in DETECTORS}
    assert len(COMMON) >= 25
    assert set(COMMON) <= known


def test_each_issued_token_is_redacted_in_names_and_sentences() -> None:
    issued = keys.issued(keys.Mint(11))
    assert len({kind for kind, _ in issued}) >= 25
    for kind, token in issued:
        for text in (
            f"fix/{token}",
            f"Use {token} for now",
            f"backup-{token}.txt",
            f"{token} <a@example.com>",
        ):
            if secrets.find(text, strict=False):
                assert token not in clean(text), kind
    found = {kind for kind, token in issued if secrets.find(f"fix/{token}", strict=False)}
    assert len(found) >= 25
