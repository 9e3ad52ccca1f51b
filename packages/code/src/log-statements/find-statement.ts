import type { LogStatement } from './log-statement.ts'

/**
 * The statement that wrote a message: all its pieces stand in the message in their order. Of several the one with most constant
 * text; undefined when two say as much, for then nothing tells them apart.
 *
 * @param message text of a record, without its header
 */
export function findStatement(message: string, statements: readonly LogStatement[]): LogStatement | undefined {
  let best: LogStatement | undefined
  let most = 0
  let isTied = false
  for (const statement of statements) {
    const length = statement.pieces.reduce((sum, piece) => sum + piece.length, 0)
    if (length < most || !isWrittenBy(message, statement.pieces)) continue
    isTied = length === most
    best = statement
    most = length
  }
  return isTied ? undefined : best
}

function isWrittenBy(message: string, pieces: readonly string[]): boolean {
  let from = 0
  for (const piece of pieces) {
    const at = message.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return true
}
