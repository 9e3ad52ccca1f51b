import type { StackedThread, StackFrame } from '@faultmaven/commands'
import { clip } from '../composition/clip.ts'
import type { DraftFinding } from '../draft.ts'
import { plainFault } from './structure-draft.ts'
import { ownFrame, shortFrame, waitsForPool, isIdle, readsNetwork, isInTransaction, sharesEntry } from './threads-frames.ts'

/** So many threads at the same place are no coincidence. */
const MANY = 5
const MANY_SHARE = 0.3
const MAX_PLACES = 4

type Group = { readonly frame: StackFrame; readonly threads: readonly StackedThread[] }

/**
 * What a dump of all threads says: threads that wait for a lock, who holds it and what the holder does; threads that wait for a
 * pooled connection, and the call inside which the others hold theirs; many threads at the same place of the program's own code.
 * Threads that wait for work are left out. Best first.
 */
export function examineThreads(threads: readonly StackedThread[], sourceName: string): DraftFinding[] {
  const locks = lockFindings(threads)
  const pooled = poolFindings(threads)
  const common = locks.length + pooled.length > 0 ? [] : commonPlace(threads)
  return [...locks, ...pooled, ...common].map((finding) => ({ ...finding, sourceName })).toSorted((a, b) => b.score - a.score)
}

type Told = Pick<DraftFinding, 'title' | 'score' | 'fault'> & {
  readonly threads: readonly StackedThread[]
  readonly frames: readonly StackFrame[]
  readonly details: readonly string[]
  readonly entity: string
}

function draft({ threads, frames, details, entity, ...told }: Told): Omit<DraftFinding, 'sourceName'> {
  const cited = frames.slice(0, MAX_PLACES)
  return {
    ...told,
    title: clip(told.title, 200),
    kind: 'state',
    check: 'thread-stacks',
    severity: 'error',
    count: threads.length,
    entities: entity === '' ? [] : [entity],
    details: details.filter((detail) => detail !== ''),
    places: cited.map(({ line }) => ({ line })),
    predicates: cited.map(({ text, line }) => ({
      name: 'present',
      literals: [text.split('(')[0]?.trim() ?? text],
      lines: [line],
    })),
  }
}

/** Threads that wait for a lock which another thread of the dump holds. */
function lockFindings(threads: readonly StackedThread[]): Omit<DraftFinding, 'sourceName'>[] {
  const waiting = new Map<string, StackedThread[]>()
  for (const thread of threads) {
    const id = thread.waitsFor?.id
    if (id !== undefined) waiting.set(id, [...(waiting.get(id) ?? []), thread])
  }
  const holders = new Map(threads.flatMap((thread) => thread.holds.map((lock) => [lock.id, thread] as const)))
  return [...waiting].flatMap(([id, waiters]) => {
    const holder = holders.get(id)
    const lock = waiters[0]?.waitsFor
    if (!holder || !lock || holder.waitsFor?.id === id || waiters.length < 2) return []
    const does = ownFrame(holder) ?? holder.frames[0]
    const held = holder.holds.find((one) => one.id === id)
    const type = lock.type.split('.').at(-1) ?? ''
    const doing = does === undefined ? '' : ` while it is in ${shortFrame(does.text)}${activityOf(holder)}`
    return [
      draft({
        threads: waiters,
        entity: does === undefined ? holder.name : shortFrame(does.text),
        title: `${waiters.length} threads wait for one lock${type === '' ? '' : ` (${type})`} that thread “${clip(holder.name, 50)}” holds${doing}`,
        score: 0.5 + Math.min(0.22, 0.05 * Math.log2(waiters.length)),
        fault: plainFault('lock', 'hung', { blames: 'callee', entity: does === undefined ? holder.name : shortFrame(does.text) }),
        frames: [
          ...(held ? [{ text: `locked <${id}>`, line: held.line }] : []),
          ...(does ? [does] : []),
          { text: `<${id}>`, line: lock.line },
        ],
        details: [callersOf(holder)],
      }),
    ]
  })
}

/** Many threads wait for a connection of a pool: what the holders of the others are doing is why. */
function poolFindings(threads: readonly StackedThread[]): Omit<DraftFinding, 'sourceName'>[] {
  const waiters = threads.filter((thread) => waitsForPool(thread) !== undefined)
  const waits = new Set(waiters)
  const wait = waiters[0] && waitsForPool(waiters[0])
  if (waiters.length < MANY || !wait) return []
  const comesTheSameWay = sharesEntry(waiters)
  const busy = threads.filter((thread) => !waits.has(thread) && comesTheSameWay(thread) && !isIdle(thread))
  const [holders] = groupsOf(busy)
  const waited = `${waiters.length} threads wait for a pooled connection (${shortFrame(wait.text)})`
  if (!holders || holders.threads.length < 2)
    return [
      draft({
        threads: waiters,
        entity: '',
        title: waited,
        score: 0.45,
        fault: plainFault('pool', 'exhausted', { blames: 'caller' }),
        frames: [wait],
        details: [],
      }),
    ]
  const [holder] = holders.threads
  const inside = holder && isInTransaction(holder)
  return [
    draft({
      threads: holders.threads,
      entity: shortFrame(holders.frame.text),
      title: `Slow call ${inside ? 'inside a transaction ' : ''}holds the pooled connections: ${holders.threads.length} threads are in ${shortFrame(holders.frame.text)}${holder ? activityOf(holder) : ''}, ${waiters.length} wait for a connection`,
      score: 0.7,
      fault: plainFault('transaction', 'slow', { blames: 'callee', entity: shortFrame(holders.frame.text) }),
      frames: [holders.frame, ...holders.threads.slice(1, 2).flatMap((thread) => ownFrame(thread) ?? []), wait],
      details: [holder ? callersOf(holder) : '', `the others wait in ${shortFrame(wait.text)}`],
    }),
  ]
}

/** A good part of all threads that do something are at the same place of the program's own code. */
function commonPlace(threads: readonly StackedThread[]): Omit<DraftFinding, 'sourceName'>[] {
  const busy = threads.filter((thread) => !isIdle(thread))
  const [group] = groupsOf(busy)
  if (!group || group.threads.length < MANY || group.threads.length < busy.length * MANY_SHARE) return []
  const [first] = group.threads
  const isNetwork = first !== undefined && readsNetwork(first)
  const place = shortFrame(group.frame.text)
  return [
    draft({
      threads: group.threads,
      entity: place,
      title: `${group.threads.length} of ${busy.length} busy threads are in ${place}${first ? activityOf(first) : ''}`,
      score: 0.5,
      fault: isNetwork
        ? plainFault('upstream', 'slow', { blames: 'callee', entity: place })
        : plainFault('code', 'slow', { blames: 'resource', entity: place }),
      frames: [group.frame, ...group.threads.slice(1, 3).flatMap((thread) => ownFrame(thread) ?? [])],
      details: [first ? callersOf(first) : ''],
    }),
  ]
}

/** Threads by the innermost frame of the program's own code, greatest group first. */
function groupsOf(threads: readonly StackedThread[]): Group[] {
  const groups = new Map<string, { frame: StackFrame; threads: StackedThread[] }>()
  for (const thread of threads) {
    const frame = ownFrame(thread)
    if (frame === undefined) continue
    const group = groups.get(frame.text)
    if (group) group.threads.push(thread)
    else groups.set(frame.text, { frame, threads: [thread] })
  }
  return [...groups.values()].toSorted((a, b) => b.threads.length - a.threads.length)
}

function activityOf(thread: StackedThread): string {
  if (readsNetwork(thread)) return ', waiting for an answer from the network'
  if (/^TIMED_WAITING \(sleeping\)|^sleep/.test(thread.state)) return ', sleeping'
  return ''
}

function callersOf(thread: StackedThread): string {
  const own = ownFrame(thread)
  const after = own === undefined ? [] : thread.frames.slice(thread.frames.indexOf(own) + 1)
  const caller = ownFrame({ ...thread, frames: after })
  return caller === undefined ? '' : `called by ${shortFrame(caller.text)}`
}
