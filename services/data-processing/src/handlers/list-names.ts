import type { Citation, Finding } from '@faultmaven/contracts'
import { createDetection } from '@faultmaven/redaction'
import { createPacer } from '../ingest/pacer.ts'
import { toEncoding } from '../reading/source-reader.ts'
import type { StoredSource } from '../store/stored-source.ts'
import type { CaseStore } from './case-store.ts'

/** How much of the beginning of a source is read for names, and of all sources together. */
const HEAD_BYTES = 64 * 1024
const ALL_HEADS_BYTES = 4 * 2 ** 20
/** Where data names a host in one word: `"instance": "db-1:9100"`, `nodeName: worker-3`, `hostname=web-2`. */
const NAMED_HOST =
  /(?<![a-z\d])(?:host(?:[_-]?name)?|node(?:[_-]?name)?|instance)["']?[ \t]{0,2}[:=][ \t]{0,2}["']?([a-z][\w.-]{1,62}[a-z\d])(?![\w(])/gi
/** Of a kind: as many as a request to a model may name. */
const MAX_NAMES = 20_000

/**
 * Names of hosts and accounts that the evidence of a case tells of: all hosts in the headers of its logs, and what its findings and the beginning of
 * each source call a host or an account. What follows the beginning of a source without being in a header or a finding is not looked through.
 * @returns each name once; at most 20 000 of a kind
 */
export async function listNames(caseId: string, findings: readonly Finding[], store: CaseStore) {
  const hosts = new Set<string>()
  const users = new Set<string>()
  const detect = createDetection()
  const pause = createPacer()
  const readFor = async (text: string) => {
    for (const { start, end, type } of detect(text)) {
      if (type === 'HOST') hosts.add(text.slice(start, end))
      if (type === 'USER') users.add(text.slice(start, end))
    }
    for (const [, host = ''] of text.matchAll(NAMED_HOST)) hosts.add(host)
    await pause()
  }
  let room = ALL_HEADS_BYTES
  for (const stored of await store.sources(caseId)) {
    const index = await store.index(caseId, stored)
    for (const host of (await index?.names())?.hosts ?? []) hosts.add(host)
    const head = room > 0 ? await readHead(caseId, stored, store) : ''
    room -= head.length
    await readFor(head)
  }
  for (const finding of findings) await readFor(textOf(finding))
  return { hosts: tellingNames(hosts), users: tellingNames(users) }
}

async function readHead(caseId: string, stored: StoredSource, store: CaseStore): Promise<string> {
  const bytes = await store.bytes(caseId, stored)
  if (bytes === undefined) return ''
  return new TextDecoder(toEncoding(stored.source.encoding)).decode(
    await bytes.read(0, Math.min(HEAD_BYTES, stored.source.bytes)),
  )
}

function textOf({ title, details, entities, citations }: Finding): string {
  return [title, ...details, ...entities, ...citations.flatMap(quotesOf)].join('\n')
}

function quotesOf(citation: Citation): string[] {
  return citation.kind === 'search' ? citation.first.flatMap(quotesOf) : [citation.quote]
}

/** Numbers stand for much else, and every machine is `localhost` to itself. */
function tellingNames(names: ReadonlySet<string>): string[] {
  return [...names].filter((name) => /\p{L}/u.test(name) && !/^localhost(?:\.localdomain)?$/i.test(name)).slice(0, MAX_NAMES)
}
