import type { LogRecord, Microseconds } from '@faultmaven/signals'
import type { IdEvent, IdEvents } from '../digest.ts'

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
/** After so many events a slot must have met other groups, and not be names. */
const JUDGED = 128
const MIN_JOINED = 0.3
const MAX_NAMES = 0.5

/** Where a group's records hold an id: behind a piece of text, or in a field. */
type Slot = { readonly prefix: string; readonly field?: string; events: number; joined: number; names: number }
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
 * are drawn as there are more. A group whose ids no other group names is given up after 128 of them, and costs nothing from then on.
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
  const see = (id: string, hash: number, slot: Slot, { line, time }: LogRecord, group: number) => {
    slot.events += 1
    let open = ids.get(id)
    if (open === undefined) {
      // Joined to a text of its own: a piece would hold the whole chunk of the source.
      open = { hash, events: [], isName: false }
      ids.set(copyOf(id), open)
    }
    if (open.isName) {
      slot.names += 1
      return
    }
    const event: OpenEvent = { group, line, time, slot, joined: open.events.some((other) => other.group !== group) }
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
  return {
    add(record: LogRecord, group: number): void {
      let slots = groups[group]
      if (slots === null) return
      if (slots === undefined) {
        slots = group < MAX_GROUPS ? findSlots(record) : []
        groups[group] = slots.length === 0 ? null : slots
      }
      for (const slot of slots) {
        const id = idOf(slot, record)
        if (id === undefined) continue
        const hash = hashOf(id)
        if (hash < threshold) see(id, hash, slot, record, group)
      }
      const last = slots[0]
      if (last !== undefined && last.events >= JUDGED && slots.every(isUseless)) groups[group] = null
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

function isUseless({ events, joined, names }: Slot): boolean {
  return events >= JUDGED && (joined < MIN_JOINED * events || names > MAX_NAMES * events)
}

const ID = /[A-Za-z0-9][\w-]{2,63}/g

/** The first words of a group's first record that look like ids, and fields that do. */
function findSlots({ body, fields }: LogRecord): Slot[] {
  const slots: Slot[] = []
  for (const field of Object.keys(fields)) {
    if (slots.length < MAX_SLOTS && looksLikeId(String(fields[field])))
      slots.push({ prefix: '', field, events: 0, joined: 0, names: 0 })
  }
  for (const match of body.slice(0, 512).matchAll(ID)) {
    if (slots.length >= MAX_SLOTS) break
    const prefix = /[^\d]{0,16}$/.exec(body.slice(Math.max(0, match.index - MAX_PREFIX), match.index))?.[0] ?? ''
    // Without a letter before it a word is found by its place only, and that moves.
    if (!looksLikeId(match[0]) || !/[A-Za-z]/.test(prefix)) continue
    if (!slots.some((other) => other.prefix === prefix)) slots.push({ prefix: copyOf(prefix), events: 0, joined: 0, names: 0 })
  }
  return slots
}

/** Three digits, or six hexadecimal ones with a digit among them. */
function looksLikeId(text: string): boolean {
  if (text.length < MIN_ID || text.length > MAX_ID || !/^[\w-]+$/.test(text)) return false
  return /\d[^\d]{0,20}\d[^\d]{0,20}\d/.test(text) || /^(?=.{0,20}\d)[0-9a-f]{6,}$/i.test(text)
}

function idOf({ prefix, field }: Slot, { body, fields }: LogRecord): string | undefined {
  if (field !== undefined) {
    const value = fields[field]
    return value === undefined ? undefined : String(value)
  }
  const found = body.indexOf(prefix)
  if (found < 0) return undefined
  const from = found + prefix.length
  let to = from
  while (to < body.length && to - from < MAX_ID && isWord(body.charCodeAt(to))) to += 1
  return to - from < MIN_ID ? undefined : body.slice(from, to)
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 45
}

/** FNV-1a, mixed once more: 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

function copyOf(text: string): string {
  const joined = `${text} `
  joined.charCodeAt(0)
  return joined.slice(0, -1)
}
