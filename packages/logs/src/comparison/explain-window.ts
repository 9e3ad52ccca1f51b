import type { LogDigest, SampledRecord } from '../digest.ts'
import { compareRecords, type Difference } from './compare-records.ts'
import { readSample } from './read-sample.ts'

/** Lines `[firstLine, lastLine]` of a log. */
export type LineWindow = { readonly firstLine: number; readonly lastLine: number }

/** What is different between a window and the rest: of all its records, and of its faults against all that is no fault. */
export type WindowExplanation = { readonly records: readonly Difference[]; readonly faults: readonly Difference[] }

/** Faults and others that are compared field by field. */
const MIN_FAULTS = 5

/**
 * Log-rate analysis by field: which messages, severities, components, hosts and values appear, dominate or vanish in each window.
 * `faults` tells what the faults of the window have in common that the rest of the log has not: who they happen to.
 * Works on the records that the digest sampled; all of them where the log is small.
 */
export function explainWindows(
  { sample, templates }: Pick<LogDigest, 'sample' | 'templates'>,
  windows: readonly LineWindow[],
): WindowExplanation[] {
  if (windows.length === 0) return []
  const texts = new Map(templates.map(({ id, text }) => [id, text]))
  const namesOf = ({ template }: SampledRecord) => {
    const text = texts.get(template)
    return text === undefined ? [] : [{ field: 'message', value: text }]
  }
  const records = readSample(sample.lines)
  // Faults are drawn more often than the rest.
  const rate = Math.min(sample.faultRate, sample.plainRate)
  const even = records.filter(({ draw }) => draw < rate)
  const fine = even.filter(({ isFault }) => !isFault)
  return windows.map(({ firstLine, lastLine }) => {
    const isWithin = ({ line }: SampledRecord) => line >= firstLine && line <= lastLine
    const outside = even.filter((record) => !isWithin(record))
    const faults = records.filter((record) => record.isFault && isWithin(record))
    return {
      records: compareRecords(even.filter(isWithin), outside, { namesOf }),
      faults: faults.length < MIN_FAULTS ? [] : compareRecords(faults, fine, { sharedOnly: true }).filter(isNews),
    }
  })
}

/** What faults lack is no news; that they are faults is left out as what fine records never say. */
function isNews({ effect, kind }: Difference): boolean {
  return effect > 0 || kind === 'quantity'
}
