"""Microsoft's cloud: keys that carry a mark of their service, and those that are known by what stands before them."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import Shape, headed, nearby

_AZURE_KEYS = "https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage"
_AZURE_SAS = "https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview"
_ENTRA = "https://learn.microsoft.com/en-us/entra/identity-platform/how-to-add-credentials"
_BASE64_44 = "[A-Za-z0-9+/]{43}="

SHAPES: tuple[Shape, ...] = (
    headed(
        "azure-storage-key",
        "Azure storage account key",
        "accountkey=",
        r"(?<![A-Za-z0-9])(?i:accountkey)=(?P<value>[A-Za-z0-9+/]{86}==)",
        folded=True,
        shown=0,
        rotate=_AZURE_KEYS,
    ),
    headed(
        "azure-marked-key-88",
        "Azure account key",
        "+ASt ACDb +ABa",
        r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}(?:\+ASt|ACDb|\+ABa)[A-Za-z0-9+/]{6}==",
        shown=0,
        rotate=_AZURE_KEYS,
    ),
    headed(
        "azure-marked-key-44",
        "Azure shared access key",
        "+AEh +ASb AIoT +ARm AzCa",
        r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{33}(?:\+AEh|\+ASb|AIoT|\+ARm|AzCa)[A-Za-z0-9+/]{6}=",
        shown=0,
        rotate=_AZURE_SAS,
    ),
    headed(
        "azure-search-key",
        "Azure AI Search key",
        "AzSe",
        "[A-Za-z0-9]{42}AzSe[A-Za-z0-9]{6}",
        shown=0,
        rotate="https://learn.microsoft.com/en-us/azure/search/search-security-api-keys",
    ),
    headed(
        "azure-container-registry-key",
        "Azure Container Registry key",
        "+ACR",
        r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}",
        shown=0,
    ),
    headed(
        "azure-function-key",
        "Azure Functions key",
        "AzFu",
        r"(?<![\w-])[\w-]{44}AzFu[\w-]{6}==",
        shown=0,
        rotate="https://learn.microsoft.com/en-us/azure/azure-functions/function-keys-how-to",
    ),
    headed(
        "azure-function-code",
        "Azure Functions key",
        "azurewebsites.net/",
        r"(?<![A-Za-z0-9])azurewebsites\.net/[\w/%.-]{1,150}\?(?:[\w=%.-]{1,100}&)?code=(?P<value>[\w/+-]{50,60}={0,2})",
        shown=0,
        rotate="https://learn.microsoft.com/en-us/azure/azure-functions/function-keys-how-to",
    ),
    headed("azure-ai-key", "Azure AI services key", "JQQJ99", "[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}", shown=0),
    headed(
        "azure-shared-access-key",
        "Azure shared access key",
        "accesskey=",
        rf"(?<![A-Za-z0-9])(?i:(?:shared)?accesskey)=(?P<value>{_BASE64_44})",
        folded=True,
        shown=0,
        rotate=_AZURE_SAS,
    ),
    headed(
        "azure-sas-signature",
        "Azure shared access signature",
        "sig=",
        r"(?<![A-Za-z0-9])(?:[?&;]|&amp;|SharedAccessSignature )(?:s[a-z]{1,4}=[\w%:./*+-]{1,200}(?:&amp;|&)){0,12}sig=(?P<value>[A-Za-z0-9%+/]{43,90}(?:%3[dD]|=))",
        shown=0,
        rotate=_AZURE_SAS,
    ),
    headed(
        "azure-client-secret",
        "Microsoft Entra client secret",
        "0Q~ 1Q~ 2Q~ 3Q~ 4Q~ 5Q~ 6Q~ 7Q~ 8Q~ 9Q~",
        r"(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}(?![\w~-])",
        shown=0,
        rotate=_ENTRA,
    ),
    headed(
        "azure-devops-pat",
        "Azure DevOps personal access token",
        "AZDO",
        "[A-Za-z0-9]{75,76}AZDO[A-Za-z0-9]{4,5}",
        shown=0,
        rotate="https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/admin-revoke-user-pats",
    ),
    nearby(
        "azure-devops-legacy-pat",
        "Azure DevOps personal access token",
        "azure ado_ devops vsts system_accesstoken",
        "[a-z2-7]{52}",
        near=r"(?i:(?:azure|ado_|devops|vsts)[\w.\- (\[\"']{0,40}?(?:pat|key|token|secret|passw)|system_accesstoken)",
        rotate="https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/admin-revoke-user-pats",
    ),
    nearby("azure-service-key", "Azure AI services key", "azure cognitive ocp-apim", "[0-9a-f]{32}"),
    headed(
        "azure-app-configuration",
        "Azure App Configuration secret",
        "azconfig.io;",
        r"(?<![A-Za-z0-9])azconfig\.io;Id=[\w+/=:-]{4,100};Secret=(?P<value>[A-Za-z0-9+/]{36,100}={0,2})",
        shown=0,
    ),
)
