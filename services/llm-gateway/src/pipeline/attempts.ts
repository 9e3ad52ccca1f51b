import type { Spending } from '../budget/budgets.ts'
import type { Owner } from '../owner.ts'
import type { GatewayParts } from '../parts.ts'
import { type FailureKind, ProviderFailure } from '../providers/provider-failure.ts'
import type { Target } from '../routing/target.ts'
import { createSender } from './sender.ts'
import { addSpending, NOTHING, spendingOf } from './spending.ts'

type BeforeSend = (body: string, host: string) => void
/** The attempts of one request, with what those cost that gave nothing. */
export type Attempts = {
  readonly run: <T>(target: Target, work: (beforeSend: BeforeSend) => Promise<T>) => Promise<T>
  readonly lost: () => Spending
}

/** Failures with which a provider says that it has read nothing, or that were never its: nobody pays for them. */
const FREE: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'unreachable',
  'server-error',
  'rate-limited',
  'unauthorized',
  'no-key',
  'not-found',
  'too-long',
  'unsupported',
  'resting',
  'rejected',
])

/** A provider bills what it has read, whether its answer was waited for or not: a body that left costs at least its tokens. */
export async function createAttempts(
  parts: Pick<GatewayParts, 'ledger' | 'canary'>,
  { owner, inputTokens }: { readonly owner: Owner; readonly inputTokens: number },
): Promise<Attempts> {
  const sent = await createSender(parts, owner)
  let lost = NOTHING
  return {
    async run(target, work) {
      const send = sent(target)
      let isSent = false
      try {
        return await work((body, host) => {
          send(body, host)
          isSent = true
        })
      } catch (error) {
        const isFree = error instanceof ProviderFailure && FREE.has(error.kind)
        if (isSent && !isFree) lost = addSpending(lost, spendingOf(target, inputTokens, 0))
        throw error
      }
    },
    lost: () => lost,
  }
}
