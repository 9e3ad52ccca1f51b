/** What a PromQL expression is about. */
export type PromqlReading = {
  /** Metric names in their order, repeated as often as they are used. */
  readonly metrics: readonly string[]
  /** Label matchers that choose what is watched, as words: `reason="OOMKilled"` gives `reason` and `OOMKilled`. */
  readonly matchers: readonly string[]
  /** Labels that results are grouped or joined by. */
  readonly groupings: readonly string[]
  /** Functions and aggregations, each once. */
  readonly functions: readonly string[]
  /** Jobs that are watched for being there at all: in `absent(up{job="scheduler"})` the job is what it is about. */
  readonly subjects: readonly string[]
}

/** Where a series comes from, not what is wrong with it: these labels say the same in every expression of an installation. */
const PLACES = new Set(
  'job instance namespace cluster pod container node host service endpoint metrics_path region zone env environment prometheus'.split(
    ' ',
  ),
)
const KEYWORDS = new Set(
  'by without on ignoring group_left group_right bool offset and or unless atan2 start end inf nan'.split(' '),
)
const GROUPING = new Set('by without on ignoring group_left group_right'.split(' '))
/** A string without an end reaches to the end of the text: no piece of it is looked at twice. */
const TOKEN =
  /#[^\n]*|"(?:[^"\\]|\\[\s\S]?)*(?:"|$)|'(?:[^'\\]|\\[\s\S]?)*(?:'|$)|`[^`]*(?:`|$)|[a-zA-Z_:][\w:]*|\d[\w.]*|[=!<>]=|[=!]~|[-+*/%^<>=(){}[\],@]|\S/g

/**
 * Reads PromQL for what it is about; no more of the grammar than that needs.
 * @returns undefined when the text is prose, or a query of another language
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
export function readPromql(text: string): PromqlReading | undefined {
  const tokens = tokensOf(text)
  const reading = {
    metrics: [] as string[],
    matchers: [] as string[],
    groupings: [] as string[],
    functions: [] as string[],
    jobs: [] as string[],
  }
  let strange = 0
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    const next = tokens[at + 1]
    if (isOpenString(token)) strange += token.split(/\s+/).length
    else if (token === '{') at = readMatchers(tokens, at + 1, reading)
    else if (token === '[') at = skipTo(tokens, at, ']')
    else if (/^[a-zA-Z_:]/.test(token)) {
      if (GROUPING.has(token.toLowerCase()) && next === '(') at = readGrouping(tokens, at + 2, reading.groupings)
      else if (KEYWORDS.has(token.toLowerCase())) continue
      else if (next === '(' || (GROUPING.has(next ?? '') && !token.includes('_'))) reading.functions.push(token)
      else if (/[_:]/.test(token) || next === '{' || next === '[' || isComparison(next)) reading.metrics.push(token)
      else strange++
    } else if (token.length === 1 && !/[-+*/%^<>=(),@{}[\]\d]/.test(token)) strange++
  }
  if (reading.metrics.length === 0 || strange > reading.metrics.length || !hasShape(tokens)) return undefined
  const { metrics, matchers, groupings, functions, jobs } = reading
  return { metrics, matchers, groupings, functions: [...new Set(functions)], subjects: metrics.every(isPresence) ? jobs : [] }
}

/** An apostrophe of prose, or a string that was cut. */
function isOpenString(token: string): boolean {
  const [quote = ''] = token
  return /["'`]/.test(quote) && (token.length === 1 || !token.endsWith(quote))
}

/** Metrics that only say whether something runs, and since when. */
function isPresence(metric: string): boolean {
  return !metric.includes('_') || metric.startsWith('process_')
}

/** Comment lines are dropped; where line ends were lost, a comment reaches to the first bracket or metric-like word. */
function tokensOf(text: string): string[] {
  return (text.replace(/(^|\s)#\s[^\n]*?(?=\(|[a-z]{1,60}_[a-z_]{1,80}[({]|\n|$)/g, '$1').match(TOKEN) ?? []).filter(
    (token) => !token.startsWith('#'),
  )
}

/** Prose may hold a name with an underscore; an expression calls, selects or compares. */
function hasShape(tokens: readonly string[]): boolean {
  return tokens.some(
    (token, at) =>
      token === '{' || token === '[' || isComparison(token) || (token === '(' && /^[a-z]/i.test(tokens[at - 1] ?? '')),
  )
}

function isComparison(token: string | undefined): boolean {
  return token !== undefined && /^([<>]=?|==|!=)$/.test(token)
}

type Selected = { readonly matchers: string[]; readonly metrics: string[]; readonly jobs: string[] }

/** @returns the index of the closing brace */
function readMatchers(tokens: readonly string[], from: number, { matchers, metrics, jobs }: Selected): number {
  let at = from
  for (; at < tokens.length && tokens[at] !== '}'; at++) {
    const [label = '', operator = '', quoted = ''] = tokens.slice(at, at + 3)
    if (!/^[=!]=?~?$/.test(operator) || !/^["'`]/.test(quoted)) continue
    const value = quoted.slice(1, -1)
    if (label === '__name__') metrics.push(value)
    else if (label === 'job') jobs.push(value)
    else if (!PLACES.has(label) && operator.startsWith('=')) matchers.push(label, value)
    at += 2
  }
  return at
}

function readGrouping(tokens: readonly string[], from: number, groupings: string[]): number {
  let at = from
  for (; at < tokens.length && tokens[at] !== ')'; at++) if (/^[a-z_]/i.test(tokens[at]!)) groupings.push(tokens[at]!)
  return at
}

function skipTo(tokens: readonly string[], from: number, closing: string): number {
  const end = tokens.indexOf(closing, from)
  return end < 0 ? tokens.length : end
}
