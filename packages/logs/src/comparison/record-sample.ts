import { microseconds, SEVERITIES, severityCode } from '@faultmaven/signals'
import type { RecordSample, SampledLine } from '../digest.ts'
import { decodeText } from '../encoding/decode-text.ts'
import type { Encoding } from '../encoding/detect-encoding.ts'
import type { RecordBatch, SourceNames } from '../records/record-batch.ts'
import { createSampleStratum, hashOf, HASHES, type KeptRecord } from './sample-stratum.ts'

const MAX_PLAIN = 2048
const MAX_FAULTS = 2048
const WARN = severityCode('warn')

/**
 * A sample of the records of a source in which each is as likely as any other of its stratum: faults, and all the rest, for faults
 * are few. A record is kept while the hash of its position lies below a threshold, and the threshold halves when too many are kept.
 * What is kept at the end depends neither on the order of the records nor on how the source is cut: the sample of two parts is
 * that of both together, halved until it fits. Sources of at most 2048 records are kept whole.
 *
 * A record that is not drawn costs a hash of one number. Of one that is, the bytes are kept, and read when something is compared.
 *
 * @see Gibbons, "Distinct sampling for highly-accurate answers", VLDB 2001, for the threshold that halves
 */
export function createRecordSample(names: SourceNames) {
  const faults = createSampleStratum(MAX_FAULTS)
  const plain = createSampleStratum(MAX_PLAIN)
  const stratumOf = (severity: number) => (severity >= WARN ? faults : plain)
  const namesOf = ({ host, component }: KeptRecord) => {
    const named = { host: names.hosts.nameOf(host), component: names.components.nameOf(component) }
    return {
      ...(named.host === undefined ? {} : { host: named.host }),
      ...(named.component === undefined ? {} : { component: named.component }),
    }
  }
  return {
    /** Keeps those that are drawn of the first records of a batch. */
    add: (batch: RecordBatch, count: number): void => {
      const { loops, severities } = batch
      const next = (from: number) => loops.drawn(from, count, WARN, plain.threshold(), faults.threshold())
      for (let index = next(0); index < count; index = next(index + 1)) stratumOf(severities[index]!).add(batch, index)
    },
    /** @param templateOf the template of each group */
    result: (templateOf: (group: number) => number | undefined, encoding: Encoding): RecordSample => ({
      faultRate: faults.threshold() / HASHES,
      plainRate: plain.threshold() / HASHES,
      lines: [...faults.records(), ...plain.records()]
        .sort((a, b) => a.line - b.line)
        .map((kept) => ({ ...toSampled(kept, templateOf(kept.group) ?? -1, encoding), ...namesOf(kept) })),
    }),
  }
}

/** Whether the record at a position in bytes is in a sample of the first `limit` hashes. */
export function isDrawn(position: number, limit: number): boolean {
  return hashOf(position) < limit
}

/** The limit of {@link isDrawn} by which a share of all records is drawn. */
export function limitOf(share: number): number {
  return Math.round(share * HASHES)
}

function toSampled(kept: KeptRecord, template: number, encoding: Encoding): SampledLine {
  const { line, time, severity, hash, bytes, isRaw } = kept
  const sampled: { -readonly [K in keyof SampledLine]: SampledLine[K] } = {
    line,
    template,
    isFault: severity >= WARN,
    draw: hash / HASHES,
    text: decodeText(bytes, isRaw ? encoding : 'utf-8'),
  }
  // Assigning costs a third of spreading.
  if (!Number.isNaN(time)) sampled.time = microseconds(time)
  if (severity > 0) sampled.severity = SEVERITIES[severity - 1]!
  return sampled
}
