import type { Severity } from '@faultmaven/signals'
import { severityOfName } from '../records/severity-names.ts'
import type { FoundTime, TimeReader } from '../time/time-reader.ts'
import type { ReadLine } from './read-line.ts'

/** A stamp that begins later in a line than this belongs to the message. */
const HEADER_CHARACTERS = 80
const MAX_PARTS = 12

const LEVEL =
  '(?:TRACE|DEBUG\\d?|INFO|INFORMATION|NOTICE|NOTE|LOG|WARN|WARNING|ERROR|ERR|SEVERE|FATAL|CRITICAL|CRIT|ALERT|EMERG|PANIC|FINE|FINER|FINEST|VERBOSE|DBG|INF|WRN|FTL)'
// One header part after (or before) the stamp. Each is tried at the same place, first match wins.
const LEVEL_WORD = new RegExp(
  `(?:${LEVEL}|${LEVEL.toLowerCase()}|Trace|Debug|Info|Notice|Warning|Warn|Error|Fatal|Critical)(?![\\w.=/-])`,
  'y',
)
const LEVEL_LETTER = /[VDIWEFC](?=[ /|\]])/y
const BRACKETS = /\[([^\][]{0,120})\]|\(([\w.:#@-]{1,60})\)|<([\w.:]{1,30})>/y
const NUMBER = /#?\d{1,10}(?=[\s|:\]]|$)/y
const PROCESS = /([A-Za-z_][\w.$/@-]{0,80}(?:\([\w.:-]{1,40}\))?)\[(\d{1,10})\](?: \([\w.-]{1,40}\))?:? /y
const LOGGER = /([A-Za-z_$][\w$./@#-]{0,100}(?:\([\w.:-]{1,60}\))?(?:\[[\w.:/-]{1,60}\])?) ?: (?=\S)/y
const DOTTED = /([A-Za-z_$][\w$]{0,60}(?:\.[\w$*-]{1,60}){2,12})(?= )/y
const PIPED = /([A-Za-z_][\w. -]{0,60}?)\|(?:(\d{1,12})\|)?/y
const HOST_BEFORE_PROCESS = /([A-Za-z0-9][\w.:-]{0,80}) (?=[A-Za-z_][\w.$/@-]{0,80}(?:\([\w.:-]{1,40}\))?(?:\[\d{1,10}\])?: )/y
const SOURCE_FILE = /([\w./-]{1,80}\.[A-Za-z]{1,4}):(\d{1,6})(?=[\s\]:|])/y
const FILLER = /[\s|,;:\]>-]{1,8}/y

type Parts = {
  severity: Severity | undefined
  component: string | undefined
  host: string | undefined
  thread: string | undefined
}

/**
 * Reads the header of a line whose format nobody described: a stamp in its first 80 characters, then level, bracketed thread,
 * process and logger in whatever order they come, then the body. Without a stamp, a level at the very start is a header too.
 * @returns undefined when the line has neither
 */
export function readGeneralHeader(text: string, times: TimeReader): ReadLine | undefined {
  const stamp = findStamp(text, times)
  const parts: Parts = { severity: undefined, component: undefined, host: undefined, thread: undefined }
  if (stamp === undefined) return readLevelOnly(text, parts)
  if (stamp.from > 0) readPrefix(text.slice(0, stamp.from), parts)
  if (stamp.klog !== undefined) parts.severity = severityOfName(stamp.klog)
  let at = readParts(text, stamp.end, parts)
  // A second stamp (date of the file, then of the event) is more header, not message.
  const second = at < HEADER_CHARACTERS ? times.readAt(text, at, false) : undefined
  if (second !== undefined) at = readParts(text, second.end, parts)
  return toLine(text, at, parts, second?.time ?? stamp.time)
}

function toLine(text: string, at: number, parts: Parts, time: FoundTime['time']): ReadLine {
  const start = at >= text.length ? text.length : at
  return {
    format: 'general',
    body: text.slice(start),
    ...(time === undefined ? {} : { time }),
    ...(parts.severity === undefined ? {} : { severity: parts.severity }),
    ...(parts.host === undefined ? {} : { host: parts.host }),
    ...(parts.component === undefined ? {} : { component: parts.component }),
    ...(parts.thread === undefined ? {} : { fields: { thread: parts.thread } }),
  }
}

type Stamp = FoundTime & { readonly from: number; readonly klog?: string }

function findStamp(text: string, times: TimeReader): Stamp | undefined {
  const limit = Math.min(text.length, HEADER_CHARACTERS)
  let fresh = true
  for (let at = 0; at < limit; at++) {
    const code = text.charCodeAt(at)
    const isWord = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
    if (isWord && fresh && code < 91) {
      const found = times.readAt(text, at, at <= 3 && isFirst(text, at))
      if (found !== undefined) return withKlog(text, at, found)
    }
    // A stamp may follow punctuation or a letter T or _ that joins a file name to its date, not a letter of a word.
    fresh = !isWord && code !== 46
  }
  return undefined
}

function isFirst(text: string, at: number): boolean {
  return at === 0 || /^[\s[("-]{1,3}$/.test(text.slice(0, at))
}

function withKlog(text: string, from: number, found: FoundTime): Stamp {
  const letter = text.charAt(from)
  const next = text.charCodeAt(from + 1)
  return letter >= 'A' && next >= 48 && next <= 57 ? { ...found, from, klog: letter } : { ...found, from }
}

/** What stands before the stamp: a level, or the host, pod or file that a collector put in front. */
function readPrefix(prefix: string, parts: Parts): void {
  const words = prefix.match(/[\w./@:-]{1,80}/g) ?? []
  for (const word of words) {
    const severity = word.length > 1 || words.length === 1 ? severityOfName(word) : undefined
    if (severity !== undefined && parts.severity === undefined) parts.severity = severity
    else if (parts.component === undefined && /[A-Za-z]{2}/.test(word)) parts.component = word
  }
}

function readLevelOnly(text: string, parts: Parts): ReadLine | undefined {
  const open = text.charCodeAt(0) === 91 || text.charCodeAt(0) === 60 ? 1 : 0
  LEVEL_WORD.lastIndex = open
  const level = LEVEL_WORD.exec(text)
  if (level === null) return readLetterTag(text, parts)
  const end = open + level[0].length
  const next = text.charAt(end)
  // "error in x" is a sentence; "ERROR in x", "error: x" and "[error] x" are headers.
  if (open === 0 && next !== ':' && next !== '|' && level[0] !== level[0].toUpperCase()) return undefined
  if (open === 1 && next !== ']' && next !== '>') return undefined
  parts.severity = severityOfName(level[0])
  return toLine(text, readParts(text, end + open, parts), parts, undefined)
}

/** `E/Tag( 123): message`, Android's brief form. */
function readLetterTag(text: string, parts: Parts): ReadLine | undefined {
  const found = /^([VDIWEF])\/([\w.$-]{1,60})\s{0,20}\(\s{0,8}\d{1,8}\): /.exec(text.slice(0, 120))
  if (found === null) return undefined
  parts.severity = severityOfName(found[1] ?? '')
  parts.component = found[2]
  return toLine(text, found[0].length, parts, undefined)
}

/** Takes header parts from `at` on; returns where the body begins. */
function readParts(text: string, from: number, parts: Parts): number {
  let at = skipFiller(text, from)
  for (let count = 0; count < MAX_PARTS; count++) {
    const next = readPart(text, at, parts)
    if (next === at) break
    at = skipFiller(text, next)
    if (parts.component !== undefined && parts.severity !== undefined && text.charAt(at) !== '[') break
  }
  return at
}

function skipFiller(text: string, at: number): number {
  FILLER.lastIndex = at
  const found = FILLER.exec(text)
  if (found === null) return at
  // The dash of "-1" or "--flag" and the bracket of "<none>" belong to the message.
  const dash = found[0].search(/\s-\S?$/)
  const end = at + found[0].length
  return dash >= 0 && end < text.length ? at + dash + 1 : end
}

function readPart(text: string, at: number, parts: Parts): number {
  const code = text.charCodeAt(at)
  const isCapital = code >= 65 && code <= 90
  if (parts.severity === undefined && (isCapital || (code >= 97 && code <= 122))) {
    const level = match(LEVEL_WORD, text, at) ?? (isCapital ? match(LEVEL_LETTER, text, at) : undefined)
    if (level !== undefined) {
      parts.severity = severityOfName(level[0])
      return at + level[0].length
    }
  }
  if (code === 91 || code === 40 || code === 60) return readBracket(text, at, parts)
  if (code === 35 || (code >= 48 && code <= 57)) {
    const number = match(NUMBER, text, at)
    if (number !== undefined && parts.component === undefined && at < 60 && !isCounted(text, at + number[0].length)) {
      return at + number[0].length
    }
  }
  return parts.component === undefined ? readName(text, at, parts) : at
}

/** "3 retries left": a number before a lower-case word is a quantity in the message, not a process id. */
function isCounted(text: string, end: number): boolean {
  return /^ [a-z]/.test(text.slice(end, end + 2))
}

function readBracket(text: string, at: number, parts: Parts): number {
  const found = match(BRACKETS, text, at)
  if (found === undefined) return at
  const inside = (found[1] ?? found[2] ?? found[3] ?? '').trim()
  const severity = severityOfName(inside)
  if (severity !== undefined && parts.severity === undefined) parts.severity = severity
  else if (found[3] !== undefined) return at
  else if (parts.thread === undefined) parts.thread = inside
  else if (parts.component === undefined && /^[A-Za-z][\w.$/-]*$/.test(inside)) parts.component = inside
  return at + found[0].length
}

function readName(text: string, at: number, parts: Parts): number {
  const host = parts.host === undefined && parts.severity === undefined ? match(HOST_BEFORE_PROCESS, text, at) : undefined
  if (host !== undefined) {
    parts.host = host[1]
    return at + host[0].length
  }
  const found = match(PROCESS, text, at) ?? match(SOURCE_FILE, text, at) ?? match(LOGGER, text, at) ?? match(DOTTED, text, at)
  if (found !== undefined) {
    parts.component = found[1]
    return at + found[0].length
  }
  const piped = match(PIPED, text, at)
  if (piped === undefined) return at
  parts.component = piped[1]?.trim()
  return at + piped[0].length
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
