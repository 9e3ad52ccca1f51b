import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml'
import type { Block, ParsedDocument } from './parsed-document.ts'

/** Beyond this a file of rules is data of a machine, and its tree would not fit. */
const MAX_CHARACTERS = 4_000_000
const LOOKS_LIKE_RULES =
  /(?:^[\s-]*|[{,]\s*)["']?(?:alert|record|alertname|receivers|inhibit_rules|condition|noDataState|execErrState)["']?\s*:/m
/** What is kept back by an inhibition, in the order of preference: lists of matchers, and maps as older files have them. */
const TARGETS = ['target_matchers', 'target_match', 'target_match_re'] as const
/** Where an alert's question stands: PromQL and LogQL, SQL, other query languages of Grafana's sources. */
const EXPRESSIONS = ['expr', 'rawSql', 'query'] as const
/** Keys that name a rule, in the order of preference: Prometheus, recording rules, Grafana, Alertmanager's receivers. */
const NAMES = ['alert', 'title', 'record', 'receiver'] as const

/**
 * Reads alerting rules: of Prometheus and Loki, `PrometheusRule` objects, Grafana's alerts (provisioned,
 * exported, or of older dashboards), Alertmanager's routes and inhibitions. Each rule
 * is a section headed by its name: what its annotations say, then its expression. Aliases and tags are not followed.
 * @returns undefined when the text is none of these
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 * @see https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
 */
export function parseAlertRules(text: string): ParsedDocument | undefined {
  if (!looksLikeAlertRules(text)) return undefined
  const lineCounter = new LineCounter()
  const blocks: Block[] = []
  for (const document of parseAllDocuments(text, { lineCounter, logLevel: 'silent', keepSourceTokens: false })) {
    walk(document.contents, (map) => {
      const name = nameOf(map)
      if (name === undefined) return
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

/** Whether it is worth reading as rules; what is none may pass. */
export function looksLikeAlertRules(text: string): boolean {
  return text.length <= MAX_CHARACTERS && LOOKS_LIKE_RULES.test(text)
}

/** What a mapping is called that is a rule; undefined when it is none. */
function nameOf(map: YAMLMap): string | undefined {
  const target = TARGETS.map((key) => matchersOf(map.get(key))).find((matchers) => matchers.length > 0)
  if (target) return `Inhibited: ${target.join(', ')}`
  const isRule = ['expr', 'data', 'condition', 'conditions', 'receiver'].some((key) => map.has(key))
  if (!isRule) return undefined
  // In a dashboard the alert is a mapping that has its conditions and a name.
  const names = map.has('conditions') ? ['name'] : NAMES
  return names.map((key) => scalarOf(map, key)).find((value) => value !== undefined)
}

/** Matchers as they were written, from a list of them or a mapping of labels to values. */
function matchersOf(node: unknown): string[] {
  if (isSeq(node)) return node.items.flatMap((item) => (isScalar(item) ? String(item.value) : []))
  if (!isMap(node)) return []
  return node.items.flatMap(({ key, value }) =>
    isScalar(key) && isScalar(value) ? `${String(key.value)}: ${String(value.value).trim()}` : [],
  )
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

/** Annotations as people wrote them, then what it is matched by. */
function wordsOf(map: YAMLMap): string {
  const lines: string[] = []
  const message = scalarOf(map, 'message')
  if (message !== undefined) lines.push(message)
  for (const key of ['annotations', 'labels', 'match', 'match_re', 'matchers']) lines.push(...matchersOf(map.get(key)))
  for (const key of ['source_matchers', 'source_match', 'source_match_re', 'equal']) {
    const matchers = matchersOf(map.get(key))
    if (matchers.length > 0) lines.push(`${key === 'equal' ? 'with equal' : 'while firing'} ${matchers.join(', ')}`)
  }
  return lines.join('\n')
}

function expressionsOf(map: YAMLMap): string {
  const found: string[] = []
  walk(map, (inner) => {
    for (const key of EXPRESSIONS) {
      const expression = scalarOf(inner, key)
      if (expression !== undefined) found.push(expression)
    }
  })
  return found.join('\n')
}
