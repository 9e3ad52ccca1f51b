import { MAX_CHARACTERS } from './lay-out-json.ts'
import { LiveSourceFailure } from './live-source-failure.ts'

/** One line of a log, with what the system that kept it says of it. */
export type LogEntry = {
  /** As it stands in the reply, an RFC 3339 instant. */
  readonly time: string
  /** Where it came from: labels, or a container. */
  readonly stream: string
  readonly line: string
}

/**
 * Entries as a container runtime writes them to its files, an object a line: the log's own line is read in its own format, and its time is
 * known though the line may say none.
 * @throws {LiveSourceFailure} for what would become larger than {@link MAX_CHARACTERS}: each line repeats what is said of its entry
 * @see https://docs.docker.com/engine/logging/drivers/json-file/
 */
export function layOutEntries(entries: readonly LogEntry[]): string {
  const lines: string[] = []
  let characters = 0
  for (const { time, stream, line } of entries) {
    // A line that was kept with line breaks in it is so many lines.
    for (const part of line.split(/\r?\n/)) {
      const laid = `${JSON.stringify({ log: `${part}\n`, stream, time })}\n`
      characters += laid.length
      if (characters > MAX_CHARACTERS) throw new LiveSourceFailure('Its reply has too many lines to be read')
      lines.push(laid)
    }
  }
  return lines.join('')
}
