import type { Encoding } from '@faultmaven/logs'
import { countMarks } from '../record-index/count-marks.ts'
import type { ChunkLists } from '../record-index/stored-index.ts'
import type { ExploredSource } from './explored-source.ts'
import { beginBytes, isSearchedWhole } from './find-bytes.ts'
import { findLines } from './find-in-lines.ts'
import type { Matched } from './match-columns.ts'
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
  const known = impliedRecords(scan, { matched, condition, implied, lists })
  if (known === 'all') return () => Promise.resolve(matched)
  const { marks } = matched
  const asked = marks === 'all' ? new Uint8Array(scan.chunk.records).fill(1) : marks
  if (known === undefined) {
    const end = await beginFind(scan, asked, condition)
    return async () => toMatched(await end())
  }
  const end = await beginFind(
    scan,
    asked.map((mark, at) => mark & (known[at]! ^ 1)),
    condition,
  )
  return async () => {
    const found = await end()
    for (let at = 0; at < found.length; at++) found[at]! |= known[at]! & asked[at]!
    return toMatched(found)
  }
}

function toMatched(marks: Uint8Array): Matched {
  return { count: countMarks(marks), marks }
}

/** Whether whoever holds the text holds its bytes: a byte that is no UTF-8 is read as another character, so not beyond ASCII. */
function isFoundInBytes(condition: TextCondition, encoding: Encoding): boolean {
  return condition.kind === 'literal' && (encoding !== 'utf-8' || /^[ -~]*$/.test(condition.literal))
}

/**
 * 1 for each record of a chunk whose group is implied; undefined when none is, or so few that the whole chunk is searched for the others,
 * which finds them, too.
 */
function impliedRecords(
  { source, chunk, columns, room }: Scan,
  { matched, condition, implied, lists }: Match,
): Uint8Array | 'all' | undefined {
  if (!implied.includes(1)) return undefined
  const listed = lists.group
  if (listed !== undefined) {
    let count = 0
    for (let at = 0; at < listed.length; at += 2) if (implied[listed[at]!] === 1) count += listed[at + 1]!
    if (count === chunk.records) return 'all'
    if (count === 0 || (isFoundInBytes(condition, source.encoding) && isSearchedWhole(matched.count - count, chunk.records)))
      return undefined
  }
  const { base, cells } = columns.stored('group', room)
  const known = new Uint8Array(chunk.records)
  for (let at = 0; at < known.length; at++) known[at] = implied[base + cells[at]!] ?? 0
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
