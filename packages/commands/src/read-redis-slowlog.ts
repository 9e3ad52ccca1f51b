/** One entry of Redis' slow log: the command with its arguments, and how long it ran. */
export type SlowCommand = {
  readonly command: string
  readonly seconds: number
  /** Microseconds as printed. */
  readonly text: string
  /** Line of the microseconds, from 1. */
  readonly line: number
}

type Value = { readonly text: string; readonly line: number }

const MAX_LINES = 50_000
const MAX_ARGUMENTS = 32

/**
 * Reads what `redis-cli slowlog get` prints, to a terminal (`1) 1) (integer) 14`) or to a file (bare values): id, Unix time,
 * microseconds, the command's arguments, and from Redis 4 on address and name of the client.
 * @returns [] for any other text. Linear; never throws.
 * @see https://redis.io/docs/latest/commands/slowlog-get/
 */
export function readRedisSlowlog(text: string): SlowCommand[] {
  const values = valuesOf(text)
  if (!beginsEntry(values, 0)) return []
  const found: SlowCommand[] = []
  for (let index = 0; index < values.length; index += 1) {
    const taken = values[index + 2]
    if (!beginsEntry(values, index) || taken === undefined) continue
    const command = argumentsFrom(values, index + 3)
    if (command !== '') found.push({ command, seconds: Number(taken.text) / 1e6, text: taken.text, line: taken.line })
  }
  return found
}

/** Values without the numbering and the types that a terminal is shown. */
function valuesOf(text: string): Value[] {
  return text
    .slice(0, MAX_LINES * 200)
    .split(/\r?\n/, MAX_LINES)
    .flatMap((raw, index) => {
      const value = raw
        .slice(0, 2000)
        .replace(/^(?:\s{0,20}\d{1,6}\) ?){1,4}\s{0,4}/, '')
        .replace(/^\(integer\) /, '')
        .replace(/^"(.*)"$/, '$1')
        .trim()
      return value === '' ? [] : [{ text: value, line: index + 1 }]
    })
}

function beginsEntry(values: readonly Value[], at: number): boolean {
  const [id, time, taken] = [values[at]?.text ?? '', values[at + 1]?.text ?? '', values[at + 2]?.text ?? '']
  return /^\d{1,12}$/.test(id) && /^1\d{9}$/.test(time) && /^\d{1,12}$/.test(taken)
}

function argumentsFrom(values: readonly Value[], start: number): string {
  const found: string[] = []
  for (let index = start; index < values.length && found.length < MAX_ARGUMENTS; index += 1) {
    const { text } = values[index] ?? { text: '' }
    if (beginsEntry(values, index) || /^(?:[\d.]{7,15}|\[?[\da-f:]{2,39}\]?|\/[\w./-]{1,100}):\d{1,5}$/i.test(text)) break
    found.push(text)
  }
  return found.join(' ')
}
