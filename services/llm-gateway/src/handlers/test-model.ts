import { createRedactor } from '@faultmaven/redaction'
import type { CallContext } from '@faultmaven/rpc'
import type { Owner } from '../owner.ts'
import type { GatewayParts } from '../parts.ts'
import { ProviderFailure } from '../providers/provider-failure.ts'
import { toProblem } from '../routing/ask-targets.ts'
import type { AttemptOptions } from '../routing/attempt-scope.ts'
import { modelNotFound } from '../routing/choose-targets.ts'
import { completeOnce, embedOnce } from '../routing/attempt.ts'
import type { Target } from '../routing/target.ts'
import { requestScope } from '../pipeline/request-scope.ts'
import { createSender } from '../pipeline/sender.ts'

const TIMEOUT_MS = 30_000
const MAX_SAID = 300
const TEXT = 'ready'
const QUESTION = 'Answer with the single word: ready'

type Test = { readonly name: string; readonly owner: Owner; readonly context: CallContext }

/**
 * Asks one model for one word, or for one vector, past the breaker: what it says, or why it does not, with the provider's own words as far as they may be
 * shown.
 */
export async function testModel(parts: GatewayParts, { name, owner, context }: Test) {
  const target = parts.targets.find(({ settings }) => settings.name === name)
  if (!target) throw modelNotFound(parts.targets, name)
  const sent = await createSender(parts, owner)
  const startedMs = performance.now()
  const latencyMs = () => Math.round(performance.now() - startedMs)
  try {
    const said = await ask(target, { scope: requestScope(context, TIMEOUT_MS), beforeSend: sent(target) })
    return { ok: true, latencyMs: latencyMs(), said: said.slice(0, MAX_SAID) }
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    const why = toProblem([error], error).detail ?? error.kind
    // Providers quote keys and requests.
    const said = error.said === undefined ? undefined : createRedactor().redact(error.said).text.slice(0, MAX_SAID)
    return { ok: false, latencyMs: latencyMs(), why, ...(said !== undefined && { said }) }
  }
}

async function ask(target: Target, options: AttemptOptions): Promise<string> {
  const unwatched = { end: () => {}, noteFirstToken: () => {} }
  if (target.settings.use === 'embedding') {
    const { vectors } = await embedOnce(target, unwatched, { texts: [TEXT], ...options })
    return `A vector of ${vectors[0]?.length ?? 0} numbers`
  }
  const asked = {
    messages: [{ role: 'user' as const, parts: [{ origin: 'ours' as const, text: QUESTION }] }],
    tools: [],
    maxOutputTokens: 64,
    timeoutMs: TIMEOUT_MS,
  }
  return (await completeOnce(target, unwatched, { asked, ...options })).text
}
