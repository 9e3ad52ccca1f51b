import type { Range } from '../span.ts'

/** How a line begins or what it holds when a program wrote it: a time, a level, fields, calls, paths, brackets of code. */
const MACHINE =
  /^\W{0,3}(?:\d{4}-\d\d-\d\d[T ]\d|\d{6} \d{6} |[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d|[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d|\d\d:\d\d:\d\d|\d{10})|\b(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL|NOTICE|Info)\b|\w=[^\s=]|\w\(\)|\/\w+\/\w+\/|[{}]|\w::\w|=>|->/

/** Lines longer than this were not typed by a person. */
const LONGEST = 2_000

/** The lines of a text that a person could have written, without their line ends; blank lines are none. */
export function proseLines(text: string): Range[] {
  const lines: Range[] = []
  for (let start = 0; start < text.length;) {
    const lineEnd = text.indexOf('\n', start)
    const end = lineEnd < 0 ? text.length : lineEnd
    if (end - start <= LONGEST && end > start && !MACHINE.test(text.slice(start, end))) lines.push({ start, end })
    start = end + 1
  }
  return lines
}
