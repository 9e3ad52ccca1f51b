import { clamp } from './numbers.ts'

/** Which traces are suspect, and the same many drawn at random: what is found in those is chance. */
export type TraceLabels = {
  /** 1 for a suspect trace, 0 for an ordinary one, by number of the trace. */
  readonly suspect: Uint8Array
  readonly shuffled: readonly Uint8Array[]
  readonly suspects: number
  readonly ordinary: number
}

/** Shuffles for very many traces, and for few, where each is coarse: with 20 of a hundred traces the order of close candidates is luck. */
const SHUFFLES = { least: 20, most: 60 }
const SHUFFLED_TRACES = 6000

/** Labels traces that start inside the window; the shuffles are the same for the same number of traces. */
export function labelTraces(starts: readonly number[], window: { readonly start: number; readonly end: number }): TraceLabels {
  const suspect = Uint8Array.from(starts, (start) => (start >= window.start && start <= window.end ? 1 : 0))
  const suspects = suspect.reduce((sum, label) => sum + label, 0)
  const random = createRandom(starts.length)
  const count = clamp(Math.round(SHUFFLED_TRACES / Math.max(1, starts.length)), SHUFFLES.least, SHUFFLES.most)
  const shuffled = Array.from({ length: count }, () => {
    const labels = suspect.slice()
    for (let last = labels.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1))
      const kept = labels[last] ?? 0
      labels[last] = labels[other] ?? 0
      labels[other] = kept
    }
    return labels
  })
  return { suspect, shuffled, suspects, ordinary: starts.length - suspects }
}

/** Mulberry32: small, seeded, good enough for shuffles. */
function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
