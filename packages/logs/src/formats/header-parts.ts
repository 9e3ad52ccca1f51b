import type { Severity } from '@faultmaven/signals'
import { severityOfName } from '../records/severity-names.ts'

/** What a header says, filled part by part. */
export type HeaderParts = {
  severity?: Severity | undefined
  component?: string | undefined
  host?: string | undefined
  thread?: string | undefined
  /** Process id behind the name of the process. */
  pid?: number | undefined
  /** Name in front of the stamp; counts only where the header names no component. */
  prefix?: string | undefined
  /** Last word in front of the stamp; some writers name the place again behind it. */
  place?: string | undefined
}

const MAX_PARTS = 12
const LEVEL =
  'TRACE|DEBUG\\d?|INFO|INFORMATION|NOTICE|NOTE|LOG|WARN|WARNING|ERROR|ERR|SEVERE|FATAL|CRITICAL|CRIT|ALERT|EMERG|PANIC|FINE|FINER|FINEST|VERBOSE|DBG|INF|WRN|FTL'
// Each is tried at one place; all are bounded, so a part costs at most a few hundred steps.
const LEVEL_WORD = new RegExp(
  `(?:${LEVEL}|${LEVEL.toLowerCase()}|Trace|Debug|Information|Info|Notice|Warning|Warn|Error|Fatal|Critical)(?![\\w.=/-])`,
  'y',
)
const LEVEL_LETTER = /[VDIWEFC](?=[ /|\]])/y
/** `RAS KERNEL INFO`: classes in capitals before the level. */
const CLASSES = new RegExp(`([A-Z][A-Z_]{1,20}(?: [A-Z][A-Z_]{1,20}){0,2}) (?=(?:${LEVEL})(?![\\w.=/-]))`, 'y')
const BRACKETS = /\[([^\][]{0,120})\]|\(([\w.:#@-]{1,60})\)|<([\w.:]{1,30})>/y
const ABOUT = /^[A-Za-z_]{2,40}: \S/
const NUMBER = /#?\d{1,10}(?=[\s|:\]]|$)/y
const DATE = /\d{4}[-/.]\d\d[-/.]\d\d(?=[\s|\]])/y
/** A place such as a node or file, told by standing right before another stamp. */
const PLACE = /([A-Za-z][\w.:/-]{1,80}) (?=\d{4}-\d\d-\d\d)/y
const PROCESS = /([A-Za-z_][\w.$/@-]{0,80}(?:\([\w.:-]{1,40}\))?)\[(\d{1,10})\](?: \([\w.-]{1,40}\))?:? /y
const LOGGER = /([A-Za-z_$][\w$./@#-]{0,100}(?:\([\w.:-]{1,60}\))?(?:\[[\w.:/-]{1,60}\])?) {0,40}: (?=\S)/y
const DOTTED = /([A-Za-z_$][\w$]{0,60}(?:\.[\w$*-]{1,60}){2,12})(?= )/y
const PIPED = /([A-Za-z_][\w.-]{0,60})\|(?:(\d{1,12})\|)?/y
const HOST_BEFORE_PROCESS =
  /([A-Za-z0-9][\w.:-]{0,80}) (?=[A-Za-z_][\w.$/@-]{0,80}(?:\([\w.:-]{1,40}\))?(?:\[\d{1,10}\])?(?: \([\w.-]{1,40}\))?: )/y
const SOURCE_FILE = /([\w./-]{1,80}\.[A-Za-z]{1,4}):(\d{1,6})(?=[\s\]:|])/y

/**
 * Takes header parts of `text` from `from` on into `parts`, in whatever order they come.
 * @returns where the body begins
 */
export function readHeaderParts(text: string, from: number, parts: HeaderParts): number {
  let at = skipFiller(text, from)
  for (let count = 0; count < MAX_PARTS; count++) {
    const next = readPart(text, at, parts)
    if (next === at) break
    at = skipFiller(text, next)
    // With level and component known the rest is message, but a bracket right behind them is still a thread or request.
    if (parts.component !== undefined && parts.severity !== undefined && text.charCodeAt(at) !== 91) break
  }
  return at
}

/** Spaces, bars, closing brackets, and dashes that stand alone: what lies between parts. */
function skipFiller(text: string, from: number): number {
  let at = from
  for (let skipped = 0; skipped < 60; skipped++, at++) {
    const code = text.charCodeAt(at)
    const isSpace = code === 32 || code === 9
    const closes = code === 93 || code === 41 || code === 124 || code === 44 || code === 58 || code === 59
    // The dash of "-1" or "--flag" belongs to the message, that of " - " does not.
    const dash = code === 45 && (text.charCodeAt(at + 1) === 32 || text.charCodeAt(at + 1) === 124)
    if (!isSpace && !closes && !dash) break
  }
  return at
}

function readPart(text: string, at: number, parts: HeaderParts): number {
  const code = text.charCodeAt(at)
  const isCapital = code >= 65 && code <= 90
  const isLetter = isCapital || (code >= 97 && code <= 122) || code === 95 || code === 36
  if (code === 91 || code === 40 || code === 60) return readBracket(text, at, parts)
  if (code === 35 || (code >= 48 && code <= 57)) return readNumber(text, at, parts)
  if (!isLetter) return at
  if (parts.severity === undefined) {
    const level = match(LEVEL_WORD, text, at) ?? (isCapital ? match(LEVEL_LETTER, text, at) : undefined)
    if (level !== undefined) {
      parts.severity = severityOfName(level[0])
      return at + level[0].length
    }
  }
  return parts.component === undefined ? readName(text, at, parts, isCapital) : at
}

/** A process or thread id. "3 retries left" is a quantity in the message: a lower-case word follows. */
function readNumber(text: string, at: number, parts: HeaderParts): number {
  const date = match(DATE, text, at)
  if (date !== undefined) return at + date[0].length
  const number = parts.component === undefined ? match(NUMBER, text, at) : undefined
  if (number === undefined) return readHost(text, at, parts)
  const end = at + number[0].length
  const next = text.charCodeAt(end + 1)
  return text.charCodeAt(end) === 32 && next >= 97 && next <= 122 && parts.severity !== undefined ? at : end
}

function readHost(text: string, at: number, parts: HeaderParts): number {
  const host = parts.host === undefined && parts.severity === undefined ? match(HOST_BEFORE_PROCESS, text, at) : undefined
  if (host === undefined) return at
  parts.host = host[1]
  return at + host[0].length
}

function readBracket(text: string, at: number, parts: HeaderParts): number {
  const found = match(BRACKETS, text, at)
  if (found === undefined) return at
  const inside = (found[1] ?? found[2] ?? found[3] ?? '').trim()
  // Behind the thread or request, `[order: 7]` says what the message is about.
  if (parts.thread !== undefined && parts.component !== undefined && ABOUT.test(inside)) return at
  const severity = parts.severity === undefined ? severityOfName(inside) : undefined
  if (severity !== undefined) parts.severity = severity
  else if (parts.component === undefined && /^[A-Za-z_][\w$]*(?:\.[\w$]+)+(?::\d+)?$/.test(inside)) parts.component = inside
  else if (parts.thread === undefined) parts.thread = inside
  else if (parts.component === undefined && /^[A-Za-z][\w.$/-]*$/.test(inside)) parts.component = inside
  return at + found[0].length
}

function readName(text: string, at: number, parts: HeaderParts, isCapital: boolean): number {
  const afterHost = readHost(text, at, parts)
  if (afterHost > at) return afterHost
  const place = match(PLACE, text, at)
  if (place !== undefined) {
    parts.host ??= place[1]
    return at + place[0].length
  }
  const known = parts.host ?? parts.place
  if (known !== undefined && text.startsWith(`${known} `, at)) {
    parts.host = known
    return at + known.length
  }
  const classes = isCapital && parts.severity === undefined ? match(CLASSES, text, at) : undefined
  const process = classes === undefined ? match(PROCESS, text, at) : undefined
  if (process?.[2] !== undefined) parts.pid = Number(process[2])
  const found =
    classes ??
    process ??
    match(SOURCE_FILE, text, at) ??
    match(LOGGER, text, at) ??
    match(DOTTED, text, at) ??
    match(PIPED, text, at)
  if (found === undefined) return at
  parts.component = found[1]?.trim()
  return at + found[0].length
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}
