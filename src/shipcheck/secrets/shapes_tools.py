"""Continuous integration, vaults of secrets and the tools of developers."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import UUID, Shape, headed, nearby

_VAULT = "https://developer.hashicorp.com/vault/docs/commands/token/revoke"
_SONAR = "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/"
_DOPPLER = "https://docs.doppler.com/docs/service-tokens"

SHAPES: tuple[Shape, ...] = (
    headed("sonar-user-token", "SonarQube user token", "squ_", "squ_[0-9a-f]{40}", rotate=_SONAR),
    headed("sonar-project-token", "SonarQube project token", "sqp_", "sqp_[0-9a-f]{40}", rotate=_SONAR),
    headed("sonar-global-token", "SonarQube global analysis token", "sqa_", "sqa_[0-9a-f]{40}", rotate=_SONAR),
    nearby("sonar-legacy-token", "SonarQube or SonarCloud token", "sonar", "[0-9a-f]{40}", rotate=_SONAR),
    nearby(
        "snyk-token",
        "Snyk API token",
        "snyk",
        UUID,
        entropy=2.8,
        rotate="https://docs.snyk.io/snyk-api/authentication-for-api/revoke-and-regenerate-a-snyk-api-token",
    ),
    headed(
        "snyk-service-account",
        "Snyk token",
        "snyk_",
        r"snyk_(?:uat|sat|pat)\.[A-Za-z0-9]{8}\.[\w-]{20,1200}\.[\w-]{20,400}",
    ),
    headed(
        "circleci-token",
        "CircleCI token",
        "CCIPAT_ CCIPRJ_",
        "CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[0-9a-f]{40}",
        rotate="https://circleci.com/docs/managing-api-tokens/",
    ),
    nearby(
        "circleci-legacy-token",
        "CircleCI token",
        "circleci circle_ci circle_token",
        "[0-9a-f]{40}",
        rotate="https://circleci.com/docs/managing-api-tokens/",
    ),
    nearby(
        "travis-token",
        "Travis CI token",
        "travis",
        r"[A-Za-z0-9_-]{22}",
    ),
    nearby(
        "codecov-token",
        "Codecov upload token",
        "codecov",
        f"(?:{UUID}|[0-9a-f]{{32}})",
        entropy=2.8,
        rotate="https://docs.codecov.com/docs/codecov-tokens",
    ),
    nearby("drone-token", "Drone CI token", "drone", "[A-Za-z0-9]{32}"),
    headed(
        "buildkite-user-token",
        "Buildkite API token",
        "bkua_",
        "bkua_[0-9a-f]{40}",
        rotate="https://buildkite.com/docs/apis/managing-api-tokens",
    ),
    headed(
        "buildkite-agent-token",
        "Buildkite agent token",
        "bkct_ bkaj_ bkat_ bkpt_",
        r"bk(?:ct|aj|at|pt)_[\w-]{36,300}",
        rotate="https://buildkite.com/docs/agent/v3/tokens",
    ),
    headed("hashicorp-vault-service", "Vault service token", "hvs.", r"hvs\.[\w-]{24,300}", rotate=_VAULT),
    headed("hashicorp-vault-batch", "Vault batch token", "hvb.", r"hvb\.[\w-]{100,600}", rotate=_VAULT),
    headed("hashicorp-vault-recovery", "Vault recovery token", "hvr.", r"hvr\.[\w-]{24,300}", rotate=_VAULT),
    nearby("hashicorp-vault-legacy", "Vault token", "vault", r"[sb]\.[A-Za-z0-9]{24}", rotate=_VAULT),
    headed(
        "terraform-cloud-token",
        "HCP Terraform token",
        ".atlasv1.",
        r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}",
        shown=0,
        rotate="https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
    ),
    headed(
        "pulumi-token",
        "Pulumi access token",
        "pul-",
        "pul-[0-9a-f]{40}",
        rotate="https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
    ),
    headed(
        "doppler-token",
        "Doppler token",
        "dp.pt. dp.ct. dp.sa. dp.scim. dp.audit. dp.said.",
        r"dp\.(?:pt|ct|sa|scim|audit|said)\.[A-Za-z0-9]{40,44}",
        rotate=_DOPPLER,
    ),
    headed(
        "doppler-service-token",
        "Doppler service token",
        "dp.st.",
        r"dp\.st\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
        rotate=_DOPPLER,
    ),
    headed(
        "onepassword-service-account",
        "1Password service account token",
        "ops_eyJ",
        r"ops_eyJ[A-Za-z0-9+/_-]{200,2000}={0,3}",
        rotate="https://developer.1password.com/docs/service-accounts/manage-service-accounts/",
    ),
    headed(
        "onepassword-secret-key",
        "1Password secret key",
        "A3-",
        "A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}",
    ),
    headed("age-key", "age secret key", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}"),
    headed("infisical-token", "Infisical service token", "st.", r"st\.[0-9a-f]{24}\.[0-9a-f]{32}\.[0-9a-f]{32}"),
    headed(
        "tailscale-key",
        "Tailscale key",
        "tskey-",
        "tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,60}",
        rotate="https://tailscale.com/kb/1085/auth-keys",
    ),
    nearby(
        "ngrok-token",
        "ngrok authentication token",
        "ngrok",
        "[A-Za-z0-9]{27}_[A-Za-z0-9]{20,22}",
        rotate="https://ngrok.com/docs/agent/#authtokens",
    ),
    headed(
        "postman-key",
        "Postman API key",
        "PMAK-",
        "PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
        rotate="https://learning.postman.com/docs/developer/postman-api/authentication/",
    ),
    headed(
        "readme-key",
        "ReadMe API key",
        "rdme_",
        "rdme_[a-z0-9]{70}",
    ),
    headed("scalingo-token", "Scalingo API token", "tk-us-", r"tk-us-[\w-]{48}"),
    headed(
        "sourcegraph-token",
        "Sourcegraph access token",
        "sgp_ sgd_ slk_",
        "(?:sgp_(?:[0-9a-fA-F]{16}_|local_)?[0-9a-fA-F]{40}|(?:sgd|slk)_[0-9a-fA-F]{64})",
    ),
    headed(
        "json-web-token",
        "JSON Web Token",
        ".eyJ .eyI",
        r"(?<![\w.-])ey[JI][\w-]{10,1000}\.ey[JI][\w-]{8,6000}\.[\w-]{20,1000}",
        shown=0,
        check="jwt",
        entropy=3.5,
    ),
)
