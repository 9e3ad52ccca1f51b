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
 * @see https://docs.docker.com/engine/logging/drivers/json-file/
 */
export function layOutEntries(entries: readonly LogEntry[]): string {
  return entries
    .flatMap(({ time, stream, line }) =>
      // A line that was kept with line breaks in it is so many lines.
      line.split(/\r?\n/).map((part) => `${JSON.stringify({ log: `${part}\n`, stream, time })}\n`),
    )
    .join('')
}
