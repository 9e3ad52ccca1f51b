import { createRedactor } from '@faultmaven/redaction'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import type { GatewayParts } from '../parts.ts'
import { ProviderFailure } from '../providers/provider-failure.ts'
import { toProblem } from '../routing/ask-targets.ts'
import { completeOnce } from '../routing/attempt.ts'
import { requestScope } from '../pipeline/request-scope.ts'

const TIMEOUT_MS = 30_000
const MAX_SAID = 300
const QUESTION = 'Answer with the single word: ready'

/** Asks one model for one word, past the breaker: what it says, or why it does not, with the provider's own words as far as they may be shown. */
export async function testModel({ targets }: Pick<GatewayParts, 'targets'>, name: string, context: CallContext) {
  const target = targets.find(({ settings }) => settings.name === name)
  if (!target) throw new ProblemError('llm.model_not_found')
  const scope = requestScope(context, TIMEOUT_MS)
  const startedMs = performance.now()
  const latencyMs = () => Math.round(performance.now() - startedMs)
  const asked = {
    messages: [{ role: 'user' as const, parts: [{ origin: 'ours' as const, text: QUESTION }] }],
    tools: [],
    maxOutputTokens: 64,
    timeoutMs: TIMEOUT_MS,
  }
  try {
    const unwatched = { end: () => {}, noteFirstToken: () => {} }
    const { text } = await completeOnce(target, unwatched, { asked, ...scope, beforeSend: () => {} })
    return { ok: true, latencyMs: latencyMs(), said: text.slice(0, MAX_SAID) }
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    const why = toProblem([error], error).detail ?? error.kind
    // Providers quote keys and requests.
    const said = error.said === undefined ? undefined : createRedactor().redact(error.said).text.slice(0, MAX_SAID)
    return { ok: false, latencyMs: latencyMs(), why, ...(said !== undefined && { said }) }
  }
}
