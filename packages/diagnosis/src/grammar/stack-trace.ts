/** What a stack trace adds to its message. */
export type StackReading = {
  /** Innermost cause: the last `Caused by:` or the last line of a Python traceback, as written. */
  readonly cause?: string
  /** Source line of the innermost own frame, where the trace prints it (Python, Ruby). */
  readonly site?: string
  /** Functions from the innermost outwards, at most eight; frames of runtimes and frameworks stand behind the others. */
  readonly frames: readonly string[]
  /** Functions that repeat: the loop of an unbounded recursion. */
  readonly loop: readonly string[]
}

const CAUSED_BY = /^\s*(?:Caused by|Suppressed|Root cause|The above exception was)\b[: ]\s?(.{3,400})$/i
const FRAME =
  /^\s*(?:at\s+(?:async\s)?([\w.$<>/\][]{3,200})\s?\(|File "([^"]{1,200})", line (\d+), in ([\w<>.]+)|([\w./*()]{3,120}\.[\w.*()]{1,80})\(.{0,120}\)$|\[<?[\da-f]*>?\]\s*\??\s?([a-z_][\w.]{2,80})\+0x|#\d+\s+(?:0x[\da-f]+ in )?([\w:~<>]{3,120})\s?\(|\s*[\da-f]+:\s+([\w:<>]{3,200})$)/
/** Last line of a Python traceback or any line that begins with the name of an exception. */
const EXCEPTION_LINE = /^\s*([A-Za-z_][\w.]{2,120}(?:Error|Exception|Exit|Interrupt|Warning|Failure))\b:?\s?(.{0,300})$/
const LIBRARY =
  /^(?:java|javax|jdk|sun|com\.sun|kotlin|scala|org\.(?:springframework|apache|hibernate|eclipse|jboss)|io\.(?:netty|grpc)|net\/http|runtime|node:internal|internal\/|<anonymous>|dump_stack|show_stack|panic|__warn|asm_|entry_|do_syscall|ret_from|report_bug|__dump)|site-packages|node_modules|\/usr\/lib\/|dist-packages/

/** Reads the continuation lines of a record; empty when they hold no trace. */
export function readStack(lines: readonly string[]): StackReading {
  const inOrder = lines.map(frameName).filter((name) => name !== undefined)
  // Python prints the innermost frame last, everybody else first.
  const names = isTraceback(lines) ? inOrder.toReversed() : inOrder
  const own = names.filter((name) => !LIBRARY.test(name) && !name.includes('/usr/lib'))
  const cause =
    lastMatch(lines, CAUSED_BY) ??
    (names.length > 0 || isTraceback(lines) || beginsWithException(lines) ? lastException(lines) : undefined)
  const site = siteOf(lines)
  return {
    ...(cause !== undefined && { cause }),
    ...(site !== undefined && { site }),
    frames: unique([...own, ...names]).slice(0, 8),
    loop: repeated(names),
  }
}

function frameName(line: string): string | undefined {
  const match = FRAME.exec(line.slice(0, 400))
  if (!match) return undefined
  if (match[2]) return `${match[4]} (${match[2]}:${match[3]})`
  return match.slice(1).find((group) => group !== undefined)
}

/** The code printed under the last frame that is no library's. */
function siteOf(lines: readonly string[]): string | undefined {
  const index = lines.findLastIndex((line) => /^\s*File "/.test(line) && !LIBRARY.test(line) && !line.includes('/usr/lib'))
  const code = lines[index + 1]
  return index < 0 || code === undefined || /^\s*File "/.test(code) ? undefined : code.trim().slice(0, 160)
}

function isTraceback(lines: readonly string[]): boolean {
  return lines.some((line) => line.includes('Traceback (most recent') || /^\s*File "/.test(line))
}

/** Some appenders print an exception without its frames: its qualified name right after the message. */
function beginsWithException(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '') ?? ''
  return /^[a-z]\w{0,60}\.[\w.]{2,150}:/.test(first) && EXCEPTION_LINE.test(first.slice(0, 500))
}

function lastMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  const line = lines.findLast((candidate) => pattern.test(candidate.slice(0, 500)))
  return line === undefined ? undefined : pattern.exec(line.slice(0, 500))?.[1]?.trim()
}

function lastException(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => EXCEPTION_LINE.test(line.slice(0, 500)))?.trim()
}

function repeated(names: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > 2)
    .map(([name]) => name)
    .slice(0, 4)
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
