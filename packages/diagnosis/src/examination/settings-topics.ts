import type { DraftFinding } from '../draft.ts'
import { lineDraft, type TextLine } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

const TOPIC = /^\s*Topic: (\S{1,200})\s.{0,200}ReplicationFactor:\s?(\d{1,3}).{0,400}min\.insync\.replicas=(\d{1,3})/
const PARTITION = /^\s*Topic: (\S{1,200})\s+Partition: \d{1,6}\s.{0,200}Isr: ([\d,]*)/

const MAX_FINDINGS = 5

type Topic = TextLine & { readonly name: string; readonly factor: number; readonly least: number }

/**
 * Topics of Kafka with fewer replicas in sync than they want: writes with `acks=all` are refused. Where as many are wanted as there are,
 * one broker that is down is enough.
 * @see https://kafka.apache.org/documentation/#topicconfigs_min.insync.replicas
 */
export function examineTopics(lines: readonly string[], sourceName: string): DraftFinding[] {
  const topics: Topic[] = []
  const found: DraftFinding[] = []
  for (const [index, text] of lines.slice(0, 20_000).entries()) {
    const here = { text: text.slice(0, 400), line: index + 1 }
    const [, name, factor, least] = TOPIC.exec(here.text) ?? []
    if (name !== undefined) topics.push({ ...here, name, factor: Number(factor), least: Number(least) })
    const [, of, isr = ''] = PARTITION.exec(here.text) ?? []
    const topic = topics.at(-1)
    const inSync = isr.split(',').filter((id) => id !== '')
    if (found.length >= MAX_FINDINGS) break
    if (topic === undefined || of !== topic.name || inSync.length >= topic.least) continue
    if (found.some(({ entities }) => entities.includes(topic.name))) continue
    const every = topic.least >= topic.factor ? `, all of its ${topic.factor} replicas` : ''
    found.push(
      lineDraft({
        sourceName,
        kind: 'state',
        check: 'topics',
        title: `Topic ${topic.name} wants ${topic.least} in-sync replicas${every} (min.insync.replicas=${topic.least}), but only ${inSync.length} are in sync: writes with acks=all are refused`,
        score: 0.8,
        proofs: [topic, here],
        entities: [topic.name],
        fault: plainFault('replica', 'exhausted', { entity: topic.name, magnitude: { value: topic.least, unit: 'replicas' } }),
        details: [every === '' ? '' : 'one broker that is down is enough to stop writes'],
      }),
    )
  }
  return found
}
