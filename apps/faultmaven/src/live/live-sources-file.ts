import { LiveSourceKind } from '@faultmaven/contracts'
import * as z from 'zod/mini'

const Name = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 of a–z, 0–9 and -'))
const Path = z.string().check(z.minLength(1))

/** Where a credential stands; the file of live sources holds none itself. */
const Secret = z.union([
  z.strictObject({ environment: z.string().check(z.regex(/^[A-Z_][A-Z0-9_]*$/, 'must name an environment variable')) }),
  z.strictObject({ file: Path }),
])
export type Secret = z.infer<typeof Secret>

const Common = {
  name: Name,
  address: z.string(),
  /** `basic` takes `user:password`, `api-key` what Elasticsearch calls the encoded key. */
  credential: z.optional(z.strictObject({ scheme: z.enum(['bearer', 'basic', 'api-key']), secret: Secret })),
  /** PEM file of the authority that signed the source's certificate. */
  certificateAuthority: z.optional(Path),
  deadlineSeconds: z._default(z.number().check(z.gte(1), z.lte(60)), 15),
  maxReplyMegabytes: z._default(z.number().check(z.gte(0.1), z.lte(16)), 4),
}
const Tenant = z.optional(z.string().check(z.regex(/^[\w.!*'()-]{1,150}$/, 'must be the name of a tenant')))
const IndexPattern = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9._*-]{0,199}$/, 'must be an index or a pattern such as logs-*, not beginning with . or *'))
const ToolName = z.string().check(z.regex(/^[\w.-]{1,64}$/, 'must be the name of a tool'))

const LiveSourceEntry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('prometheus'), ...Common, tenant: Tenant }),
  z.strictObject({ kind: z.literal('loki'), ...Common, tenant: Tenant }),
  z.strictObject({
    kind: z.literal('elasticsearch'),
    ...Common,
    indices: z.array(IndexPattern).check(z.minLength(1), z.maxLength(50)),
    timeField: z.optional(z.string().check(z.regex(/^[\w.@-]{1,100}$/, 'must be the name of a field'))),
  }),
  z.strictObject({ kind: z.literal('kubernetes'), ...Common }),
  z.strictObject({ kind: z.literal('mcp'), ...Common, tools: z.array(ToolName).check(z.minLength(1), z.maxLength(100)) }),
])
export type LiveSourceEntry = z.infer<typeof LiveSourceEntry>

const LiveSourcesFile = z.strictObject({ liveSources: z.array(LiveSourceEntry).check(z.maxLength(50)) })

/**
 * The live sources of an operator's JSON file, checked.
 * @param file its path, for messages
 * @throws {Error} that says what is wrong where, and what to write
 */
export function parseLiveSources(file: string, text: string): readonly LiveSourceEntry[] {
  const parsed = LiveSourcesFile.safeParse(parseJson(file, text))
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `\n  ${placeOf(issue.path)}: ${wordsOf(issue)}`)
    throw new Error(`"${file}" does not describe live sources:${wrong.join('')}\nSee docs/guides/live-sources.md`)
  }
  const { liveSources } = parsed.data
  const twice = liveSources.find(({ name }, index) => liveSources.findIndex((one) => one.name === name) < index)
  if (twice) throw new Error(`"${file}" has two live sources named "${twice.name}": give one another name`)
  for (const entry of liveSources) refuseAddress(file, entry)
  return liveSources
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`"${file}" is no JSON: ${cause instanceof Error ? cause.message : ''}`, { cause })
  }
}

function placeOf(path: readonly PropertyKey[]): string {
  const [, index, ...rest] = path
  return typeof index === 'number'
    ? [`liveSources[${index}]`, ...rest.map(String)].join('.')
    : path.map(String).join('.') || 'the file'
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `there is no ${issue.keys.join(', ')}`
  if (issue.path.at(-1) === 'kind') return `must be one of ${LiveSourceKind.options.join(', ')}`
  return issue.message
}

/** What is sent there must reach its owner and nobody else. */
function refuseAddress(file: string, { name, address, credential }: LiveSourceEntry): void {
  const refuse = (why: string) => new Error(`"${file}": the address of "${name}" ${why}`)
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw refuse('must be an http or https URL, such as https://prometheus.example:9090')
  if (url.username !== '' || url.password !== '')
    throw refuse('holds a credential: write "credential" instead, which names where it stands')
  if (url.search !== '' || url.hash !== '') throw refuse('must end with its path: everything behind it is made by FaultMaven')
  const isLoopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  if (credential && url.protocol === 'http:' && !isLoopback)
    throw refuse('is http: its credential could be read on the way; use https')
}
