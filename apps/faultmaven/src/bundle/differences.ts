/** Where two texts of JSON differ: the path and both sides, at most `max`. Empty exactly when they are the same, byte for byte. */
export function differencesOf(before: string, now: string, max = 20): string[] {
  if (before === now) return []
  const found: string[] = []
  compare(JSON.parse(before), JSON.parse(now), '', found, max)
  if (found.length === 0) found.push('the order of fields differs')
  return found.slice(0, max)
}

function compare(before: unknown, now: unknown, path: string, found: string[], max: number): void {
  if (found.length >= max || Object.is(before, now)) return
  if (isObject(before) && isObject(now) && Array.isArray(before) === Array.isArray(now)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(now)])
    for (const key of keys) compare(before[key], now[key], path === '' ? key : `${path}.${key}`, found, max)
    return
  }
  found.push(`${path}: ${shown(before)} → ${shown(now)}`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
