/** What an alert says of itself. */
export type AlertReading = {
  readonly name: string
  /** Summaries and descriptions, with the places they name taken out. */
  readonly text: string
  /** Labels that say what, not where: `reason CrashLoopBackOff`. */
  readonly labels: readonly string[]
  readonly expression?: string
}

/** Where it happened, how grave it is, who is told: the same in every alert of an installation. */
const PLACES = new Set(
  `alertname severity namespace pod instance job cluster container node host service endpoint region zone env environment prometheus team
  receiver uid grafana_folder rule_uid datasource_uid ref_id alertstate monitor replica`.split(/\s+/),
)
const TEXTS = /^(summary|description|message|title|details?|info|valuestring)$/i
/** A shorter value may be part of a word. */
const MIN_MASKED = 4
const MAX_ALERTS = 50
const MAX_DEPTH = 8

/**
 * Reads alerts in JSON: Alertmanager's webhook and API, Grafana's webhook, Prometheus's `/api/v1/alerts`, a single alert or rule.
 * @returns undefined when the text is none of these
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function readAlertPayload(text: string): AlertReading[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  const parsed = parseJson(text)
  const alerts = findAlerts(parsed).slice(0, MAX_ALERTS)
  return alerts.length === 0 ? undefined : alerts
}

/** @param depth of lists within lists; what is deeper is no payload of anybody */
function findAlerts(value: unknown, depth = 0): AlertReading[] {
  if (depth > MAX_DEPTH) return []
  if (Array.isArray(value)) return value.flatMap((one) => findAlerts(one, depth + 1))
  if (!isRecord(value)) return []
  const inside = value['alerts'] ?? (isRecord(value['data']) ? value['data']['alerts'] : undefined)
  if (Array.isArray(inside)) return inside.flatMap((one) => findAlerts(one, depth + 1))
  const labels = strings(value['labels'])
  const name = labels['alertname'] ?? textOf(value['alert']) ?? textOf(value['alertname'])
  return name === undefined ? [] : [readAlert(name, labels, value)]
}

function readAlert(
  name: string,
  labels: Readonly<Record<string, string>>,
  alert: Readonly<Record<string, unknown>>,
): AlertReading {
  const annotations = Object.entries(strings(alert['annotations'])).filter(([key]) => TEXTS.test(key))
  const places = Object.entries(labels)
    .filter(([key, value]) => PLACES.has(key) && key !== 'alertname' && value.length >= MIN_MASKED)
    .map(([, value]) => value)
  const text = places.reduce((masked, place) => masked.replaceAll(place, ' '), annotations.map(([, value]) => value).join('\n'))
  const expression = textOf(alert['expr'])
  return {
    name,
    text,
    labels: Object.entries(labels)
      .filter(([key]) => !PLACES.has(key))
      .map(([key, value]) => `${key} ${value}`),
    ...(expression === undefined ? {} : { expression }),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function strings(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (typeof inner === 'string' ? [[key, inner]] : [])))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
