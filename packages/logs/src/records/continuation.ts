/**
 * Kind of multi-line block that a line opens. Within a block further lines belong to it that would not on their own:
 * the last line of a Python traceback, the function names of a Go dump.
 */
export type Block = 'python' | 'go' | 'rust' | 'node' | 'exception' | undefined

const STARTS: readonly (readonly [NonNullable<Block>, RegExp])[] = [
  ['python', /^(?:Traceback \(most recent call last\):|\+ Exception Group Traceback)/],
  ['go', /^(?:panic: |fatal error: |SIG[A-Z]{2,6}: |unexpected fault address |runtime: goroutine stack exceeds)/],
  ['rust', /^thread '[^']{0,200}' (?:\(\d{1,10}\) )?panicked at /],
  ['node', /^(?:node:|file:\/\/|\/|[A-Z]:\\)\S{1,300}:\d{1,7}$/],
  [
    'exception',
    /^(?:Exception in thread |Unhandled [Ee]xception|Uncaught |\[?(?:[A-Za-z_$][\w$]{0,80}\.){1,10}[A-Z][\w$]{0,80}(?:Exception|Error|Throwable)\b|[A-Z]\w{0,60}(?:Error|Exception)(?: \[[A-Z_]{1,60}\])?: )/,
  ],
]

/** Which block a line without a header opens, if any. */
export function blockStart(text: string): Block {
  const head = text.length > 512 ? text.slice(0, 512) : text
  for (const [block, pattern] of STARTS) if (pattern.test(head)) return block
  return undefined
}

// Lines that continue the record before them wherever they stand: what exceptions print without indenting it.
const ALWAYS =
  /^(?:Caused by: |Suppressed: |Wrapped by: |\.\.\. \d{1,6} (?:more|common frames)|at [\w$.<>/]{1,300}[( ]|During handling of the above exception|The above exception was the direct cause|--- End of |goroutine \d{1,10} |created by |stack backtrace:|note: (?:run with|Some details)|\[signal |exit status \d|Node\.js v\d|[}\])]{1,4}[,;]?$)/

// What belongs to a block of this kind and to nothing else.
const WITHIN: Readonly<Record<NonNullable<Block>, RegExp>> = {
  python: /^(?:[\w.]{1,200}(?:: |:?$)|Traceback \(most recent call last\):|\| |\+-)/,
  go: /^(?:[\w./*$()-]{1,300}\(.{0,400}\)?$|rax|r[a-z0-9]{1,3} +0x|panic: |\tpanic: |fatal error: |runtime stack:|\[recovered\])/,
  rust: /^(?:[^[{]{1,400}$)/,
  node: /^(?:(?:[A-Z]\w{0,60})?(?:Error|Exception)\b|Thrown at:|\^{1,80}$)/,
  exception: /^(?:Traceback |From previous event:|Locked ownable synchronizers:)/,
}

/**
 * What a line follows: the block that the record or a line of it opened, the lines of that block so far from 1, and whether the
 * record has a header; after one that has none, a single space at the start of a line means nothing.
 */
export type Surroundings = { readonly block: Block; readonly sinceStart: number; readonly isHeaded: boolean }

/**
 * True when a line without a header belongs to the record before it: it is indented, or is a known part of a stack trace.
 */
export function continuesRecord(text: string, { block, sinceStart, isHeaded }: Surroundings): boolean {
  const first = text.charCodeAt(0)
  if (first === 9 || (first === 32 && (isHeaded || block !== undefined || text.charCodeAt(1) === 32))) return true
  const head = text.length > 512 ? text.slice(0, 512) : text
  if (ALWAYS.test(head)) return true
  if (block === undefined) return false
  // Rust prints the message of a panic on the second line; later lines need a mark of their own.
  if (block === 'rust' && sinceStart > 1) return false
  return WITHIN[block].test(head)
}

/**
 * True when a line opens a traceback right below the last line of another one: the next run of a program that ended, not its cause.
 * A cause is announced by a line between ("During handling of the above exception, …").
 */
export function beginsNextTraceback(text: string, above: string | undefined): boolean {
  return (
    text.startsWith('Traceback (most recent call last):') && above !== undefined && END_OF_TRACEBACK.test(above.slice(0, 512))
  )
}
const END_OF_TRACEBACK = /^(?!Traceback )[A-Za-z_][\w.]{1,200}(?:: |:?$)/
