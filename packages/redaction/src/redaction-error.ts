/**
 * A text could not be redacted, so it must not be sent. Nothing of the text is in the message and no cause is kept: what failed may hold the
 * very value that was to be withheld.
 */
export class RedactionError extends Error {
  override readonly name = 'RedactionError'
  readonly code: 'redaction.timed_out' | 'redaction.failed'

  constructor(code: RedactionError['code'], message: string) {
    super(message)
    this.code = code
  }
}
