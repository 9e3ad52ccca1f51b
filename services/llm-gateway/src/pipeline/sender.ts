import type { Owner } from '../owner.ts'
import type { GatewayParts } from '../parts.ts'
import type { Target } from '../routing/target.ts'

/** What is done with each body before it leaves for a target: looked through for what must not, then noted in the ledger of its owner. */
export async function createSender({ ledger, canary }: Pick<GatewayParts, 'ledger' | 'canary'>, owner: Owner) {
  const key = await owner.key()
  return ({ settings }: Target) =>
    (body: string, host: string) => {
      canary(body)
      ledger.note(owner, key, { provider: settings.provider, model: settings.modelId, host, body })
    }
}
