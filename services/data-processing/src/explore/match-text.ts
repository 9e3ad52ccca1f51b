import type { ChunkLists } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'
import { beginBytes } from './find-bytes.ts'
import { findLines } from './find-in-lines.ts'
import { countOf, type Matched } from './match-columns.ts'
import type { TextCondition } from './read-filter.ts'
import type { Scan } from './scan.ts'

/**
 * Mined groups whose every record holds what a condition asks, because a constant piece of their template does: their text need not
 * be read.
 */
export async function impliedGroups(source: ExploredSource, condition: TextCondition): Promise<Uint8Array> {
  const { templates, owners } = await source.index.templates()
  const holds = templates.map(({ literals }) => literals.some((literal) => !/[\r\n]/.test(literal) && isIn(literal, condition)))
  return Uint8Array.from(owners, (owner) => (holds[owner] === true ? 1 : 0))
}

function isIn(literal: string, condition: TextCondition): boolean {
  if (condition.kind === 'literal') return !condition.ignoreCase && literal.includes(condition.literal)
  return condition.isFree && condition.test(literal)
}

type Match = {
  readonly matched: Matched
  readonly condition: TextCondition
  readonly implied: Uint8Array
  readonly lists: ChunkLists
}

/**
 * Begins to look which of the records chosen so far meet a condition; what it gives ends it, and others may begin between. The columns
 * that stand in the room are used in each of both, not from one to the other.
 */
export async function beginText(scan: Scan, { matched, condition, implied, lists }: Match): Promise<() => Promise<Matched>> {
  const { chunk } = scan
  const known = await impliedRecords(scan, { implied, lists })
  if (known === 'all') return () => Promise.resolve(matched)
  const marks = matched.marks === 'all' ? new Uint8Array(chunk.records).fill(1) : matched.marks
  const asked = marks.slice()
  if (known !== undefined) for (let at = 0; at < asked.length; at++) if (known[at] === 1) asked[at] = 0
  const end = await beginFind(scan, asked, condition)
  return async () => {
    const found = await end()
    if (known !== undefined) for (let at = 0; at < found.length; at++) if (known[at] === 1) found[at] = marks[at]!
    return { count: countOf(found), marks: found }
  }
}

/** 1 for each record of a chunk whose group is implied; undefined when none is. */
async function impliedRecords(
  { source, chunk, room }: Scan,
  { implied, lists }: Pick<Match, 'implied' | 'lists'>,
): Promise<Uint8Array | 'all' | undefined> {
  if (!implied.includes(1)) return undefined
  const listed = lists.group
  const isImplied = (value: number, place: number) => place % 2 === 1 || implied[value] === 1
  if (listed?.every(isImplied) === true) return 'all'
  if (listed !== undefined && !listed.some((value, place) => place % 2 === 0 && implied[value] === 1)) return undefined
  const [group] = await source.index.columns(chunk, ['group'], room)
  const known = new Uint8Array(chunk.records)
  for (let at = 0; at < known.length; at++) known[at] = implied[group![at]!] ?? 0
  return known
}

/** Begins to find the records asked whose text meets the condition; what it gives has 1 for each. */
async function beginFind(scan: Scan, asked: Uint8Array, condition: TextCondition): Promise<() => Promise<Uint8Array>> {
  if (condition.kind === 'literal') {
    const end = await beginBytes(scan, asked, { text: condition })
    return async () => (await end()).hits
  }
  const { required, test } = condition
  if (required === undefined) return () => findLines(scan, asked, test)
  const text = { literal: required }
  if (scan.source.encoding.startsWith('utf-16')) {
    const end = await beginBytes(scan, asked, { text })
    return async () => findLines(scan, (await end()).hits, test)
  }
  const end = await beginBytes(scan, asked, { text, test })
  return async () => {
    const { hits, unsure } = await end()
    const late = await findLines(scan, unsure, test)
    for (let at = 0; at < hits.length; at++) if (late[at] === 1) hits[at] = 1
    return hits
  }
}
