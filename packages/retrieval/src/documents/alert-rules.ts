import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml'
import type { Block, ParsedDocument } from './parsed-document.ts'

/** Beyond this a file of rules is data of a machine, and its tree would not fit. */
const MAX_CHARACTERS = 4_000_000
const LOOKS_LIKE_RULES = /^\s*-?\s*["']?(alert|record|alertname|receivers|condition|noDataState|execErrState)["']?\s*:/m
/** Keys that name a rule, in the order of preference: Prometheus, recording rules, Grafana, Alertmanager's receivers. */
const NAMES = ['alert', 'title', 'record', 'receiver'] as const

/**
 * Reads alerting rules: of Prometheus and Loki, `PrometheusRule` objects, Grafana's provisioned alerts, Alertmanager's routes. Each rule
 * is a section headed by its name: what its annotations say, then its expression. Aliases and tags are not followed.
 * @returns undefined when the text is none of these
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 * @see https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
 */
export function parseAlertRules(text: string): ParsedDocument | undefined {
  if (text.length > MAX_CHARACTERS || !LOOKS_LIKE_RULES.test(text)) return undefined
  const lineCounter = new LineCounter()
  const blocks: Block[] = []
  for (const document of parseAllDocuments(text, { lineCounter, logLevel: 'silent', keepSourceTokens: false })) {
    walk(document.contents, (map) => {
      const name = NAMES.map((key) => scalarOf(map, key)).find((value) => value !== undefined)
      if (name === undefined || !(isRule(map) || scalarOf(map, 'receiver'))) return
      const [start, end] = map.range ?? [0, 0]
      const fromLine = lineCounter.linePos(start).line
      // The range of a block mapping ends at the start of what follows it.
      const toLine = Math.max(fromLine, lineCounter.linePos(Math.max(start, end - 1)).line)
      blocks.push({ kind: 'heading', level: 1, text: name, line: fromLine })
      const words = wordsOf(map)
      if (words !== '') blocks.push({ kind: 'text', text: words, fromLine, toLine })
      const expressions = expressionsOf(map)
      if (expressions !== '') blocks.push({ kind: 'code', text: expressions, fromLine, toLine })
    })
  }
  if (blocks.length === 0) return undefined
  const names = blocks.filter((block) => block.kind === 'heading')
  return { ...(names.length === 1 ? { title: names[0]!.text } : {}), text, blocks }
}

function isRule(map: YAMLMap): boolean {
  return map.has('expr') || map.has('data') || map.has('condition')
}

/** Every mapping of a tree, outer ones first. The parser bounds how deep a tree is. */
function walk(node: unknown, visit: (map: YAMLMap) => void): void {
  if (isMap(node)) {
    visit(node)
    for (const { value } of node.items) walk(value, visit)
  } else if (isSeq(node)) {
    for (const item of node.items) walk(item, visit)
  }
}

function scalarOf(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Annotations as people wrote them, then the labels. */
function wordsOf(map: YAMLMap): string {
  const lines: string[] = []
  for (const key of ['annotations', 'labels', 'match', 'matchers']) {
    const node = map.get(key)
    if (!isMap(node)) continue
    for (const { key: name, value } of node.items) {
      if (isScalar(name) && isScalar(value)) lines.push(`${String(name.value)}: ${String(value.value).trim()}`)
    }
  }
  return lines.join('\n')
}

function expressionsOf(map: YAMLMap): string {
  const found: string[] = []
  walk(map, (inner) => {
    const expression = scalarOf(inner, 'expr')
    if (expression !== undefined) found.push(expression)
  })
  return found.join('\n')
}
