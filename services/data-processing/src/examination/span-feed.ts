import { beginsWithSpans } from '@faultmaven/traces'
import type { LargeFeed } from '../ingest/read-source.ts'
import type { Examiner } from './examiner.ts'

/** Bytes handed over at a time: the examiner reads them in some 20 ms. */
const PORTION_BYTES = 2 ** 20

/**
 * Hands the bytes of a large trace to the examiner while they arrive, one portion on its way at most.
 * An examiner that fails is told nothing more: examining the source fails then.
 * @returns undefined when the source is no trace by its beginning: others are not examined piece by piece
 */
export function feedSpans(
  examiner: Pick<Examiner, 'take'>,
  { turnId, sourceId, head }: { readonly turnId: string; readonly sourceId: string; readonly head: Uint8Array },
): LargeFeed | undefined {
  if (!beginsWithSpans(head)) return undefined
  let portion = new Uint8Array(PORTION_BYTES)
  let filled = 0
  let at = 0
  let isLost = false
  let underWay: Promise<void> = Promise.resolve()

  async function send(): Promise<void> {
    const bytes = portion.subarray(0, filled)
    const begins = at
    portion = new Uint8Array(PORTION_BYTES)
    at += filled
    filled = 0
    await underWay
    if (isLost) return
    underWay = examiner.take({ turnId, sourceId, at: begins, bytes }).catch(() => {
      isLost = true
    })
  }
  return {
    push(bytes) {
      if (isLost) return undefined
      const fits = Math.min(bytes.length, PORTION_BYTES - filled)
      portion.set(bytes.subarray(0, fits), filled)
      filled += fits
      if (filled < PORTION_BYTES) return undefined
      const sent = send()
      portion.set(bytes.subarray(fits))
      filled = bytes.length - fits
      return sent
    },
    async end() {
      await send()
      await underWay
    },
  }
}
