/** A statement of a program that writes or raises a fixed text: where a message of a log comes from. */
export type LogStatement = {
  /** From 1. */
  readonly line: number
  /** Called function as written: `log.error`, `panic!`, `raise ValueError`. */
  readonly call: string
  /** Constant pieces of the text, in order, without the places of parameters; at least 8 letters and digits in all. */
  readonly pieces: readonly string[]
}
