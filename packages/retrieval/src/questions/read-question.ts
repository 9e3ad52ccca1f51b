import { eachTerm } from '../terms/tokenize.ts'
import { expandTerms } from '../vocabulary/expand-terms.ts'
import { type AlertReading, readAlertPayload } from './alert-payload.ts'
import { type PromqlReading, readPromql } from './promql.ts'
import type { Question } from './question.ts'
import { isStopTerm } from './stop-words.ts'

/** More of a question is not read: a pasted log says what it has to say long before. */
const MAX_CHARACTERS = 20_000
const WEIGHTS = { metric: 1, matcher: 0.5, grouping: 0.1, subject: 1, label: 0.2, alertName: 2 }

/** Reads what was asked, sent or pasted: an alert payload, a PromQL expression or text. */
export function readQuestion(asked: string): Question {
  const text = asked.slice(0, MAX_CHARACTERS)
  const alerts = readAlertPayload(text)
  if (alerts)
    return toQuestion(
      'alert',
      (terms) => addAlerts(terms, alerts),
      alerts.map(({ name }) => name),
    )
  const expression = readPromql(text)
  if (expression) return toQuestion('expression', (terms) => addExpression(terms, expression), [])
  return toQuestion('text', (terms) => addText(terms, text, 1), leadingNames(text))
}

/** Share of added words: an expression has names alone to say what it means, text says it itself. */
const ADDED = { alert: 0.3, expression: 0.8, text: 0.3 }

type Terms = Map<string, number>

function toQuestion(kind: Question['kind'], fill: (terms: Terms) => void, names: readonly string[]): Question {
  const terms: Terms = new Map()
  fill(terms)
  // A word said often says more, but not as much more.
  for (const [term, weight] of terms) if (weight > 1) terms.set(term, 1 + Math.log(weight))
  return { kind, terms: expandTerms(terms, ADDED[kind]), asked: new Set(terms.keys()), names: names.flatMap(termOfName) }
}

function addText(terms: Terms, text: string, weight: number): void {
  eachTerm(text, (term, isIdentifier) => {
    if (isIdentifier || !isStopTerm(term)) terms.set(term, (terms.get(term) ?? 0) + weight)
  })
}

function addAlerts(terms: Terms, alerts: readonly AlertReading[]): void {
  for (const { name, text, labels, expression } of alerts) {
    addText(terms, name, WEIGHTS.alertName)
    addText(terms, text, 1)
    for (const label of labels) addText(terms, label, WEIGHTS.label)
    const read = expression === undefined ? undefined : readPromql(expression)
    if (read) addExpression(terms, read)
  }
}

function addExpression(terms: Terms, { metrics, matchers, groupings, functions, subjects }: PromqlReading): void {
  for (const metric of metrics) addText(terms, metric, WEIGHTS.metric)
  for (const matcher of matchers) addText(terms, matcher, WEIGHTS.matcher)
  for (const grouping of groupings) addText(terms, grouping, WEIGHTS.grouping)
  for (const subject of subjects) addText(terms, subject, WEIGHTS.subject)
  for (const name of functions) terms.set(`${name.toLowerCase()}()`, 1)
}

/** An alert pasted as text begins with its name: `NodeDiskFull: …`. */
function leadingNames(text: string): string[] {
  const name = /^\W{0,10}([A-Za-z][A-Za-z0-9_]{3,80})\s*(?:[:\u2013\u2014-]|$)/.exec(text)?.[1]
  return name !== undefined && /[a-z0-9][A-Z]/.test(name) ? [name] : []
}

/** The one term under which a name is indexed; a name of several words has none. */
function termOfName(name: string): string[] {
  if (!/^[\p{L}\p{N}_]+$/u.test(name)) return []
  let whole: string | undefined
  eachTerm(name, (term) => (whole ??= term))
  return whole === undefined ? [] : [whole]
}
