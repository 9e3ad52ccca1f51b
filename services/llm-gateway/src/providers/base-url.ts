import type { ModelSettings, ProviderKind } from '../settings/gateway-settings.ts'

const PUBLIC_URLS: Partial<Record<ProviderKind, string>> = {
  openai: 'https://api.openai.com/v1',
  'openai-responses': 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
  mistral: 'https://api.mistral.ai/v1',
  groq: 'https://api.groq.com/openai/v1',
  openrouter: 'https://openrouter.ai/api/v1',
}

/** Where a model is reached: what the operator wrote, else the provider's public address. @throws {TypeError} when there is neither */
export function baseUrlOf({ name, provider, baseUrl, region }: ModelSettings): string {
  const known =
    baseUrl ??
    (provider === 'amazon-bedrock' && region ? `https://bedrock-runtime.${region}.amazonaws.com` : PUBLIC_URLS[provider])
  if (known === undefined) throw new TypeError(`The model "${name}" needs a baseUrl`)
  return known.replace(/\/+$/, '')
}
