/** A function of a CPU profile and the share of samples in its own code, in percent. */
export type ProfileEntry = { readonly name: string; readonly percent: number; readonly line: number }

/** Flat profile, greatest share first as printed; `callers` of the first entry, nearest first, where the profiler prints them. */
export type Profile = { readonly entries: readonly ProfileEntry[]; readonly callers: readonly ProfileEntry[] }

type Shape = { readonly header: RegExp; readonly row: RegExp }

/**
 * Flat listings of profilers: header, and a row with the named groups `percent` and `name`.
 * @see https://nodejs.org/en/learn/getting-started/profiling (`node --prof-process`)
 * @see https://github.com/google/pprof/blob/main/doc/README.md (text reports)
 * @see perf-report(1)
 */
const SHAPES: readonly Shape[] = [
  {
    header: /^\s*ticks\s+total\s+nonlib\s+name/,
    row: /^\s*\d{1,12}\s+(?<percent>\d{1,3}\.\d)%\s+(?:\d{1,3}\.\d%\s+)?(?<name>\S.*)$/,
  },
  {
    header: /^\s*flat\s+flat%\s+sum%\s+cum\s+cum%/,
    row: /^\s*[\d.]+\w{0,3}\s+(?<percent>[\d.]{1,6})%\s+[\d.]{1,6}%\s+[\d.]+\w{0,3}\s+[\d.]{1,6}%\s+(?<name>\S.*)$/,
  },
  {
    header: /^#\s*(?:Children\s+Self|Overhead)\s+.*Symbol/,
    row: /^\s*(?:[\d.]{1,6}%\s+)?(?<percent>[\d.]{1,6})%\s+.*?\[[.kguH]\]\s+(?<name>\S.*)$/,
  },
  { header: /^\s*ns\s+percent\s+samples\s+top/, row: /^\s*\d{1,20}\s+(?<percent>[\d.]{1,6})%\s+\d{1,12}\s+(?<name>\S.*)$/ },
  {
    header: /^\s*%Own\s+%Total\s+OwnTime\s+TotalTime\s+Function/,
    row: /^\s*(?<percent>[\d.]{1,6})%\s+[\d.]{1,6}%\s+[\d.]+s\s+[\d.]+s\s+(?<name>\S.*)$/,
  },
]
/**
 * Elasticsearch's hot threads: each thread, and below it the frames that its snapshots share.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-nodes-hot-threads
 */
const HOT_THREAD =
  /^\s*(?<percent>\d{1,3}(?:\.\d)?)% (?:\[.{0,80}?\] )?\([\d.]+\w+ out of [\d.]+\w+\) cpu usage by thread '(?<name>[^']{1,200})'/

/** Sections of `--prof-process` that sum up or repeat. */
const SUMMARY = /^\s*\[(?:Summary|Bottom up|ticks)/
const MAX_CHARACTERS = 4 * 2 ** 20
const MAX_ENTRIES = 500
const MAX_CALLERS = 8

/** Reads a flat CPU profile as text: V8, pprof, perf, async-profiler, py-spy. `undefined` for any other text. Linear. */
export function readProfile(text: string): Profile | undefined {
  if (text.length > MAX_CHARACTERS) return undefined
  const lines = text.split(/\r?\n/)
  const threads = hotThreads(lines)
  if (threads.length > 0) return hotProfile(lines, threads)
  const shape = SHAPES.find(({ header }) => lines.some((line) => header.test(line.slice(0, 300))))
  if (shape === undefined) return undefined
  const entries: ProfileEntry[] = []
  let isOpen = false
  for (const [index, raw] of lines.entries()) {
    const line = raw.slice(0, 600)
    if (SUMMARY.test(line)) isOpen = false
    else if (shape.header.test(line)) isOpen = !SUMMARY.test(lines[index - 1] ?? '')
    const found = isOpen ? shape.row.exec(line)?.groups : undefined
    if (found && entries.length < MAX_ENTRIES)
      entries.push({ name: (found['name'] ?? '').trim(), percent: Number(found['percent']), line: index + 1 })
  }
  const sorted = entries.toSorted((a, b) => b.percent - a.percent)
  return sorted.length === 0 ? undefined : { entries: sorted, callers: callersOf(lines, sorted[0]) }
}

function hotThreads(lines: readonly string[]): ProfileEntry[] {
  return lines.flatMap((line, index) => {
    const found = HOT_THREAD.exec(line.slice(0, 400))?.groups
    return found ? [{ name: found['name'] ?? '', percent: Number(found['percent']), line: index + 1 }] : []
  })
}

/** The busiest thread, and the frames below it as its callers: they say what it does. */
function hotProfile(lines: readonly string[], threads: readonly ProfileEntry[]): Profile {
  const entries = threads.toSorted((a, b) => b.percent - a.percent)
  const from = entries[0]?.line ?? 0
  const frames = lines.slice(from, from + 1 + MAX_CALLERS).flatMap((line, index) => {
    const frame = /^\s+(?:[\w.@-]{0,60}\/\/?)?([\w$.]{3,200})\(([\w$.: -]{0,100})\)\s*$/.exec(line.slice(0, 400))
    return frame ? [{ name: `${frame[1]}`, percent: entries[0]?.percent ?? 0, line: from + index + 1 }] : []
  })
  return { entries, callers: frames }
}

/** V8's bottom-up tree under the first entry: each deeper line is the caller with the greatest share. */
function callersOf(lines: readonly string[], first: ProfileEntry | undefined): ProfileEntry[] {
  const start = lines.findIndex((line) => /^\s*\[Bottom up/.test(line))
  const from = lines.findIndex(
    (line, index) => start >= 0 && index > start && first !== undefined && line.trimEnd().endsWith(first.name),
  )
  if (from < 0) return []
  const callers: ProfileEntry[] = []
  let depth = indentOf(lines[from] ?? '')
  for (const [index, line] of lines.slice(from + 1, from + 60).entries()) {
    const row = /^\s*\d{1,12}\s+(\d{1,3}\.\d)%(\s+)(\S.*)$/.exec(line.slice(0, 600))
    const indent = indentOf(line)
    if (!row || callers.length >= MAX_CALLERS || indent < depth) break
    if (indent === depth) continue
    depth = indent
    callers.push({ name: row[3] ?? '', percent: Number(row[1]), line: from + index + 2 })
  }
  return callers
}

/** Spaces before the name: the tree is drawn by them. */
const indentOf = (line: string) => /^\s*\d{1,12}\s+\d{1,3}\.\d%(\s+)/.exec(line.slice(0, 600))?.[1]?.length ?? 0
