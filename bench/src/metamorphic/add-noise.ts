import { type CaseFile, type CaseFiles, mapText, pick, type Random } from './case-files.ts'
import { atTimeOf, looksHealthy } from './log-lines.ts'

const TIMES = 10
/** Beyond this a run says nothing more and takes long. */
const MAX_LINES = 60_000
const FEWEST_HEALTHY = 5

/**
 * The case with ten times as much ordinary work in its logs: its own healthy records again, at the times of the records after which they
 * are put, with other long numbers. Undefined where no log has healthy records.
 */
export function addNoise(given: CaseFiles, logs: ReadonlySet<string>, random: Random): CaseFiles | undefined {
  let isNoisy = false
  const files = given.files.map((file): CaseFile => {
    if (!logs.has(file.name)) return file
    return mapText(file, (text) => {
      const noisy = withNoise(text, random)
      isNoisy ||= noisy !== undefined
      return noisy ?? text
    })
  })
  return isNoisy ? { ...given, files } : undefined
}

function withNoise(text: string, random: Random): string | undefined {
  const lines = text.split('\n')
  const healthy = lines.filter(looksHealthy)
  const wanted = Math.min(MAX_LINES, healthy.length * (TIMES - 1))
  const places = [...lines.keys()].filter((index) => isPlace(lines, index))
  if (healthy.length < FEWEST_HEALTHY || places.length === 0) return undefined
  const after = new Map<number, string[]>()
  for (let made = 0; made < wanted; made += 1) {
    const place = pick(places, random) ?? 0
    const line = atTimeOf(pick(healthy, random) ?? '', lines[place] ?? '')
    if (line !== undefined) after.set(place, [...(after.get(place) ?? []), otherNumbers(line, random)])
  }
  return lines.flatMap((line, index) => [line, ...(after.get(index) ?? [])]).join('\n')
}

/** Between two records: a line put below the first of a stack trace would tear it apart. */
function isPlace(lines: readonly string[], index: number): boolean {
  const [line, next] = [lines[index] ?? '', lines[index + 1] ?? '']
  return line !== '' && atTimeOf(line, line) !== undefined && (next === '' || atTimeOf(next, next) !== undefined)
}

/** Numbers of seven digits and more are ids or the like, unless they tell the time. */
function otherNumbers(line: string, random: Random): string {
  return line.replace(/(?<![\d.:-])[2-9]\d{6,11}(?![\d.:-])/g, (digits) =>
    [...digits].map((digit, index) => (index === 0 ? digit : String(Math.floor(random() * 10)))).join(''),
  )
}
