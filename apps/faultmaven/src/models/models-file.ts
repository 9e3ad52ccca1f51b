import { PROVIDERS } from '@faultmaven/llm-gateway'
import * as z from 'zod/mini'

const Name = z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'must be 1 to 40 of a–z, 0–9, ., _ and -'))

/** Where a value stands that must not stand in the file itself. */
const StandingSecret = z.union([
  z.strictObject({ environment: z.string().check(z.regex(/^[A-Z_][A-Z0-9_]*$/, 'must name an environment variable')) }),
  z.strictObject({ file: z.string().check(z.minLength(1)) }),
])
export type StandingSecret = z.infer<typeof StandingSecret>

/** Where a key stands; the file of models holds none itself. `sealed`: an administrator gives it to the running gateway. */
const Secret = z.union([StandingSecret, z.literal('sealed')])

const Seconds = (usual: number) => z._default(z.number().check(z.gte(0.1), z.lte(600)), usual)
const Dollars = z.number().check(z.gte(0), z.lte(10_000))

const Region = z.string().check(z.regex(/^[a-z0-9-]{1,40}$/, 'must be a region such as eu-central-1'))

const ModelEntry = z.strictObject({
  name: Name,
  provider: z.enum(PROVIDERS),
  /** What the provider calls it. */
  model: z.string().check(z.minLength(1), z.maxLength(200)),
  use: z._default(z.enum(['chat', 'embedding']), 'chat'),
  baseUrl: z.optional(z.string()),
  /** Whether `baseUrl` is a name within a private network. */
  local: z._default(z.boolean(), false),
  key: z.optional(Secret),
  region: z.optional(Region),
  contextTokens: z.number().check(z.int(), z.gte(256), z.lte(20_000_000)),
  tools: z._default(z.boolean(), true),
  structuredOutput: z._default(z.boolean(), true),
  /** US dollars a million tokens. */
  price: z.optional(z.strictObject({ input: Dollars, output: Dollars, date: z.iso.date(), source: z.string() })),
  firstTokenSeconds: Seconds(30),
  stallSeconds: Seconds(30),
  wholeSeconds: Seconds(120),
})
export type ModelEntry = z.infer<typeof ModelEntry>

const Limit = z.strictObject({
  per: z.enum(['user', 'team', 'case', 'installation']),
  tokens: z.optional(z.number().check(z.int(), z.gte(1))),
  usd: z.optional(Dollars),
})

const ModelsFile = z.strictObject({
  models: z.array(ModelEntry).check(z.minLength(1), z.maxLength(50)),
  route: z._default(z.enum(['primary', 'cost', 'latency']), 'primary'),
  region: z.optional(Region),
  /** Answers to questions that mean the same. */
  semanticCache: z.optional(
    z.strictObject({
      hours: z._default(z.number().check(z.gt(0), z.lte(720)), 24),
      maxErrorRate: z._default(z.number().check(z.gte(0.001), z.lte(0.2)), 0.02),
    }),
  ),
  limits: z._default(z.array(Limit).check(z.maxLength(4)), []),
  canaries: z._default(z.array(StandingSecret).check(z.maxLength(50)), []),
  ledgerDays: z._default(z.number().check(z.int(), z.gte(1), z.lte(3650)), 30),
})
export type ModelsFile = z.infer<typeof ModelsFile>

/**
 * The models of an operator's JSON file, checked.
 * @param file its path, for messages
 * @throws {Error} that says what is wrong where, and what to write
 */
export function parseModels(file: string, text: string): ModelsFile {
  const parsed = ModelsFile.safeParse(parseJson(file, text))
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `\n  ${issue.path.map(String).join('.') || 'the file'}: ${wordsOf(issue)}`)
    throw new Error(`"${file}" does not describe models:${wrong.join('')}\nSee docs/guides/models.md`)
  }
  const { models, limits } = parsed.data
  const refuse = (why: string) => new Error(`"${file}": ${why}`)
  const twice = models.find(({ name }, index) => models.findIndex((one) => one.name === name) < index)
  if (twice) throw refuse(`two models are named "${twice.name}": give one another name`)
  const limitedTwice = limits.find(({ per }, index) => limits.findIndex((one) => one.per === per) < index)
  if (limitedTwice) throw refuse(`there are two limits per ${limitedTwice.per}: write one with both`)
  const { region } = parsed.data
  if (region !== undefined && !models.some((one) => one.region === region || one.region?.startsWith(`${region}-`)))
    throw refuse(`only models of the region "${region}" may be asked, and none is of it: give the models their regions`)
  const unpriced = models.find(({ price }) => !price)
  if (limits.some(({ usd }) => usd !== undefined) && unpriced)
    throw refuse(`a limit in dollars needs the price of every model, and "${unpriced.name}" has none`)
  if (parsed.data.semanticCache && !models.some(({ use }) => use === 'embedding'))
    throw refuse('the semantic cache compares questions by their vectors: give it a model with "use": "embedding"')
  for (const model of models) refuseAddress(refuse, model)
  return parsed.data
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`"${file}" is no JSON: ${cause instanceof Error ? cause.message : ''}`, { cause })
  }
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `there is no ${issue.keys.join(', ')}`
  if (issue.path.at(-1) === 'provider') return `must be one of ${PROVIDERS.join(', ')}`
  return issue.message
}

/** What is sent there must reach its owner and nobody else. */
function refuseAddress(refuse: (why: string) => Error, { name, provider, baseUrl, key, region }: ModelEntry): void {
  const needsUrl = provider === 'openai-compatible' || provider === 'azure'
  if (baseUrl === undefined && needsUrl) throw refuse(`"${name}" needs its baseUrl, such as http://127.0.0.1:11434/v1`)
  if (provider === 'amazon-bedrock' && region === undefined) throw refuse(`"${name}" needs its region`)
  if (provider !== 'openai-compatible' && key === undefined)
    throw refuse(`"${name}" needs its key: { "environment": "…" }, { "file": "…" } or "sealed"`)
  if (baseUrl === undefined) return
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw refuse(`the baseUrl of "${name}" must be an http or https URL`)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw refuse(`the baseUrl of "${name}" must end with its path and hold no credential: write "key" instead`)
  if (key && url.protocol === 'http:' && !isLoopback(url))
    throw refuse(`the baseUrl of "${name}" is http: its key could be read on the way; use https`)
}

export function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
