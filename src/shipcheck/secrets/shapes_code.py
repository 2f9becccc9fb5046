"""Hosting of code and registries of packages."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import UUID, Shape, headed, nearby

_GITHUB = (
    "https://docs.github.com/en/organizations/managing-programmatic-access-to-your-organization/github-credential-types"
)
_GITLAB = "https://docs.gitlab.com/security/tokens/"
_ATLASSIAN = "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/"
_BITBUCKET = "https://support.atlassian.com/bitbucket-cloud/docs/revoke-an-app-password/"
_VAULT = "https://developer.hashicorp.com/vault/docs/commands/token/revoke"
_SONAR = "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/"
_DOPPLER = "https://docs.doppler.com/docs/service-tokens"
_GITLAB_ROUTED = r"[\w-]{27,300}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}"


def _gitlab(name: str, kind: str, head: str, body: str = r"[\w-]{20,64}") -> Shape:
    """Legacy bodies are 20 characters and more of base64url; routable ones carry dots and a checksum."""
    return headed(
        name,
        kind,
        head,
        rf"{head}(?:{_GITLAB_ROUTED}|{body})(?![\w-])",
        check="gitlab",
        rotate=_GITLAB,
    )


SHAPES: tuple[Shape, ...] = (
    headed("github-pat", "GitHub personal access token", "ghp_", "ghp_[A-Za-z0-9]{36}", check="github", rotate=_GITHUB),
    headed("github-oauth", "GitHub OAuth token", "gho_", "gho_[A-Za-z0-9]{36}", check="github", rotate=_GITHUB),
    headed("github-user", "GitHub App user token", "ghu_", "ghu_[A-Za-z0-9]{36}", check="github", rotate=_GITHUB),
    headed(
        "github-installation",
        "GitHub App installation token",
        "ghs_",
        "ghs_[A-Za-z0-9]{36}",
        check="github",
        rotate=_GITHUB,
    ),
    headed(
        "github-installation-signed",
        "GitHub App installation token",
        "ghs_",
        r"ghs_[0-9]{1,12}_eyJ[\w-]{10,800}\.eyJ[\w-]{20,2000}\.[\w-]{40,1000}",
        rotate=_GITHUB,
    ),
    headed("github-refresh", "GitHub App refresh token", "ghr_", "ghr_[A-Za-z0-9]{36,76}", rotate=_GITHUB),
    headed(
        "github-fine-grained-pat",
        "GitHub fine-grained personal access token",
        "github_pat_",
        "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
        rotate=_GITHUB,
    ),
    _gitlab("gitlab-pat", "GitLab personal, project or group access token", "glpat-"),
    _gitlab("gitlab-deploy", "GitLab deploy token", "gldt-"),
    _gitlab("gitlab-runner", "GitLab runner authentication token", "glrt-", r"(?:t[0-9]_)?[\w-]{20,64}"),
    _gitlab("gitlab-runner-legacy", "GitLab runner authentication token", "glrtr-"),
    _gitlab("gitlab-job", "GitLab CI job token", "glcbt-", r"(?:[0-9a-f]{1,5}_)?[\w-]{20,64}"),
    _gitlab("gitlab-trigger", "GitLab pipeline trigger token", "glptt-"),
    _gitlab("gitlab-feed", "GitLab feed token", "glft-"),
    _gitlab("gitlab-mail", "GitLab incoming mail token", "glimt-"),
    _gitlab("gitlab-agent", "GitLab agent token for Kubernetes", "glagent-"),
    _gitlab("gitlab-oauth-secret", "GitLab OAuth application secret", "gloas-"),
    _gitlab("gitlab-scim", "GitLab SCIM token", "glsoat-"),
    _gitlab("gitlab-workspace", "GitLab workspace token", "glwt-"),
    _gitlab("gitlab-feature-flags", "GitLab feature flags client token", "glffct-"),
    headed(
        "gitlab-registration", "GitLab runner registration token", "GR1348941", r"GR1348941[\w-]{20,50}", rotate=_GITLAB
    ),
    headed("atlassian-api-token", "Atlassian API token", "ATATT3xFf", r"ATATT3xFf[\w=-]{100,400}", rotate=_ATLASSIAN),
    headed(
        "atlassian-admin-key", "Atlassian organisation key", "ATCTT3xFf", r"ATCTT3xFf[\w=-]{100,400}", rotate=_ATLASSIAN
    ),
    headed("bitbucket-app-password", "Bitbucket app password", "ATBB", "ATBB[A-Za-z0-9]{32}", rotate=_BITBUCKET),
    nearby(
        "atlassian-legacy-token",
        "Atlassian API token",
        "atlassian jira confluence",
        "[A-Za-z0-9]{24}",
        rotate=_ATLASSIAN,
    ),
    nearby(
        "bitbucket-oauth-secret",
        "Bitbucket OAuth consumer secret",
        "bitbucket",
        r"[A-Za-z0-9_=-]{32,64}",
        rotate=_BITBUCKET,
    ),
    headed(
        "pypi-token",
        "PyPI upload token",
        "pypi-AgE",
        r"pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[\w-]{50,1000}",
    ),
    headed(
        "npm-token",
        "npm access token",
        "npm_",
        "npm_[A-Za-z0-9]{36}",
        check="npm",
        rotate="https://docs.npmjs.com/revoking-access-tokens",
    ),
    headed(
        "npmrc-legacy-token",
        "npm access token",
        ":_authToken",
        rf"(?<![A-Za-z0-9]):_authToken[ ]{{0,4}}=[ ]{{0,4}}[\"']?(?P<value>{UUID})",
        shown=0,
        entropy=2.8,
    ),
    headed(
        "rubygems-key",
        "RubyGems API key",
        "rubygems_",
        "rubygems_[0-9a-f]{48}",
        rotate="https://guides.rubygems.org/api-key-scopes/",
    ),
    headed("crates-token", "crates.io token", "cio", "cio[A-Za-z0-9]{32}", rotate="https://crates.io/settings/tokens"),
    headed(
        "nuget-key",
        "NuGet API key",
        "oy2",
        "oy2[a-z0-9]{43}",
        rotate="https://learn.microsoft.com/en-us/nuget/nuget-org/scoped-api-keys",
    ),
    headed(
        "packagist-token",
        "Private Packagist token",
        "packagist_",
        "packagist_[a-z]{3}_[0-9a-f]{68}",
    ),
    headed(
        "clojars-token",
        "Clojars deploy token",
        "CLOJARS_",
        "CLOJARS_[0-9a-f]{60}",
    ),
    headed(
        "docker-pat",
        "Docker Hub personal access token",
        "dckr_pat_",
        r"dckr_pat_[\w-]{27}",
        rotate="https://docs.docker.com/security/access-tokens/",
    ),
    headed(
        "docker-oat",
        "Docker organisation access token",
        "dckr_oat_",
        r"dckr_oat_[\w-]{27,40}",
        rotate="https://docs.docker.com/enterprise/security/access-tokens/",
    ),
    headed(
        "artifactory-key",
        "JFrog API key",
        "AKCp",
        "AKCp[A-Za-z0-9]{69}",
        rotate="https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
    ),
    headed(
        "artifactory-reference-token",
        "JFrog reference token",
        "cmVmdGtuOj",
        "cmVmdGtuOj[A-Za-z0-9+/]{54,60}",
        rotate="https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
    ),
)
