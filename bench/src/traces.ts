import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { analyseTraces, createSpanReader, readSpans } from '@faultmaven/traces'
import { generateTraces } from './generate-traces.ts'
import { readChunks } from './read-chunks.ts'

// Spans of our own as OTLP JSON, read and analysed by a process of its own: time, peak memory, spans in and out, what was found.
// Use: npx tsx bench/src/traces.ts [spans, 1000000 unless told]
// Or: npx tsx bench/src/traces.ts FOLDER — whether all spans of its JSON files come out, in order.
const [, , what = '1000000', file = ''] = process.argv
if (what === 'read') read(file)
else if (Number.isNaN(Number(what))) compare(what)
else measure(Number(what))

function measure(wanted: number): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'faultmaven-traces-'))
  try {
    const target = path.join(folder, 'traces.json')
    const written = write(target, wanted)
    console.log(JSON.stringify({ written, megabytes: Math.round(statSync(target).size / 2 ** 20) }))
    // A process of its own: what generated the spans is not measured with them.
    console.log(
      execFileSync(process.execPath, [...process.execArgv, import.meta.filename, 'read', target], { encoding: 'utf8' }).trim(),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function write(target: string, wanted: number): number {
  const descriptor = openSync(target, 'w')
  let written = 0
  let lines: string[] = []
  for (const { line, spans } of generateTraces(wanted)) {
    written += spans
    lines.push(line)
    if (lines.length < 1000) continue
    writeSync(descriptor, `${lines.join('\n')}\n`)
    lines = []
  }
  writeSync(descriptor, `${lines.join('\n')}\n`)
  closeSync(descriptor)
  return written
}

function read(source: string): void {
  const startedMs = performance.now()
  const startedCpu = process.cpuUsage()
  const cpuS = () => {
    const { user, system } = process.cpuUsage(startedCpu)
    return round((user + system) / 1e6)
  }
  const reader = createSpanReader()
  readChunks(source, (chunk) => reader.push(chunk))
  const { spans, faultCount, sampled } = reader.end()
  const readCpuS = cpuS()
  const { traces, orphans, errorOrigins, repeatedCalls, outcomes } = analyseTraces(spans)
  const wallS = round((performance.now() - startedMs) / 1000)
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(JSON.stringify({ read: spans.length, sampled, faultCount, readCpuS, cpuS: cpuS(), wallS, peakMiB }))
  const marks = outcomes.map(({ kind, features }) => ({ kind, mark: features[0]?.feature }))
  console.log(JSON.stringify({ traces, orphans, errorOrigins: errorOrigins.length, repeatedCalls: repeatedCalls.length, marks }))
}

/** Counts spans by another way than the reader: whatever object has both ids and is no reference or log record. */
function compare(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json'))) {
    const text = readFileSync(path.join(folder, name), 'utf8')
    const expected = idsIn(JSON.parse(text))
    const { spans, faultCount } = readSpans(text)
    const isEqual = JSON.stringify(expected) === JSON.stringify([...spans].map(({ spanId }) => spanId))
    console.log(JSON.stringify({ name, in: expected.length, out: spans.length, isEqual, faultCount }))
  }
}

function idsIn(value: unknown, key = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => idsIn(item, key))
  if (typeof value !== 'object' || value === null) return []
  const fields = new Map<string, unknown>(Object.entries(value))
  const id = fields.get('spanId') ?? fields.get('spanID') ?? fields.get('id')
  const isSpan = fields.has('traceId') || fields.has('traceID')
  if (isSpan && typeof id === 'string' && !fields.has('refType') && !['logRecords', 'exemplars', 'links'].includes(key))
    return [id]
  return [...fields].flatMap(([name, child]) => idsIn(child, name))
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100
}
