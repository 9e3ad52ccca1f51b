import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SERVER_FLAGS from '../../scripts/server-flags.json' with { type: 'json' }

/**
 * Reads unfriendly logs with the built reader (`npm run build` first), each in a process of its own, and ordinary text of the same
 * size for comparison: `npx tsx bench/src/hostile-logs.ts GENERATOR ORDINARY [megabytes] [kind …]`. The generator writes one kind with
 * `--kind KIND --out FILE --mb N`; ORDINARY is a log. Prints per kind whether the lines add up, the peak of resident memory and
 * CPU time for a megabyte as a multiple of that for ordinary text.
 */
const [generator, ordinary, size = '256', ...chosen] = process.argv.slice(2)
if (generator === undefined || ordinary === undefined)
  throw new Error('Give the generator and an ordinary log: see the head of this file')
/** The server's, with the heap that its reading threads have. */
const LIMITS = [...SERVER_FLAGS, '--max-old-space-size=256']
const KINDS = 'words idwords longline longlines crlf nonl ansi nul badutf8 utf16 deepjson blank mixedtime stack'.split(' ')

type Result = { readonly lines: number; readonly megabytesPerCpuSecond: number; readonly peakRssMegabytes: number }

function read(file: string): Result {
  const script = new URL('../../dist/bench/log-speed.mjs', import.meta.url).pathname
  const output = execFileSync(process.execPath, [...LIMITS, script, file], { encoding: 'utf8' })
  const result: Result = JSON.parse(output)
  return result
}

/** Line feeds, and a last line without one; a carriage return comes with each in none of the kinds or all of its lines. */
function countLines(file: string): number {
  const descriptor = openSync(file, 'r')
  const buffer = Buffer.alloc(2 ** 20)
  let lines = 0
  let tail = Buffer.alloc(0)
  for (let count = readSync(descriptor, buffer); count > 0; count = readSync(descriptor, buffer)) {
    for (let at = buffer.indexOf(10); at >= 0 && at < count; at = buffer.indexOf(10, at + 1)) lines += 1
    tail = Buffer.from(buffer.subarray(Math.max(0, count - 2), count))
  }
  closeSync(descriptor)
  return tail.includes(10) ? lines : lines + 1
}

const base = read(ordinary)
console.log(JSON.stringify({ kind: 'ordinary', ...base }))
const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
try {
  for (const kind of chosen.length > 0 ? chosen : KINDS) {
    const file = join(folder, 'log')
    execFileSync(process.execPath, [generator, '--kind', kind, '--out', file, '--mb', size], { stdio: 'ignore' })
    const { lines, megabytesPerCpuSecond, peakRssMegabytes } = read(file)
    const expected = countLines(file)
    const timesOrdinary = Number((base.megabytesPerCpuSecond / megabytesPerCpuSecond).toFixed(2))
    console.log(JSON.stringify({ kind, lines, expected, isExact: lines === expected, peakRssMegabytes, timesOrdinary }))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
