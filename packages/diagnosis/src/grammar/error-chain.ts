/** Joints of an error chain. A colon counts only before a space and no number, so that URLs, times, `path:line` and `code: 137` stay whole. */
const JOINT =
  /:\s+(?=[^\s\d])|[,;.]?\s+(?:caused by|because of|because|due to|reason is|nested exception is|as a result of|error was|owing to)[:\s]\s?|\s(?:->|=>|<-|--)\s|;\s+(?=\S)|\.\s+(?=[A-Z])/gi
/** Values of error fields in nested JSON, logfmt and gRPC texts. */
const NESTED =
  /\b"?(?:message|msg|error|err|reason|cause|detail|details|description|desc|exception|status_?message|error_?message)"?\s?[=:]\s?"([^"]{4,400})"/gi
const DESC = /\bdesc = ([^"\n]{4,300})$/
const OPERATION =
  /\b(?:failed|unable|error while|error when|failure|fail) (?:to |while |during |in )?([a-z][a-z-]{2,20})\s+(?:the |a |an )?([^:,;.()]{2,60})|\b(?:cannot|could not|couldn't|can't) ([a-z][a-z-]{2,20})\s+(?:the |a |an )?([^:,;.()]{2,60})/i
const MAX_CLAUSES = 12

export type ErrorChain = {
  /** Parts of the message from the outermost to the innermost; at least one. */
  readonly clauses: readonly string[]
  /** What was tried: "pull image". */
  readonly operation?: string
  readonly object?: string
}

/**
 * Splits "A: B: C", "A because B", nested JSON errors and `desc = …` into clauses, outermost first.
 * The last clause is the innermost cause; "failed to X Y" anywhere names the operation X on the object Y.
 */
export function readErrorChain(text: string): ErrorChain {
  const nested = [...text.matchAll(NESTED)]
    .map((match) => match[1] ?? '')
    .filter((value) => /[a-z]/i.test(value))
    .flatMap(splitAtJoints)
  const tail = DESC.exec(text)?.[1]
  const inner = [...nested, ...(tail === undefined ? [] : splitAtJoints(tail))]
  // What stands in a field is read once, without the field around it.
  const outer = splitAtJoints(text).filter((clause) => !inner.some((part) => clause.includes(part)))
  const clauses = outer.length + inner.length > 0 ? [...outer, ...inner] : [text]
  const operation = OPERATION.exec(text)
  return {
    clauses: clauses.length > MAX_CLAUSES ? [...clauses.slice(0, 6), ...clauses.slice(-6)] : clauses,
    ...(operation && { operation: operation[1] ?? operation[3] ?? '', object: (operation[2] ?? operation[4] ?? '').trim() }),
  }
}

function splitAtJoints(text: string): string[] {
  const clauses = text
    .split(JOINT)
    .map((clause) => clause.trim())
    .filter((clause) => clause.length > 1)
  return clauses.length > 0 ? clauses : [text]
}
