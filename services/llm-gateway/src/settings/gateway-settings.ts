/** Providers by the wire format that they speak; `openai-compatible` is every server that speaks OpenAI's chat completions. */
export const PROVIDERS = [
  'openai',
  'openai-responses',
  'anthropic',
  'google',
  'mistral',
  'groq',
  'azure',
  'amazon-bedrock',
  'openrouter',
  'openai-compatible',
] as const
export type ProviderKind = (typeof PROVIDERS)[number]

/** US dollars a million tokens. */
export type Price = {
  readonly input: number
  readonly output: number
  /** The day on which it was read, `2026-11-23`, and where. */
  readonly date: string
  readonly source: string
}

/** One model of one provider, as the operator configured it. */
export type ModelSettings = {
  /** The operator's own, unique. */
  readonly name: string
  readonly provider: ProviderKind
  /** What the provider calls it. */
  readonly modelId: string
  readonly use: 'chat' | 'embedding'
  /** Origin and path in front of the API's own paths. @default the provider's */
  readonly baseUrl?: string
  /** Whether `baseUrl` may lie in a private network: only at the very address that the operator wrote. */
  readonly isLocal: boolean
  /** Read at each request, so that a key may be replaced. Absent where the server asks for none. */
  readonly key?: () => Promise<string | undefined>
  /** Where it runs, as the operator says; of Bedrock the AWS region that is asked. */
  readonly region?: string
  readonly contextTokens: number
  /** What it can do beyond text. */
  readonly capabilities: { readonly tools: boolean; readonly structuredOutput: boolean }
  readonly price?: Price
  readonly timeouts: ModelTimeouts
}

export type ModelTimeouts = {
  /** To the first piece of a streamed answer. */
  readonly firstTokenMs: number
  /** Between two pieces. */
  readonly stallMs: number
  /** Of a whole answer that is not streamed. */
  readonly wholeMs: number
}

export type BudgetLimit = {
  readonly per: 'user' | 'team' | 'case' | 'installation'
  /** Of one day (UTC); of a case its whole life. At least one of the two. */
  readonly tokens?: number
  readonly usd?: number
}

export type SemanticCacheSettings = {
  /** How long an answer is kept. */
  readonly ttlMs: number
  /** Of the questions that are like one that is known, the share that may get a wrong answer; above 0, below 1. */
  readonly maxErrorRate: number
}

/** Everything that the gateway is told; without models it says that it is not configured. */
export type GatewaySettings = {
  /** In the order in which they are preferred. */
  readonly models: readonly ModelSettings[]
  /** What decides among models that can do what is asked: the order above, the price, or the time to the first token as it was measured. */
  readonly route: 'primary' | 'cost' | 'latency'
  /** Only models of this region are asked, whoever asks. @default any */
  readonly region?: string
  readonly limits: readonly BudgetLimit[]
  /** Answers to questions that mean the same, for single questions outside of cases. Needs a model for embeddings. @default none */
  readonly semanticCache?: SemanticCacheSettings
  /** Values that must never leave: a request that holds one is not sent. */
  readonly canaries: readonly string[]
  /** Days for which bodies that belong to no case are kept in the ledger. */
  readonly ledgerDays: number
}

export const NOT_CONFIGURED: GatewaySettings = { models: [], route: 'primary', limits: [], canaries: [], ledgerDays: 30 }
