import { createHash, randomUUID } from 'node:crypto'
import { type BundleHead, sealBundle } from '@faultmaven/bundle'
import { type BundleExport, MAX_BUNDLE_EXPORTS } from '@faultmaven/contracts'
import { type CallContext, ProblemError } from '@faultmaven/rpc'
import { instant } from '../cases/case-record.ts'
import type { OpenCase } from '../cases/open-case.ts'
import type { AgentParts } from '../parts.ts'
import { isOpen } from '../turns/turn-log.ts'
import { bundleEntries } from './bundle-entries.ts'

/** With what conclusions are reached: whoever replays them must have the same. */
export type ConclusionsBy = Pick<BundleHead, 'version' | 'signatures' | 'withoutTechnology'>

type Input = { readonly caseId: string; readonly passphrase: string }

/**
 * What the user did in a case and was answered, with the uploads but without what live sources answered, sealed to a passphrase while it
 * is sent: one entry and one frame are held at a time. That it left is noted in the log before the first byte, and how it ended after the
 * last.
 * @throws {ProblemError} `case.not_found`; `turn.running`; `request.invalid` when the case was exported too often
 */
export async function* exportBundle(
  parts: AgentParts,
  conclusions: ConclusionsBy | undefined,
  { caseId, passphrase }: Input,
  context: CallContext,
): AsyncGenerator<Uint8Array, void> {
  if (conclusions === undefined) throw new ProblemError('service.unavailable', { detail: 'This agent makes no bundles' })
  const openCase = await parts.cases.find(caseId, context.principal)
  const begun: BundleExport = {
    bundleId: randomUUID(),
    at: instant(parts.now()),
    userId: context.principal.userId,
    state: 'sending',
  }
  await note(openCase, begun)
  const head: BundleHead = { kind: 'bundle', format: 'faultmaven-bundle/2', caseId, ...conclusions }
  const hash = createHash('sha256')
  let ended: BundleExport = { ...begun, state: 'cut' }
  let bytes = 0
  try {
    for await (const chunk of sealBundle(bundleEntries(parts, openCase, { head, context }), passphrase)) {
      hash.update(chunk)
      bytes += chunk.length
      yield chunk
    }
    ended = { ...begun, state: 'whole', bytes, sha256: hash.digest('hex') }
  } finally {
    // A case that ended meanwhile takes no more notes, and its receipt has those before.
    await note(openCase, ended).catch(() => {})
  }
}

/** Sets what is known of an export, in the record and in the log. */
async function note(openCase: OpenCase, bundle: BundleExport): Promise<void> {
  await openCase.change(({ record }) => {
    const { bundles = [], turns } = record
    if (bundle.state === 'sending' && turns.some(isOpen))
      throw new ProblemError('turn.running', { detail: 'Wait for the end of the turn, or stop it, and export then' })
    const at = bundles.findIndex(({ bundleId }) => bundleId === bundle.bundleId)
    if (at < 0 && bundles.length >= MAX_BUNDLE_EXPORTS)
      throw new ProblemError('request.invalid', { detail: `A case is exported ${MAX_BUNDLE_EXPORTS} times at most` })
    const turnId = turns.at(-1)?.turnId
    return {
      record: { ...record, bundles: at < 0 ? [...bundles, bundle] : bundles.with(at, bundle) },
      events: turnId === undefined ? [] : [{ turnId, event: { type: 'bundle-exported' as const, bundle } }],
    }
  })
}
