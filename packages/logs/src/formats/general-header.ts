import type { Microseconds } from '@faultmaven/signals'
import { severityOfName } from '../records/severity-names.ts'
import type { FoundTime, TimeReader } from '../time/time-reader.ts'
import { readHeaderParts, type HeaderParts } from './header-parts.ts'
import type { ReadLine } from './read-line.ts'

/** A stamp that begins later in a line than this belongs to the message. */
const HEADER_CHARACTERS = 80
/** A header may hold the stamp of a collector, of a file and of the event. */
const MAX_STAMPS = 3
// What stands before a stamp when it is part of a sentence or a value: "retry at …", "started: …", "since=…".
const PROSE = /(?:\b(?:at|on|since|until|from|to|before|after|by|in|of|and|date|than|was|is)\s{1,4}|[:=("']\s{0,4})$/i
const LEVEL_START =
  /^(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|ALERT|PANIC|CRIT|ERR|trace|debug|info|notice|warn|warning|error|fatal|critical|panic|crit|err|fail|dbug|Debug|Info|Notice|Warning|Error|Fatal|Critical)(?![\w.=/-])/
const LETTER_TAG = /^([VDIWEF])\/([\w.$-]{1,60})\s{0,20}\(\s{0,8}\d{1,8}\): /

type Stamp = FoundTime & { readonly from: number }

/**
 * Reads the header of a line whose format nobody described: a stamp in its first 80 characters, then level, bracketed thread,
 * process and logger in whatever order they come, then the body. Without a stamp, a level at the very start is a header too.
 * @returns undefined when the line has neither
 */
export function readGeneralHeader(text: string, times: TimeReader): ReadLine | undefined {
  const parts: HeaderParts = {}
  const stamp = findStamp(text, times)
  if (stamp === undefined) return readLevelOnly(text, parts)
  if (stamp.from > 0) readPrefix(text.slice(0, stamp.from), parts)
  if (isLetterStamp(text, stamp.from)) parts.severity = severityOfName(text.charAt(stamp.from))
  let at = readHeaderParts(text, stamp.end, parts)
  let { time } = stamp
  for (let stamps = 1; stamps < MAX_STAMPS && at < HEADER_CHARACTERS; stamps++) {
    const next = times.readAt(text, at, false)
    if (next === undefined) break
    time = next.time ?? time
    at = readHeaderParts(text, next.end, parts)
  }
  return toLine(text, at, parts, time)
}

function toLine(text: string, at: number, parts: HeaderParts, time: Microseconds | undefined): ReadLine {
  return {
    format: 'general',
    time,
    severity: parts.severity,
    host: parts.host,
    component: parts.component ?? parts.prefix,
    body: text.slice(at),
    fields: fieldsOf(parts),
  }
}

function fieldsOf({ thread, pid }: HeaderParts): ReadLine['fields'] {
  if (pid === undefined) return thread === undefined ? undefined : { thread }
  return thread === undefined ? { pid } : { thread, pid }
}

function findStamp(text: string, times: TimeReader): Stamp | undefined {
  const limit = Math.min(text.length, HEADER_CHARACTERS)
  let at = 0
  while (at < limit && text.charCodeAt(at) <= 32) at += 1
  const start = at
  let fresh = true
  for (; at < limit; at++) {
    const code = text.charCodeAt(at)
    const isDigit = code >= 48 && code <= 57
    const isWord = isDigit || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
    if (fresh && (isDigit || (code >= 65 && code <= 90) || (code === 64 && at === start))) {
      const found = times.readAt(text, at, at === start || (at <= start + 3 && isOpening(text, start, at)))
      if (found !== undefined) return isProse(text, at) ? undefined : { from: at, end: found.end, time: found.time }
    }
    // A stamp may follow punctuation, not the letter of a word nor the dot of a version.
    fresh = !isWord && code !== 46
    // Indented lines are parts of something, unless the stamp is the first thing in them.
    if (start > 0 && isWord) return undefined
  }
  return undefined
}

/** Only brackets, quotes and dashes so far: the stamp is the first thing in the line. */
function isOpening(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!' [("-'.includes(text.charAt(at))) return false
  return true
}

function isProse(text: string, at: number): boolean {
  return at > 3 && PROSE.test(text.slice(0, at))
}

/** `E0304 05:06:07`: the letter of the level is part of the stamp. */
function isLetterStamp(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1)
  return text.charCodeAt(at) >= 65 && next >= 48 && next <= 57
}

/** What stands before the stamp: a level, or the host, pod or file that a collector put in front. */
function readPrefix(prefix: string, parts: HeaderParts): void {
  const words = prefix.match(/[\w./@:-]{1,80}/g) ?? []
  parts.place = words.at(-1)
  for (const word of words) {
    const severity = word.length > 1 || words.length === 1 ? severityOfName(word) : undefined
    if (severity !== undefined && parts.severity === undefined) parts.severity = severity
    else if (parts.prefix === undefined && /[A-Za-z]{2}/.test(word)) parts.prefix = word
  }
}

function readLevelOnly(text: string, parts: HeaderParts): ReadLine | undefined {
  const first = text.charCodeAt(0)
  const open = first === 91 || first === 60 || first === 40 ? 1 : 0
  const level = LEVEL_START.exec(text.slice(open, open + 12))
  if (level === null) return readLetterTag(text, parts)
  const end = open + level[0].length
  const next = text.charAt(end)
  // "error in x" is a sentence; "ERROR in x", "error: x" and "[error] x" are headers.
  if (open === 0 && next !== ':' && next !== '|' && level[0] !== level[0].toUpperCase()) return undefined
  if (open === 1 && next !== ']' && next !== '>' && next !== ')') return undefined
  parts.severity = severityOfName(level[0])
  return toLine(text, readHeaderParts(text, end + open, parts), parts, undefined)
}

/** `E/Tag( 123): message`, the brief form of Android. */
function readLetterTag(text: string, parts: HeaderParts): ReadLine | undefined {
  const found = LETTER_TAG.exec(text.length > 120 ? text.slice(0, 120) : text)
  if (found === null) return undefined
  parts.severity = severityOfName(found[1] ?? '')
  parts.component = found[2]
  return toLine(text, found[0].length, parts, undefined)
}
