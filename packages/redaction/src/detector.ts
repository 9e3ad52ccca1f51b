import type { Range, SpanType } from './span.ts'

/** Stands for “the first digit of every run of digits” among the anchors of a detector. */
export const DIGITS = Symbol('first digit of a run')

/**
 * Knows one kind of value. One pass over the text finds all anchors of all detectors; a detector looks only where an anchor of its own
 * stands, and at most some hundred characters around it, so its work is bounded by the number of anchors whatever the text holds.
 */
export type Detector = {
  readonly name: string
  readonly type: SpanType
  /** Where the form is documented. */
  readonly source: string
  /** Printable ASCII in lower case, matched in any case. Of two that end at the same place the longer one is asked. */
  readonly anchors: readonly (string | typeof DIGITS)[]
  /**
   * The value that the anchor at `start` up to `end` belongs to; or a place behind `start`, when no anchor before it can have one; or
   * nothing. What is found may go on for thousands of characters, since none of its anchors is asked again; what is turned down may not.
   */
  readonly find: (text: string, start: number, end: number) => Range | number | undefined
  readonly samples: {
    /** Texts with the value in ⟦brackets⟧. */
    readonly found: readonly string[]
    /** Texts that look like it and hold none. */
    readonly left: readonly string[]
  }
}

/** Whether the code unit is an ASCII letter, a digit or an underscore; false for NaN, which stands for either end of the text. */
export function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigitCode(code) || code === 95
}

export function isDigitCode(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Where a sticky pattern matches from `start` on, undefined if it does not begin there. */
export function matchAt(pattern: RegExp, text: string, start: number): RegExpExecArray | undefined {
  pattern.lastIndex = start
  return pattern.exec(text) ?? undefined
}
