import { microseconds, type Microseconds } from '@faultmaven/signals'
import type { IdEvent, IdEvents } from '../digest.ts'
import { asInteger, type RecordBatch, type WholeRecord } from '../records/record-batch.ts'
import { MAX_FOLLOWED } from '../records/batch-loops.ts'
import { createRecordBytes, type RecordBytes } from '../records/record-bytes.ts'

/** Events kept in all; beyond, half of the ids are no longer followed, and so on. */
const MAX_EVENTS = 8192
/** An id that comes more often is the name of a thing, not of one run of something. */
const MAX_EVENTS_OF_ID = 8
const MAX_SLOTS = 2
/** Groups beyond these have no ids that are followed. */
const MAX_GROUPS = Math.min(2000, MAX_FOLLOWED)
const MIN_ID = 3
const MAX_ID = 64
const MAX_PREFIX = 16
/** After so many events a slot must have met other groups, and not be names. */
const JUDGED = 128
const MIN_JOINED = 0.3
const MAX_NAMES = 0.5

/** Where a group's records hold an id: behind a piece of ASCII text, which stood `offset` bytes into the last of them. */
type Slot = { readonly prefix: Buffer; offset: number; events: number; joined: number; names: number }
type OpenEvent = {
  readonly group: number
  readonly line: number
  readonly time: Microseconds | undefined
  readonly slot: Slot
  joined: boolean
}
type OpenId = { readonly hash: number; readonly events: OpenEvent[]; isName: boolean }

/**
 * Follows ids through the records that name them. Ids are drawn by their hash, so that of a drawn one all records are seen, and fewer
 * are drawn as there are more. A place whose ids no other group names is given up after 128 of them, and costs nothing from then on.
 */
export function createSequenceEvents(cells: Buffer) {
  const groups: (Slot[] | null | undefined)[] = []
  let ids = new Map<string, OpenId>()
  let threshold = 2 ** 32
  let kept = 0
  const bytesOf = createRecordBytes()

  const isFull = () => kept > MAX_EVENTS || ids.size > MAX_EVENTS
  const halve = () => {
    threshold /= 2
    kept = 0
    ids = new Map([...ids].filter(([, { hash }]) => hash < threshold))
    for (const { events } of ids.values()) kept += events.length
  }
  const see = (id: string, hash: number, slot: Slot, group: number, line: number, time: number) => {
    slot.events += 1
    let open = ids.get(id)
    if (open === undefined) {
      open = { hash, events: [], isName: false }
      ids.set(id, open)
    }
    if (open.isName) {
      slot.names += 1
      return
    }
    const event: OpenEvent = {
      group,
      line,
      time: Number.isNaN(time) ? undefined : microseconds(time),
      slot,
      joined: open.events.some((other) => other.group !== group),
    }
    if (event.joined) {
      slot.joined += 1
      for (const other of open.events) {
        if (other.joined) continue
        other.joined = true
        other.slot.joined += 1
      }
    }
    open.events.push(event)
    kept += 1
    if (open.events.length > MAX_EVENTS_OF_ID) {
      open.isName = true
      kept -= open.events.length
      for (const other of open.events) other.slot.names += 1
      open.events.length = 0
    }
    while (isFull()) halve()
  }
  const follow = (slots: Slot[], group: number, record: RecordBytes, line: number, time: number): void => {
    const { bytes, to } = record
    for (const slot of slots) {
      const start = idStart(slot, record)
      const end = start < 0 ? start : idEnd(bytes, start, to)
      const isId = end - start >= MIN_ID
      const hash = isId ? hashOf(bytes, start, end) : 0
      if (!isId) slot.events += 1
      else if (hash < threshold) see(bytes.toString('latin1', start, end), hash, slot, group, line, time)
      if (isUseless(slot)) groups[group] = orNone(slots.filter((other) => other !== slot))
    }
  }
  return {
    /** Follows a record of a batch. @returns false when its group is given up */
    add(batch: RecordBatch, index: number): boolean {
      const group = batch.groups[index]!
      const whole = batch.whole[index]
      // The first record of a group is always whole.
      const isNew = groups[group] === undefined
      if (isNew) groups[group] = orNone(group < MAX_GROUPS && whole !== undefined ? findSlots(whole, bytesOf(batch, index)) : [])
      const slots = groups[group]
      if (slots === null || slots === undefined) return false
      if (isNew) writeSlots(cells, group, slots)
      else readOffsets(cells, group, slots)
      follow(slots, group, bytesOf(batch, index), asInteger(batch.numbers[index]!), batch.times[index]!)
      const left = groups[group] ?? null
      if (left === slots) writeOffsets(cells, group, slots)
      else writeSlots(cells, group, left ?? [])
      return left !== null
    },
    /** Ids whose hash lies below are followed. */
    threshold: () => threshold,
    /** @param templateOf the template of each group */
    result: (templateOf: (group: number) => number | undefined): IdEvents => ({
      rate: threshold / 2 ** 32,
      ids: [...ids].flatMap(([id, { events }]) => {
        const followed = events.filter(({ group }) => groups[group] !== null)
        return followed.length === 0 ? [] : [{ id, events: followed.map((event) => toEvent(event, templateOf)) }]
      }),
    }),
  }
}

// Of each slot of a group, in bytes: the length of its prefix, the offset, and the prefix.
const SLOT = 32
const OFFSET = 4
const PREFIX_AT = 8

/** Where ids stood in records that were not looked at here. */
function readOffsets(cells: Buffer, group: number, slots: readonly Slot[]): void {
  let at = MAX_SLOTS * SLOT * group + OFFSET
  for (const slot of slots) {
    slot.offset = cells.readUInt32LE(at)
    at += SLOT
  }
}
function writeOffsets(cells: Buffer, group: number, slots: readonly Slot[]): void {
  let at = MAX_SLOTS * SLOT * group + OFFSET
  for (const { offset } of slots) at = cells.writeUInt32LE(offset, at) + SLOT - 4
}
/** Says where ids are sought in the records to come. */
function writeSlots(cells: Buffer, group: number, slots: readonly Slot[]): void {
  const at = MAX_SLOTS * SLOT * group
  cells.fill(0, at, at + MAX_SLOTS * SLOT)
  slots.forEach(({ prefix, offset }, index) => {
    cells.writeUInt32LE(prefix.length, at + SLOT * index)
    cells.writeUInt32LE(offset, at + SLOT * index + OFFSET)
    prefix.copy(cells, at + SLOT * index + PREFIX_AT)
  })
}

function toEvent({ group, line, time }: OpenEvent, templateOf: (group: number) => number | undefined): IdEvent {
  return { template: templateOf(group) ?? -1, line, ...(time === undefined ? {} : { time }) }
}

function orNone(slots: Slot[]): Slot[] | null {
  return slots.length === 0 ? null : slots
}

function isUseless({ events, joined, names }: Slot): boolean {
  return events >= JUDGED && (joined < MIN_JOINED * events || names > MAX_NAMES * events)
}

const ID = /[A-Za-z0-9][\w-]{2,63}/g
/** ASCII without digits, right before something. */
const PREFIX = /[ -/:-~]{0,16}$/

/** The first words of a group's first record that look like ids, and fields that do. */
function findSlots({ record, text }: WholeRecord, bytes: RecordBytes): Slot[] {
  const { body, fields } = record
  const slots: Slot[] = []
  const take = (id: string, from: number) => {
    if (slots.length >= MAX_SLOTS || !looksLikeId(id)) return
    const at = text.indexOf(id, from)
    const prefix = PREFIX.exec(text.slice(Math.max(0, at - MAX_PREFIX), Math.max(0, at)))?.[0] ?? ''
    // Without a letter before it a word is found by its place only, and that moves.
    if (!/[A-Za-z]/.test(prefix)) return
    const slot = { prefix: Buffer.from(prefix, 'latin1'), offset: 0, events: 0, joined: 0, names: 0 }
    const start = idStart(slot, bytes)
    if (start < 0 || bytes.bytes.toString('latin1', start, idEnd(bytes.bytes, start, bytes.to)) !== id) return
    if (!slots.some((other) => slot.prefix.equals(other.prefix))) slots.push(slot)
  }
  for (const field of Object.keys(fields)) take(String(fields[field]), 0)
  const message = body.slice(0, 512)
  const from = Math.max(0, text.indexOf(message))
  for (const match of message.matchAll(ID)) take(match[0], from + match.index)
  return slots
}

/** Three digits, or six hexadecimal ones with a digit among them. */
function looksLikeId(text: string): boolean {
  if (text.length < MIN_ID || text.length > MAX_ID || !/^[\w-]+$/.test(text)) return false
  return /\d[^\d]{0,20}\d[^\d]{0,20}\d/.test(text) || /^(?=.{0,20}\d)[0-9a-f]{6,}$/i.test(text)
}

/** Where the id of a slot begins, -1 for none: where it did in the record before, else behind the first such text. */
function idStart(slot: Slot, { bytes, from, to }: RecordBytes): number {
  const { prefix } = slot
  const { length } = prefix
  const before = from + slot.offset
  if (before + length <= to && isAt(bytes, before, prefix)) return before + length
  const first = prefix[0]!
  const last = prefix[length - 1]!
  for (let at = from; at <= to - length; at++) {
    // Two bytes tell nearly always.
    if (bytes[at + length - 1] !== last || bytes[at] !== first || !isAt(bytes, at, prefix)) continue
    slot.offset = at - from
    return at + length
  }
  return -1
}

function isAt(bytes: Buffer, at: number, prefix: Buffer): boolean {
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false
  return true
}

function idEnd(bytes: Uint8Array, start: number, to: number): number {
  let end = start
  while (end < to && end - start < MAX_ID && isWord(bytes[end]!)) end += 1
  return end
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 45
}

/** FNV-1a of a piece of a text, mixed once more: 32 bits. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
