import { microseconds, type LogRecord, type Microseconds } from '@faultmaven/signals'
import { copyText } from '../comparison/copy-text.ts'
import type { IdEvent, IdEvents } from '../digest.ts'
import { textOf, type RecordBatch } from '../records/record-batch.ts'

/** Events kept in all; beyond, half of the ids are no longer followed, and so on. */
const MAX_EVENTS = 8192
/** An id that comes more often is the name of a thing, not of one run of something. */
const MAX_EVENTS_OF_ID = 8
const MAX_SLOTS = 2
/** Groups beyond these have no ids that are followed. */
const MAX_GROUPS = 2000
const MIN_ID = 3
const MAX_ID = 64
const MAX_PREFIX = 16
/** Of a record, characters in which its ids are looked for: as much as is known of a line that was seen alike before. */
const MAX_TEXT = 4096
/** After so many events a slot must have met other groups, and not be names. */
const JUDGED = 128
const MIN_JOINED = 0.3
const MAX_NAMES = 0.5

/** Where a group's records hold an id: behind a piece of ASCII text. */
type Slot = { readonly prefix: string; events: number; joined: number; names: number }
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
export function createSequenceEvents() {
  const groups: (Slot[] | null | undefined)[] = []
  let ids = new Map<string, OpenId>()
  let threshold = 2 ** 32
  let kept = 0

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
      ids.set(copyText(id), open)
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
  const follow = (slots: Slot[], group: number, text: string, line: number, time: number): void => {
    for (const slot of slots) {
      const from = idStart(slot, text)
      const to = idEnd(text, from)
      const isId = from >= 0 && to - from >= MIN_ID
      const hash = isId ? hashOf(text, from, to) : 0
      if (!isId) slot.events += 1
      else if (hash < threshold) see(text.slice(from, to), hash, slot, group, line, time)
      if (isUseless(slot)) groups[group] = orNone(slots.filter((other) => other !== slot))
    }
  }
  return {
    /** Follows a record of a batch. @returns false when its group is given up */
    add(batch: RecordBatch, index: number): boolean {
      const group = batch.groups[index]!
      const whole = batch.whole[index]
      // The first record of a group is always whole.
      if (groups[group] === undefined)
        groups[group] = orNone(group < MAX_GROUPS && whole !== undefined ? findSlots(whole.record, whole.text) : [])
      const slots = groups[group]
      if (slots === null || slots === undefined) return false
      // What is looked for is ASCII: a character for each byte will do.
      follow(slots, group, textOf(batch, index), batch.numbers[index]!, batch.times[index]!)
      return groups[group] !== null
    },
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
function findSlots({ body, fields }: LogRecord, text: string): Slot[] {
  const slots: Slot[] = []
  const take = (id: string, from: number) => {
    if (slots.length >= MAX_SLOTS || !looksLikeId(id)) return
    const at = text.indexOf(id, from)
    const prefix = PREFIX.exec(text.slice(Math.max(0, at - MAX_PREFIX), Math.max(0, at)))?.[0] ?? ''
    const slot = { prefix: copyText(prefix), events: 0, joined: 0, names: 0 }
    const start = idStart(slot, text)
    // Without a letter before it a word is found by its place only, and that moves.
    if (!/[A-Za-z]/.test(prefix) || text.slice(start, idEnd(text, start)) !== id) return
    if (!slots.some((other) => other.prefix === prefix)) slots.push(slot)
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

/** Where the id of a slot begins in a text, -1 for none. */
function idStart({ prefix }: Slot, text: string): number {
  const found = text.indexOf(prefix)
  return found < 0 || found > MAX_TEXT ? -1 : found + prefix.length
}

function idEnd(text: string, from: number): number {
  let to = from
  while (to < text.length && to - from < MAX_ID && isWord(text.charCodeAt(to))) to += 1
  return to
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 45
}

/** FNV-1a of a piece of a text, mixed once more: 32 bits. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
