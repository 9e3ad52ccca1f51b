import { classifyContent, detectEncoding } from '@faultmaven/logs'
import { beginsWithSeries } from '@faultmaven/metrics'
import { beginsWithSpans } from '@faultmaven/traces'
import type { LargeFeed } from '../ingest/read-source.ts'
import type { Examiner } from './examiner.ts'
import type { PieceKind } from './source-readers.ts'

/** Bytes handed over at a time: the examiner reads them in some 20 ms. */
const PORTION_BYTES = 2 ** 20

type FedSource = { readonly turnId: string; readonly sourceId: string; readonly name: string; readonly head: Uint8Array }

/**
 * Hands the bytes of a large trace, or of large metrics, to the examiner while they arrive, one portion on its way at most.
 * An examiner that fails is told nothing more: examining the source fails then.
 * @returns undefined when the source is neither by its beginning: others are not examined piece by piece
 */
export function feedSource(examiner: Pick<Examiner, 'take'>, { turnId, sourceId, name, head }: FedSource): LargeFeed | undefined {
  const kind = kindOf(name, head)
  if (kind === undefined) return undefined
  const as: PieceKind = kind
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
    underWay = examiner.take({ turnId, sourceId, name, as, at: begins, bytes }).catch(() => {
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

/** A table of numbers may be many things: it is one of metrics when it looks like nothing else. */
function kindOf(name: string, head: Uint8Array): PieceKind | undefined {
  if (beginsWithSpans(head)) return 'spans'
  const isMetrics = detectEncoding(head).encoding === 'utf-8' && classifyContent(name, head).kind === 'metrics'
  return isMetrics && beginsWithSeries(head) ? 'series' : undefined
}
