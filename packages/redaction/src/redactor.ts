import { createDetection, type DetectionOptions, type TextOptions } from './detect-spans.ts'
import { PLACEHOLDER } from './placeholder.ts'
import type { Range, Span, SpanType } from './span.ts'
import { EMPTY_VAULT, openVault, type Vault } from './vault.ts'

/** What was withheld from a text: where it stood there, and what stands in its place now. */
export type Replacement = { readonly start: number; readonly end: number; readonly type: SpanType; readonly placeholder: string }

export type Redaction = { readonly text: string; readonly replacements: readonly Replacement[] }

export type Redactor = {
  /**
   * The text with placeholders for its values. Placeholders in it stay as they are, so redacting twice changes nothing.
   * @throws {RedactionError} when it cannot be done in time or at all: the text must not be sent then
   */
  readonly redact: (text: string, options?: TextOptions) => Redaction
  /** All that was withheld by now, and in the vault it began with. */
  readonly vault: () => Vault
}

type RedactorOptions = DetectionOptions & {
  /** What a redactor goes on from. @default nothing was withheld so far */
  readonly vault?: Vault
  /** Whether a value that was found is withheld. @default every one is */
  readonly withholds?: (type: SpanType, value: string) => boolean
}

/**
 * A redactor of one case. The same value gets the same placeholder as long as the vault goes on from the last one.
 * @example
 * const { redact, vault } = createRedactor()
 * redact('login of ada@example.org from 203.0.113.9').text // 'login of <EMAIL_1> from <IP_1_1>'
 * restoreText('Ask <EMAIL_1>', restorableTokens(vault(), { secrets: 'keep' })) // 'Ask ada@example.org'
 */
export function createRedactor({ vault = EMPTY_VAULT, withholds = () => true, ...options }: RedactorOptions = {}): Redactor {
  const detect = createDetection(options)
  const { placeholderFor, reserve, snapshot } = openVault(vault)
  return {
    redact(text, textOptions) {
      const marks = marksOf(text)
      for (const { start, end } of marks) reserve(text.slice(start, end))
      const spans = outside(detect(cover(text, marks), textOptions), marks).filter(({ type, start, end }) =>
        withholds(type, text.slice(start, end)),
      )
      const replacements = spans.map((span) => ({
        ...span,
        placeholder: placeholderFor(span.type, text.slice(span.start, span.end)),
      }))
      return { text: replaceAll(text, replacements), replacements }
    },
    vault: snapshot,
  }
}

/** Where placeholders stand. */
function marksOf(text: string): Range[] {
  if (!text.includes('<')) return []
  return [...text.matchAll(PLACEHOLDER)].map((found) => ({ start: found.index, end: found.index + found[0].length }))
}

/** No detector knows this character (private use), so what it stands for is neither a value nor the name of one. */
const COVER = '\uE000'

function cover(text: string, marks: readonly Range[]): string {
  return marks.length === 0 ? text : text.replaceAll(PLACEHOLDER, (mark) => COVER.repeat(mark.length))
}

/** What of the spans lies outside the marks, both in order and without overlaps among themselves. */
function outside(spans: readonly Span[], marks: readonly Range[]): Span[] {
  const rest: Span[] = []
  let next = 0
  for (const { start, end, type } of spans) {
    while (next < marks.length && marks[next]!.end <= start) next++
    let from = start
    for (let mark = next; mark < marks.length && marks[mark]!.start < end; mark++) {
      if (marks[mark]!.start > from) rest.push({ start: from, end: marks[mark]!.start, type })
      from = marks[mark]!.end
    }
    if (from < end) rest.push({ start: from, end, type })
  }
  return rest
}

function replaceAll(text: string, replacements: readonly Replacement[]): string {
  const pieces: string[] = []
  let shown = 0
  for (const { start, end, placeholder } of replacements) {
    pieces.push(text.slice(shown, start), placeholder)
    shown = end
  }
  return pieces.join('') + text.slice(shown)
}
