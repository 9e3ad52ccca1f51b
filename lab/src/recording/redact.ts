/** Names of the recording machine and what stands for them in a recording. */
export type Redactions = readonly (readonly [needle: string, replacement: string])[]

/** A text without the names of the machine it was recorded on. Longer names go first, so that no part of one stays. */
export function redact(text: string, redactions: Redactions): string {
  const ordered = redactions.filter(([needle]) => needle.length > 2).sort(([a], [b]) => b.length - a.length)
  return ordered.reduce((left, [needle, replacement]) => left.replaceAll(needle, replacement), text)
}

/** Lines of command output about the lab's own plumbing: its mounts, its scratch layer, its runner. */
export function withoutLab(text: string): string {
  return text
    .split('\n')
    .filter(
      (line) =>
        !/\/lab\/|^overlay\b|\brunner\.mjs|10\.20\.0\.50|10\.20\.0\.44:9090|<defunct>|\bps axo |psql -X | \/(dev|tmp|run)(\/shm)?$|^prometh\+/.test(
          line,
        ),
    )
    .join('\n')
}
