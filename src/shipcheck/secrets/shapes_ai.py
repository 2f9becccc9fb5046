"""Models and what is built around them."""

from __future__ import annotations

from shipcheck.secrets.shapes_base import UUID, Shape, headed, nearby

_OPENAI = "https://help.openai.com/en/articles/9047852-how-can-i-delete-my-api-key"
_ANTHROPIC = "https://support.claude.com/en/articles/9767949-api-key-best-practices-keeping-your-keys-safe-and-secure"
_HUGGINGFACE = "https://huggingface.co/docs/hub/security-tokens"

SHAPES: tuple[Shape, ...] = (
    headed(
        "openai-key",
        "OpenAI API key",
        "T3BlbkFJ",
        r"sk-(?:proj|svcacct|admin|service|None)-[\w-]{20,100}T3BlbkFJ[\w-]{20,100}",
        shown=3,
        entropy=3.5,
        rotate=_OPENAI,
    ),
    headed(
        "openai-legacy-key",
        "OpenAI API key",
        "T3BlbkFJ",
        "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}",
        shown=3,
        entropy=3.5,
        rotate=_OPENAI,
    ),
    headed(
        "openai-unmarked-key",
        "OpenAI API key",
        "sk-proj- sk-svcacct- sk-admin-",
        r"sk-(?:proj|svcacct|admin)-[\w-]{40,200}",
        shown=3,
        entropy=3.5,
        rotate=_OPENAI,
    ),
    headed(
        "anthropic-key", "Anthropic API key", "sk-ant-api03-", r"sk-ant-api03-[\w-]{93}AA", shown=3, rotate=_ANTHROPIC
    ),
    headed(
        "anthropic-admin-key",
        "Anthropic admin key",
        "sk-ant-admin01-",
        r"sk-ant-admin01-[\w-]{93}AA",
        shown=3,
        rotate=_ANTHROPIC,
    ),
    headed(
        "anthropic-token",
        "Anthropic token",
        "sk-ant-",
        r"sk-ant-[a-z]{2,8}[0-9]{2}-[\w-]{40,200}",
        shown=3,
        rotate=_ANTHROPIC,
    ),
    headed("huggingface-token", "Hugging Face user access token", "hf_", "hf_[A-Za-z]{34}", rotate=_HUGGINGFACE),
    headed(
        "huggingface-org-token",
        "Hugging Face organisation token",
        "api_org_",
        "api_org_[A-Za-z]{34}",
        rotate=_HUGGINGFACE,
    ),
    nearby(
        "cohere-key",
        "Cohere API key",
        "cohere co_api",
        "[A-Za-z0-9]{40}",
        entropy=4.0,
    ),
    headed(
        "replicate-token",
        "Replicate API token",
        "r8_",
        "r8_[A-Za-z0-9]{37}",
        rotate="https://replicate.com/docs/topics/security/api-tokens",
    ),
    headed("groq-key", "Groq API key", "gsk_", "gsk_[A-Za-z0-9]{52}", rotate="https://console.groq.com/keys"),
    headed(
        "perplexity-key",
        "Perplexity API key",
        "pplx-",
        "pplx-[A-Za-z0-9]{48}",
        rotate="https://docs.perplexity.ai/guides/api-key-management",
    ),
    headed(
        "xai-key",
        "xAI API key",
        "xai-",
        "xai-[A-Za-z0-9]{80}",
        rotate="https://docs.x.ai/docs/key-information/using-management-api",
    ),
    headed(
        "openrouter-key",
        "OpenRouter API key",
        "sk-or-v1-",
        "sk-or-v1-[0-9a-f]{64}",
        shown=3,
        rotate="https://openrouter.ai/docs/api-reference/authentication",
    ),
    nearby(
        "fireworks-key",
        "Fireworks API key",
        "fireworks",
        "fw_[A-Za-z0-9]{22,24}",
    ),
    headed(
        "together-key",
        "Together AI API key",
        "tgp_v1_",
        r"tgp_v1_[\w-]{43}",
    ),
    headed(
        "nvidia-key",
        "NVIDIA API key",
        "nvapi-",
        r"nvapi-[\w-]{60,70}",
    ),
    headed(
        "cerebras-key",
        "Cerebras API key",
        "csk-",
        "csk-[a-z0-9]{48}",
    ),
    headed(
        "langsmith-key",
        "LangSmith API key",
        "lsv2_pt_ lsv2_sk_",
        "lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",
        rotate="https://docs.langchain.com/langsmith/create-account-api-key",
    ),
    headed(
        "langfuse-key",
        "Langfuse secret key",
        "sk-lf-",
        f"sk-lf-{UUID}",
        shown=3,
        entropy=2.8,
        rotate="https://langfuse.com/faq/all/where-are-langfuse-api-keys",
    ),
    headed(
        "pinecone-key",
        "Pinecone API key",
        "pcsk_",
        "pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}",
        rotate="https://docs.pinecone.io/guides/projects/manage-api-keys",
    ),
    headed(
        "tavily-key",
        "Tavily API key",
        "tvly-",
        r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}",
        rotate="https://docs.tavily.com/documentation/best-practices/api-key-management",
    ),
    headed(
        "firecrawl-key",
        "Firecrawl API key",
        "fc-",
        "fc-[0-9a-f]{32}",
    ),
    headed("e2b-key", "E2B API key", "e2b_", "e2b_[0-9a-f]{40}"),
    headed(
        "wandb-key",
        "Weights & Biases API key",
        "wandb_v1_",
        r"wandb_v1_[\w-]{60,100}",
        rotate="https://docs.wandb.ai/platform/app/settings-page/user-settings",
    ),
    nearby(
        "wandb-legacy-key",
        "Weights & Biases API key",
        "wandb weights_and_biases",
        "[0-9a-f]{40}",
        rotate="https://docs.wandb.ai/platform/app/settings-page/user-settings",
    ),
    nearby(
        "mistral-key",
        "Mistral API key",
        "mistral",
        "[A-Za-z0-9]{32}",
        entropy=3.5,
    ),
    nearby("deepseek-key", "DeepSeek API key", "deepseek", "sk-[0-9a-f]{32}"),
    nearby(
        "openai-compatible-key",
        "API key of a model provider",
        "openai openrouter moonshot dashscope qwen llm_",
        "sk-[A-Za-z0-9]{32,64}",
    ),
    nearby(
        "elevenlabs-key",
        "ElevenLabs API key",
        "elevenlabs eleven_labs xi-api eleven_",
        "(?:sk_[0-9a-f]{48}|[0-9a-f]{32})",
        rotate="https://elevenlabs.io/docs/api-reference/authentication",
    ),
    headed(
        "elevenlabs-marked-key",
        "ElevenLabs API key",
        "sk_",
        "sk_[0-9a-f]{48}",
        rotate="https://elevenlabs.io/docs/api-reference/authentication",
    ),
    nearby(
        "assemblyai-key",
        "AssemblyAI API key",
        "assemblyai assembly_ai aai_",
        "[0-9a-f]{32}",
    ),
    nearby(
        "deepgram-key",
        "Deepgram API key",
        "deepgram",
        "[0-9a-f]{40}",
        rotate="https://developers.deepgram.com/docs/create-additional-api-keys",
    ),
    nearby(
        "stability-key",
        "Stability AI API key",
        "stability dreamstudio",
        "sk-[A-Za-z0-9]{48}",
    ),
    nearby(
        "voyage-key",
        "Voyage AI API key",
        "voyage",
        r"pa-[\w-]{43}",
    ),
    nearby(
        "serpapi-key", "SerpApi key", "serpapi serp_api", "[0-9a-f]{64}", rotate="https://serpapi.com/manage-api-key"
    ),
)
