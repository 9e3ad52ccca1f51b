export type Magnitude = { readonly value: number; readonly unit: string }

const WITH_UNIT =
  /(?<![\w.-])(\d{1,15}(?:\.\d{1,6})?)\s?(%|percent|milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|hours?|h|bytes|[KMGT]i?B|[KMGT]|connections?|clients?|requests?|messages?|records?|retries|attempts?|threads?|files?|nodes?|pods?|replicas?|times?|days?)\b(?!\/)/i
const PERCENT = /(?<![\w.-])(\d{1,3}(?:\.\d{1,3})?)\s?%/

/** The first number with a unit in a clause: how much, how long or how many. */
export function readMagnitude(clause: string): Magnitude | undefined {
  const match = PERCENT.exec(clause) ?? WITH_UNIT.exec(clause)
  if (!match) return undefined
  return { value: Number(match[1]), unit: (match[2] ?? '%').toLowerCase() }
}
