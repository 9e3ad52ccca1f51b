import type { EntityLog } from './input.ts'

const LEVEL = /\b(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|SEVERE|CRITICAL|FATAL|PANIC)\b/
const FAULTY = new Set(['ERROR', 'ERR', 'SEVERE', 'CRITICAL', 'FATAL', 'PANIC'])
/** Where loggers write the statement's own place, nothing tells kinds of messages apart better. */
const PLACE = /\b[A-Za-z_$][\w$.]*#\d+\b|\b[\w$]+\.(?:java|kt|scala|py|go|js|ts|rs|c|cc|cpp|cs|rb|php):\d+\b/
const HEAD = 160
const WORDS = 16

/** The kind of a message: its level and place in the code, or its first words without what varies. */
export function kindOfMessage(message: string): string {
  const head = message.slice(0, HEAD)
  const level = LEVEL.exec(head)?.[1] ?? ''
  const place = PLACE.exec(head)?.[0]
  if (place !== undefined) return `${level} ${place}`.trim()
  const words = message
    .slice(0, 4 * HEAD)
    .replaceAll(/"[^"]*"|'[^']*'|\w+[:=]\s*\S*\d\S*|\S*\d\S*/g, ' ')
    .split(/\s+/)
  return words
    .filter((word) => word !== '')
    .slice(0, WORDS)
    .join(' ')
}

/** True for records of severity error or worse, by field or, without one, by the level in the head of the message. */
export function isFaulty({ severity, message }: EntityLog): boolean {
  if (severity !== undefined) return severity === 'error' || severity === 'fatal'
  return FAULTY.has(LEVEL.exec(message.slice(0, HEAD))?.[1] ?? '')
}
