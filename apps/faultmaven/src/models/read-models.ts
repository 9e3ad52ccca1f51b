import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { type GatewaySettings, type ModelSettings, NOT_CONFIGURED } from '@faultmaven/llm-gateway'
import { isLoopback, type ModelEntry, parseModels, type StandingSecret } from './models-file.ts'
import { priceOf } from './prices.ts'

/**
 * The models that an operator configured; none without a file.
 * @throws {Error} that says what of the file is wrong, and which key is missing
 */
export async function readModels(
  file: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<GatewaySettings> {
  if (file === undefined) return NOT_CONFIGURED
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`The file of models "${file}" cannot be read`, { cause })
  })
  const { models, canaries, region, semanticCache, ...rest } = parseModels(file, text)
  return {
    ...rest,
    ...(region !== undefined && { region }),
    ...(semanticCache && {
      semanticCache: { ttlMs: semanticCache.hours * 3_600_000, maxErrorRate: semanticCache.maxErrorRate },
    }),
    limits: rest.limits.map(({ per, tokens, usd }) => ({
      per,
      ...(tokens !== undefined && { tokens }),
      ...(usd !== undefined && { usd }),
    })),
    models: await Promise.all(models.map((entry) => toSettings(entry, environment))),
    canaries: await Promise.all(canaries.map((secret) => readSecret(secret, 'A canary', environment))),
  }
}

async function toSettings(entry: ModelEntry, environment: NodeJS.ProcessEnv): Promise<ModelSettings> {
  const { name, provider, model, use, baseUrl, region, contextTokens, key: secret } = entry
  const key = secret && keyOf(secret, name, environment)
  // A key that is not there is told at the start, not in the first incident; one that is given later cannot be.
  if (secret !== 'sealed') await key?.()
  const price = entry.price ?? priceOf(provider, model)
  return {
    name,
    provider,
    modelId: model,
    use,
    isLocal: baseUrl !== undefined && (entry.local || isPlainlyLocal(new URL(baseUrl))),
    contextTokens,
    capabilities: { tools: entry.tools, structuredOutput: entry.structuredOutput },
    timeouts: {
      firstTokenMs: entry.firstTokenSeconds * 1000,
      stallMs: entry.stallSeconds * 1000,
      wholeMs: entry.wholeSeconds * 1000,
    },
    ...(baseUrl !== undefined && { baseUrl }),
    ...(key && { key }),
    ...(region !== undefined && { region }),
    ...(price && { price }),
  }
}

function keyOf(secret: NonNullable<ModelEntry['key']>, name: string, environment: NodeJS.ProcessEnv): () => Promise<string> {
  if (secret !== 'sealed') return () => readSecret(secret, `The model "${name}"`, environment)
  // Asked for only where none was sealed.
  return () => Promise.reject(new Error(`The key of the model "${name}" was not given yet: PUT /v1/settings/models/${name}/key`))
}

/** An address in figures was meant as it stands; so was http. */
function isPlainlyLocal(url: URL): boolean {
  return url.protocol === 'http:' || isLoopback(url) || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0
}

async function readSecret(secret: StandingSecret, whose: string, environment: NodeJS.ProcessEnv): Promise<string> {
  if ('environment' in secret) {
    const value = environment[secret.environment]?.trim()
    if (!value) throw new Error(`${whose} needs what stands in ${secret.environment}, which is not set`)
    return value
  }
  // Read each time: keys are replaced.
  const value = await readFile(secret.file, 'utf8').catch((cause: unknown) => {
    throw new Error(`${whose} needs what stands in "${secret.file}", which cannot be read`, { cause })
  })
  if (value.trim() === '') throw new Error(`${whose} needs what stands in "${secret.file}", which is empty`)
  return value.trim()
}
