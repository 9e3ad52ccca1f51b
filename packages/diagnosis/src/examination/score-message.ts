import type { Severity } from '@faultmaven/signals'
import { isAdvice } from '../grammar/advice.ts'
import { readBareReading } from '../grammar/bare-reading.ts'
import { readHealth } from '../grammar/health-words.ts'
import type { FaultReading } from '../grammar/read-fault.ts'
import { isStrayNoise } from '../grammar/stray-noise.ts'
import { MS_OF_UNIT } from './duration-units.ts'
import type { Message } from './message.ts'

/** Points of a severity; no severity says nothing either way. Scores are points / {@link FULL}. */
const SEVERITY_POINTS: Readonly<Record<Severity, number>> = {
  trace: -1.8,
  debug: -1.8,
  info: -1.5,
  warn: 1.5,
  error: 2.4,
  fatal: 3.2,
}
const FULL = 8
const SPECIFIC = 2.5
/** Words this exact need no level to be believed: what programs print to their error stream has none. */
const EXACT = 3.8
const VERY_EXACT = 4.5
const SLOW_HINT = 1.6
/** A duration as a clock shows it: `elapsed 0:01:30`. */
const CLOCKED = /\b(?:elapsed|took|duration|time|after)\b[^\d\n]{0,12}\d{1,3}:\d\d/i
/** Seconds; the thresholds of slow logs begin at 100 ms (MongoDB `slowms`) and are seldom set below 50. */
const NOT_SLOW = 0.05
/** Enough to be found when somebody asks about it, too little to explain anything else: so with a counter, which does not say what is high. */
const STRAY_POINTS = 1.2
/** Housekeeping tells of old trouble by its name: "removed 12 expired certificates". */
const HOUSEKEEPING =
  /\b(?:removed|deleted|purged|pruned|cleaned(?: up)?|evicted|swept|rotated|renewed|discarded|skipp(?:ed|ing)|ignor(?:ed|ing)) (?:\w+ ){0,2}(?:expired|stale|old|orphaned|dead|unused|invalid|outdated|obsolete)\b/i

/** That a client went, and no word of why. */
const PARTING = /^(?:\[\d{1,10}\] ?){0,3}(?:client |session |connection )?(?:disconnected|closed)\.?$/i
/**
 * The report of a vacuum or analysis that ran as it should; rows that it could not remove are worth a word.
 * @see https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-AUTOVACUUM-MIN-DURATION
 */
const MAINTENANCE =
  /^\s*automatic (?:aggressive )?(?:vacuum|analyze)\b(?!.{0,600}\b[1-9]\d{0,12} (?:are )?dead but not yet removable)/is

/**
 * How much a message deserves a look, in [0, 1]; 0 when it is noise.
 * Severity and exactness of the words add up; advice, good news and chatter take away. Weighed by hand on messages of manuals,
 * not fitted: what counts is the order, and that files can be compared.
 */
export function scoreMessage(message: Message, reading: FaultReading | undefined): number {
  const { severity } = message
  const mild = severity === 'info' || severity === 'debug' || severity === 'trace'
  const specific = reading !== undefined && reading.strength >= SPECIFIC
  if (!reading && (severity === undefined || mild || severity === 'warn')) return 0
  const bare = severity === undefined ? readBareReading(message.text) : undefined
  if (bare === 'nothing') return 0
  if (
    mild &&
    (isSettingsDump(message.text) ||
      HOUSEKEEPING.test(message.text.slice(0, 1000)) ||
      MAINTENANCE.test(message.text.slice(0, 1000)))
  )
    return 0
  if (severity === undefined && PARTING.test(message.text.slice(0, 200))) return 0
  if (reading?.mode === 'slow' && tookNoTime(message)) return 0
  const exact = (reading?.strength ?? 0) >= EXACT
  if (mild && !reading?.signature && !exact) return slowPoints(message, reading) / FULL
  if (severity === undefined && !specific) return 0
  let points = severity === undefined ? (exact ? 0.9 : 0.2) : SEVERITY_POINTS[severity]
  if (reading) points += reading.strength * factorOf(reading, mild)
  // Some programs write their worst news at the mildest level, as kernels do with "INFO: task … blocked".
  if (mild && !reading?.signature) points += (reading?.strength ?? 0) >= VERY_EXACT ? 0.7 : -0.8
  // Errors carry hints, too: "FATAL …, see https://…" is no advice.
  if (isAdvice(message.text) && severity !== 'fatal') points -= severity === 'error' ? 0.5 : 3
  if (readHealth(message.text)) points -= 3
  if (message.role === 'alert') points -= 2
  points += countPoints(message, reading)
  // A server that only warns of a statement blames whoever sent it.
  if (severity === 'warn' && reading?.mechanism === 'query/invalid') points = Math.min(points, STRAY_POINTS)
  if (bare === 'number' && !reading?.signature) points = Math.min(points, STRAY_POINTS)
  if (isStrayNoise(message.instances, message)) points = Math.min(points, STRAY_POINTS)
  return points < 1 ? 0 : Math.min(1, points / FULL)
}

/** A program that reports its own fault at a mild level does not think much of it, however exact the words. */
function factorOf({ signature, strength }: FaultReading, mild: boolean): number {
  if (signature) return mild ? 0.65 : 0.7
  return strength >= SPECIFIC ? 0.7 : 0.4
}

/** A line of settings: its words are names, not news. */
function isSettingsDump(text: string): boolean {
  return (text.slice(0, 2000).match(/\w[=:][\w"'([{]/g) ?? []).length > 10
}

/** An everyday message that says that something took a second or more: no fault, but the answer when somebody asks why it is slow. */
function slowPoints({ instances }: Message, reading: FaultReading | undefined): number {
  const seconds = reading?.mode === 'slow' ? Math.max(0, ...instances.map(longestSeconds)) : 0
  return seconds >= 1 ? SLOW_HINT + Math.min(2, 1.2 * Math.log10(seconds)) : 0
}

/** The message says how long it took, and nobody would call that slow. */
function tookNoTime({ instances, values }: Message): boolean {
  const texts = [...instances, ...values]
  const durations = texts.flatMap(secondsIn)
  return durations.length > 0 && Math.max(...durations) < NOT_SLOW && !texts.some((text) => CLOCKED.test(text))
}

const DURATION = /(?<![\w.-])(\d{1,9}(?:\.\d{1,6})?) ?(ms|milliseconds|s|secs?|seconds|min|minutes)\b/g

function longestSeconds(text: string): number {
  return Math.max(0, ...secondsIn(text))
}

/** Durations of a text, its first and last 1000 characters: what took long is said at the beginning or at the end. */
function secondsIn(text: string): number[] {
  const bounded = text.length > 2000 ? `${text.slice(0, 1000)} ${text.slice(-1000)}` : text
  return [...bounded.matchAll(DURATION)].map(([, value, unit = '']) => (Number(value) * (MS_OF_UNIT[unit] ?? 1000)) / 1000)
}

/** Many errors weigh a little more; what makes up a third of a log without being an error is chatter. */
function countPoints({ severity, count, share }: Message, reading: FaultReading | undefined): number {
  if (severity === 'error' || severity === 'fatal') return Math.min(1.6, Math.log2(count) * 0.3)
  const chatter = severity === undefined ? (reading?.strength ?? 0) < EXACT : severity !== 'warn'
  return share > 0.3 && count > 6 && !reading?.signature && chatter ? -1.2 : Math.min(0.5, Math.log2(count) * 0.1)
}
