import type { ContentClass, Head } from './content-kind.ts'

const LOG_KEYS = /"(?:message|msg|level|severity|log|MESSAGE|textPayload|@timestamp|@m|@mt|lvl|levelname)"\s{0,4}:/
// What a whole document is, told by keys that no other kind has. Cut heads are fine: nothing is parsed.
const DOCUMENTS: readonly (readonly [RegExp, ContentClass['kind'], string])[] = [
  [/"resourceSpans"\s{0,4}:/, 'trace', 'otlp'],
  [/"traceID"\s{0,4}:[^{]{0,200}"spans?(?:ID)?"\s{0,4}:/, 'trace', 'jaeger'],
  [/"spanID"\s{0,4}:[\s\S]{0,400}"operationName"|"operationName"[\s\S]{0,400}"spanID"\s{0,4}:/, 'trace', 'jaeger'],
  [/"localEndpoint"\s{0,4}:/, 'trace', 'zipkin'],
  [
    /"trace_?[iI]d"\s{0,4}:[\s\S]{0,300}"(?:span_?[iI]d|parent_?[iI]d|id)"\s{0,4}:[\s\S]{0,400}"(?:duration|start)/,
    'trace',
    'spans',
  ],
  [/"resultType"\s{0,4}:\s{0,4}"(?:matrix|vector)"/, 'metrics', 'prometheus-response'],
  [/"resourceMetrics"\s{0,4}:/, 'metrics', 'otlp'],
  [/"(?:Datapoints|MetricDataResults|timeSeriesData|datapoints)"\s{0,4}:/, 'metrics', 'json-series'],
  [/"(?:metric|labels)"\s{0,4}:\s{0,4}\{[^{}]{0,2000}\}\s{0,4},\s{0,4}"values"\s{0,4}:\s{0,4}\[/, 'metrics', 'json-series'],
  [/"resourceLogs"\s{0,4}:/, 'log', 'otlp'],
  [
    /"apiVersion"\s{0,4}:[\s\S]{0,400}"(?:kind|items)"\s{0,4}:|"kind"\s{0,4}:[\s\S]{0,4000}"apiVersion"\s{0,4}:/,
    'config',
    'kubernetes',
  ],
]

/** JSON: lines of objects, or one document, whatever its keys tell. */
export function recogniseJson({ text, filled }: Head): ContentClass | undefined {
  const start = text.trimStart()
  if (!start.startsWith('{') && !start.startsWith('[')) return undefined
  // "[2026-…] [error]" begins with a bracket as well.
  if (start.startsWith('[') && !/^\[\s{0,200}(?:[{["\]]|-?\d{1,20}[\s,.\]]|true|false|null)/.test(start)) return undefined
  const objects = filled.filter((line) => line.startsWith('{') && /\}[,\s]{0,4}$/.test(line))
  if (objects.length >= 2 && objects.length >= filled.length * 0.6) return recogniseLines(objects)
  for (const [pattern, kind, format] of DOCUMENTS) if (pattern.test(text)) return { kind, format, confidence: 0.95 }
  const entries = text.match(new RegExp(LOG_KEYS, 'g'))?.length ?? 0
  const times = text.match(/"(?:time|timestamp|@timestamp|ts|t|date)"\s{0,4}:/g)?.length ?? 0
  if (Math.min(entries, times) >= 1 && (start.startsWith('[') || objects.length === 1)) {
    return { kind: 'log', format: objects.length === 1 ? 'json' : 'json-array', confidence: 0.85 }
  }
  return { kind: 'config', format: 'json', confidence: 0.8 }
}

function recogniseLines(objects: readonly string[]): ContentClass {
  const [first = ''] = objects
  for (const [pattern, kind, format] of DOCUMENTS)
    if (kind !== 'config' && pattern.test(first)) return { kind, format, confidence: 0.95 }
  const logs = objects.filter((line) => LOG_KEYS.test(line)).length
  return { kind: 'log', format: 'json', confidence: logs >= objects.length / 2 ? 0.95 : 0.6 }
}
