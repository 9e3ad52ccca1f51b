import type { ConfiguredModel, llmGateway, ModelAsked } from '@faultmaven/contracts'
import { type CallContext, type Handlers, ProblemError } from '@faultmaven/rpc'
import type { KeyRing } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import { createBudgets } from './budget/budgets.ts'
import { createExactCache } from './cache/exact-cache.ts'
import { createSemanticCache } from './cache/semantic-cache.ts'
import { deleteCase } from './handlers/delete-case.ts'
import { sweep } from './handlers/sweep.ts'
import { testModel } from './handlers/test-model.ts'
import { createCanary } from './ledger/canary.ts'
import { createLedger } from './ledger/ledger.ts'
import { createOwners } from './owner.ts'
import type { GatewayParts } from './parts.ts'
import { completeRequest } from './pipeline/complete-request.ts'
import { embedTexts } from './pipeline/embed-texts.ts'
import type { GatewayRequest } from './pipeline/prepare-request.ts'
import { streamRequest } from './pipeline/stream-request.ts'
import { createDispatchers } from './providers/addresses.ts'
import { modelNotFound } from './routing/choose-targets.ts'
import { createTarget, type Target } from './routing/target.ts'
import { type GatewaySettings, NOT_CONFIGURED } from './settings/gateway-settings.ts'
import { createSealedKeys } from './settings/sealed-keys.ts'
import { createUsageMetrics } from './usage/usage-metrics.ts'
import { createVaults } from './vault/vaults.ts'

type Options = {
  /** Of this role alone. */
  readonly kv: Kv
  readonly keyRing: KeyRing
  /** @default no model */
  readonly settings?: GatewaySettings
  /** Unix milliseconds. @default Date.now */
  readonly now?: () => number
  /** 0 ≤ x < 1; says which questions are asked although a like one is known. @default Math.random */
  readonly random?: () => number
  /** Of one request to a model. @default 2 000 000 */
  readonly maxCharacters?: number
  /** Told of failures that no caller sees. */
  readonly onError?: (error: unknown) => void
}
export type LlmGateway = {
  readonly handlers: Handlers<typeof llmGateway>
  /** Removes what a kill left and what is over; to be awaited before the first call, and done every hour from then on. */
  recover(): Promise<void>
  /** Tokens, dollars and times by model and outcome, in the text format of Prometheus; nothing of any case, caller or text. */
  readonly metrics: () => string
  /** Writes what waits and ends all connections. Closes neither `kv` nor the key ring. */
  close(): Promise<void>
}

const SWEEP_EVERY_MS = 3_600_000

/** The one door to every model provider: what leaves is redacted, counted and noted, what comes back is put right. */
export function createLlmGateway({
  kv,
  keyRing,
  settings = NOT_CONFIGURED,
  now = Date.now,
  random = Math.random,
  maxCharacters = 2e6,
  onError = () => {},
}: Options): LlmGateway {
  const dispatchers = createDispatchers()
  const usage = createUsageMetrics()
  const sealedKeys = createSealedKeys({ kv, keyRing })
  const targets = settings.models.map((model) => {
    const key = async () => (await sealedKeys.get(model.name)) ?? model.key?.()
    return createTarget({ ...model, key }, { dispatchers, usage })
  })
  const owners = createOwners({ kv, keyRing })
  const ledger = createLedger({ kv, now })
  const vaults = createVaults(kv)
  const parts: GatewayParts = {
    settings,
    targets,
    vaults,
    ledger,
    usage,
    budgets: createBudgets({ kv, limits: settings.limits, now }),
    cache: createExactCache(kv),
    semanticCache:
      settings.semanticCache &&
      createSemanticCache({ kv, audienceOf: owners.ofAudience, now, random, ...settings.semanticCache }),
    canary: createCanary(settings.canaries),
    onError,
    maxCharacters,
  }
  const requireOwner = async (caseId: string) => {
    const owner = await owners.find(caseId)
    if (!owner) throw new ProblemError('case.not_found')
    return owner
  }

  const requireModel = (name: string) => {
    const model = settings.models.find((one) => one.name === name)
    if (!model) throw modelNotFound(targets, name)
    return model
  }

  const outsideCases = (
    { model, ...asked }: ModelAsked & { readonly model?: string | undefined },
    context: CallContext,
  ): GatewayRequest => {
    const owner = () => owners.ofPrincipal(context.principal)
    return { owner, caseId: undefined, asked, names: undefined, model, context }
  }

  const handlers: Handlers<typeof llmGateway> = {
    async getStatus() {
      const first = targets.find((target) => target.settings.use === 'chat')
      if (!first) return { configured: false }
      const { name, contextTokens } = first.settings
      return { configured: true, model: { name, contextTokens } }
    },
    generate: ({ caseId, turnId: _turnId, purpose: _purpose, names, ...asked }, context) =>
      streamRequest(parts, { owner: () => owners.ofCase(caseId), caseId, asked, names, model: undefined, context }),
    completeChat: (input, context) => completeRequest(parts, outsideCases(input, context)),
    streamChat: (input, context) => streamRequest(parts, outsideCases(input, context)),
    async embed({ texts, model, region }, context) {
      return embedTexts(parts, { owner: await owners.ofPrincipal(context.principal), texts, model, region, context })
    },
    async listModels() {
      const known = async (target: Target) =>
        toConfiguredModel(target, (await sealedKeys.get(target.settings.name)) !== undefined)
      return { models: await Promise.all(targets.map(known)) }
    },
    listLimits: async (_input, { principal }) => ({ limits: await parts.budgets.usedBy(principal) }),
    async setModelKey({ model, key }) {
      await sealedKeys.put(requireModel(model), key)
      return { ok: true }
    },
    removeModelKey: async ({ model }) => ({ removed: await sealedKeys.remove(requireModel(model).name) }),
    testModel: async ({ model }, context) =>
      testModel(parts, { name: model, owner: await owners.ofPrincipal(context.principal), context }),
    listOwnEgress: async (_input, { principal }) => ({ entries: await ledger.list(await owners.ofPrincipal(principal)) }),
    readOwnEgress: async ({ egressId }, { principal }) => ({
      body: await ledger.read(await owners.ofPrincipal(principal), egressId),
    }),
    async listEgress({ caseId }) {
      const owner = await owners.find(caseId)
      return { entries: owner ? await ledger.list(owner) : [] }
    },
    readEgress: async ({ caseId, egressId }) => ({ body: await ledger.read(await requireOwner(caseId), egressId) }),
    deleteCase: ({ caseId }) => deleteCase(caseId, { owners, vaults, ledger, kv }),
  }
  const sweepNow = () => sweep({ kv, keyRing, nowMs: now(), ledgerDays: settings.ledgerDays })
  let timer: NodeJS.Timeout | undefined
  return {
    handlers,
    async recover() {
      await sweepNow()
      timer = setInterval(() => void sweepNow().catch(onError), SWEEP_EVERY_MS).unref()
    },
    metrics: usage.render,
    async close() {
      clearInterval(timer)
      await dispatchers.close()
      await ledger.flush()
    },
  }
}

function toConfiguredModel({ settings, origin, isResting }: Target, hasSealedKey: boolean): ConfiguredModel {
  const { name, provider, modelId, use, contextTokens, price, region } = settings
  return {
    name,
    provider,
    modelId,
    host: new URL(origin).host,
    use,
    contextTokens,
    hasSealedKey,
    isResting: isResting(),
    ...(price && { price }),
    ...(region !== undefined && { region }),
  }
}
