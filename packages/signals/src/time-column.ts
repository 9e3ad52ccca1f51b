/** The name of a column of times or durations: what it names, in lower case letters and digits only, and its unit. */
export type TimeColumn = {
  readonly stem: string
  /** Nanoseconds of one unit; undefined where the name does not say it. */
  readonly unitNs: number | undefined
}

/** A letter alone is a unit only behind a separator, or as the one capital: `duration_s`, `durationS`, but not `durations`. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/[^a-z0-9µμ](?:ns|nanos?|nanosec(?:ond)?s?)[^a-z0-9µμ]*$/i, 1],
  [/[^a-z0-9µμ](?:[uµμ]s|micros?|microsec(?:ond)?s?)[^a-z0-9µμ]*$/i, 1e3],
  [/[^a-z0-9µμ](?:ms|millis?|millisec(?:ond)?s?)[^a-z0-9µμ]*$/i, 1e6],
  [/[^a-z0-9µμ](?:s|secs?|seconds?)[^a-z0-9µμ]*$/i, 1e9],
  [/(?<=[a-z])S$/, 1e9],
  [/(?:ns|nanos?|nanosec(?:ond)?s?)$/i, 1],
  [/(?:[uµμ]s|micros?|microsec(?:ond)?s?)$/i, 1e3],
  [/(?:ms|millis?|millisec(?:ond)?s?)$/i, 1e6],
  [/(?:secs?|seconds?)$/i, 1e9],
]
const MAX_NAME = 100

/**
 * Takes the unit off the name of a column of times: `startUnixNano`, `duration_ms`, `Duration (µs)`, `elapsed_s`. Whether the rest
 * names a time is for the caller to know.
 */
export function readTimeColumn(name: string): TimeColumn {
  const unit = name.length > MAX_NAME ? undefined : UNITS.find(([pattern]) => pattern.test(name))
  return { stem: squeeze(unit === undefined ? name : name.replace(unit[0], '')), unitNs: unit?.[1] }
}

function squeeze(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
