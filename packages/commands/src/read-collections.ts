/** One stop-the-world pause of a JVM's garbage collector. */
export type Collection = {
  readonly line: number
  /** `Pause Full (G1 Compaction Pause)`, as printed. */
  readonly text: string
  readonly isFull: boolean
  /** Heap in use before and after, and its size, in MiB. */
  readonly before: number
  readonly after: number
  readonly capacity: number
  readonly seconds: number
  /** Seconds since the JVM was started, or of the day; undefined where the log has no time. */
  readonly at?: number
  /** Time of day as printed; empty where the log has only the uptime. */
  readonly clock: string
}
/** What a garbage collection log tells; `failed` are the collector's words that it ran out of room or time, with their lines. */
export type Collections = {
  readonly pauses: readonly Collection[]
  readonly failed: readonly { readonly line: number; readonly text: string }[]
}

const MAX_CHARACTERS = 16 * 2 ** 20
const MAX_PAUSES = 100_000
const UNIFIED = /\b(Pause (?:Young|Full|Initial Mark|Mixed)\b[^\n]{0,120})$/
const CLASSIC = /\[(Full GC|GC)\b/
const SIZES = /\s(\d{1,9})([KMG])->(\d{1,9})([KMG])\((\d{1,9})([KMG])\)/
const TOOK = /(?:, |\) )(\d{1,9}(?:[.,]\d{1,7})?)(?: secs\]|ms\b)/
/** The older form names the generations in brackets before the sizes of the whole heap. */
const GENERATION = /\[[A-Z]\w{2,20}: [^\]\n]{0,200}\]/g
/** G1 found no free region, CMS lost its race against the program: a full collection follows. */
const FAILED =
  /To-space exhausted|Evacuation Failure|to-space overflow|concurrent mode failure|promotion failed|Allocation Stall/i
const STAMP = /\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)/
const UPTIME = /(?:^|\[|: )(\d{1,10}[.,]\d{3})(?:s\]|: )/

/**
 * Reads the garbage collection log of a HotSpot JVM: unified logging (`-Xlog:gc`, JDK 9 and later) and the older form
 * (`-XX:+PrintGCDetails`). `undefined` for any other text. Linear.
 * @see https://docs.oracle.com/en/java/javase/21/gctuning/garbage-first-g1-garbage-collector1.html
 * @see https://openjdk.org/jeps/271
 */
export function readCollections(text: string): Collections | undefined {
  if (text.length > MAX_CHARACTERS || !/Pause (?:Young|Full)|\[(?:Full )?GC\b/.test(text)) return undefined
  const pauses: Collection[] = []
  const failed: Collections['failed'][number][] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.slice(0, 1000)
    const failure = FAILED.exec(line)?.[0]
    if (failure !== undefined && failed.length < MAX_PAUSES) failed.push({ line: index + 1, text: failure })
    const pause = pauses.length < MAX_PAUSES ? readPause(line, index + 1) : undefined
    if (pause) pauses.push(pause)
  }
  return pauses.length === 0 ? undefined : { pauses, failed }
}

function readPause(line: string, at: number): Collection | undefined {
  const unified = UNIFIED.exec(line)?.[1]
  const classic = unified === undefined ? CLASSIC.exec(line)?.[1] : undefined
  const rest = unified ?? (classic === undefined ? '' : line.replaceAll(GENERATION, ''))
  const sizes = SIZES.exec(rest)
  const took = TOOK.exec(rest.slice(sizes?.index ?? 0))?.[1]
  if (!sizes || took === undefined) return undefined
  const [, before, beforeUnit, after, afterUnit, capacity, capacityUnit] = sizes
  const text = classic ?? rest.slice(0, sizes.index)
  const clock = STAMP.exec(line)?.[1] ?? ''
  const uptime = UPTIME.exec(line)?.[1]
  const seconds = Number(took.replace(',', '.')) / (unified === undefined ? 1 : 1000)
  const since = uptime === undefined ? secondsOf(clock) : Number(uptime.replace(',', '.'))
  return {
    line: at,
    text: text.trim(),
    isFull: /\bFull\b/.test(text),
    before: mebibytes(before, beforeUnit),
    after: mebibytes(after, afterUnit),
    capacity: mebibytes(capacity, capacityUnit),
    seconds,
    ...(since !== undefined && { at: since }),
    clock,
  }
}

const mebibytes = (value = '0', unit = 'M') => Number(value) * (unit === 'K' ? 1 / 1024 : unit === 'G' ? 1024 : 1)

function secondsOf(clock: string): number | undefined {
  const [hours, minutes, seconds] = clock.split(':').map(Number)
  return hours === undefined || minutes === undefined || seconds === undefined ? undefined : hours * 3600 + minutes * 60 + seconds
}
