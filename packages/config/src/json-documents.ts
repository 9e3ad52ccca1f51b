import { createBudget, type Budget } from './budget.ts'
import { readJson } from './json.ts'
import type { TreeNode } from './tree.ts'

/** So many lines of other output may stand above the JSON (a warning of the tool, the command itself). */
const MAX_LEADING_LINES = 20
const MAX_DOCUMENTS = 1000
/** So much is tried before the text counts as JSON. */
const HEAD_CHARACTERS = 20_000

/**
 * Reads a text of one or more JSON values, also below a few lines of something else.
 * @returns undefined when the text is not JSON, or is lines of JSON log records, which are a log.
 */
export function readJsonDocuments(name: string, text: string, budget: Budget): TreeNode[] | undefined {
  const start = findStart(text)
  if (start === undefined) return undefined
  if (!isMostlyJson(text, start, /\.json$/i.test(name)) || isRecordLines(text.slice(start.offset))) return undefined
  const roots: TreeNode[] = []
  let { offset, line } = start
  while (roots.length < MAX_DOCUMENTS) {
    const reading = /\S/.test(text.slice(offset, offset + 10_000)) ? readJson(text, { start: offset, line, budget }) : undefined
    if (!reading || reading.node.kind === 'scalar' || reading.end <= offset) break
    roots.push(reading.node)
    offset = reading.end
    line = reading.endLine
  }
  const rest = text.slice(offset, offset + 200).trim()
  if (rest !== '' && roots.length < MAX_DOCUMENTS)
    budget.fault(line, `Unexpected text behind the document: "${rest.slice(0, 40)}"`)
  return roots.length > 0 ? roots : undefined
}

type Start = { readonly offset: number; readonly line: number }

function findStart(text: string): Start | undefined {
  let offset = text.startsWith('\ufeff') ? 1 : 0
  for (let line = 1; line <= MAX_LEADING_LINES + 1 && offset < text.length; line += 1) {
    const end = text.indexOf('\n', offset)
    const content = text.slice(offset, end < 0 ? undefined : Math.min(end, offset + 200)).trimStart()
    if (/^(?:\{\s*(?:["'}]|$)|\[\s*(?:["'{[\]\d-]|$))/.test(content)) return { offset, line }
    if (end < 0) return undefined
    offset = end + 1
  }
  return undefined
}

/** A dry run over the head: a log line such as `[error] 31#31: …` breaks down at once, damaged JSON does not. */
function isMostlyJson(text: string, start: Start, isNamedSo: boolean): boolean {
  const trial = createBudget(HEAD_CHARACTERS)
  const head = text.slice(start.offset, start.offset + HEAD_CHARACTERS)
  const reading = readJson(head, { budget: trial })
  if (!reading || reading.node.kind === 'scalar') return false
  const size = reading.node.kind === 'map' ? reading.node.entries.size : reading.node.items.length
  const faults = trial.faults.filter((fault) => !/ends before|not closed|Duplicate key/.test(fault.message)).length
  const coversText = reading.end >= head.trimEnd().length || /^\s*[{[]/.test(head.slice(reading.end)) || size >= 5
  return size === 0 ? coversText && head.trim().length <= 4 : faults <= (isNamedSo ? 10 : 3) && (coversText || isNamedSo)
}

/** One object a line with a time and a message, level or event: JSON log lines. */
function isRecordLines(text: string): boolean {
  const lines = text.slice(0, 50_000).split('\n', 10).slice(0, 9)
  const objects = lines.filter((line) => /^\s*\{.*\}\s*$/.test(line))
  if (objects.length < 2 || objects.length < lines.filter((line) => line.trim() !== '').length * 0.7) return false
  return objects.every(
    (line) =>
      /"[@\w.]*(?:time|timestamp|ts|date|t)"\s*:/i.test(line) &&
      /"(?:[\w.]*(?:message|msg|level|severity|event|log|body|attr))"\s*:/i.test(line),
  )
}
