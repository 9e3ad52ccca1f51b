/** OpenTelemetry's short severity names, mildest first. */
export const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Negative when `a` is milder than `b`, 0 when equal, positive when worse. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b)
}

/** 0 for none, else 1 (trace) to 6 (fatal). */
export function severityCode(severity: Severity | undefined): number {
  return severity === undefined ? 0 : SEVERITIES.indexOf(severity) + 1
}
