import type { Citation, Finding } from '@faultmaven/contracts'
import { createDetection } from '@faultmaven/redaction'
import { createPacer } from '../ingest/pacer.ts'
import { toEncoding } from '../reading/source-reader.ts'
import type { StoredSource } from '../store/stored-source.ts'
import type { CaseStore } from './case-store.ts'
import { readTellingRecords } from './telling-records.ts'

/** How much of the beginning of a source is read for names, and of all sources together. */
const HEAD_BYTES = 64 * 1024
const ALL_HEADS_BYTES = 4 * 2 ** 20
/** How much of the records behind them is read, of all sources together. */
const ALL_RECORDS_BYTES = 4 * 2 ** 20
/** Where data names a host in one word: `"instance": "db-1:9100"`, `nodeName: worker-3`, `hostname=web-2`. */
const NAMED_HOST =
  /(?<![a-z\d])(?:host(?:[_-]?name)?|node(?:[_-]?name)?|instance)["']?[ \t]{0,2}[:=][ \t]{0,2}["']?([a-z][\w.-]{1,62}[a-z\d])(?![\w(])/gi
/** Of a kind: as many as a request to a model may name. */
const MAX_NAMES = 20_000

/**
 * Names of hosts and accounts that the evidence of a case tells of: all hosts in the headers of its logs, and what its findings, the beginning of each
 * source and records of each of its templates call a host or an account ({@link readTellingRecords}). Behind its beginning, a source without records is not
 * looked through.
 * @returns each name once; at most 20 000 of a kind
 */
export async function listNames(caseId: string, findings: readonly Finding[], store: CaseStore) {
  const hosts = new Set<string>()
  const users = new Set<string>()
  const detect = createDetection()
  const pause = createPacer()
  const look = (text: string): boolean => {
    const found = detect(text).filter(({ type }) => type === 'HOST' || type === 'USER')
    for (const { start, end, type } of found) (type === 'HOST' ? hosts : users).add(text.slice(start, end))
    const named = [...text.matchAll(NAMED_HOST)]
    for (const [, host = ''] of named) hosts.add(host)
    return found.length + named.length > 0
  }
  const readFor = async (text: string) => {
    look(text)
    await pause()
  }
  let room = ALL_HEADS_BYTES
  let recordsRoom = ALL_RECORDS_BYTES
  for (const stored of await store.sources(caseId)) {
    const index = await store.index(caseId, stored)
    for (const host of (await index?.names())?.hosts ?? []) hosts.add(host)
    const head = room > 0 ? await readHead(caseId, stored, store) : ''
    room -= head.length
    await readFor(head)
    const bytes = stored.source.bytes > HEAD_BYTES && index && (await store.bytes(caseId, stored))
    if (!bytes || recordsRoom <= 0) continue
    const decoder = new TextDecoder(toEncoding(stored.source.encoding))
    const decode = (record: Uint8Array) => decoder.decode(record)
    recordsRoom -= await readTellingRecords({ index, bytes, decode, look, pause, room: recordsRoom })
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
