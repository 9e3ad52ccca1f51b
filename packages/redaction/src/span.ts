/** What a value is; also the first part of its placeholder: `<EMAIL_1>`. */
export type SpanType =
  | 'SECRET'
  | 'CARD'
  | 'IBAN'
  | 'SSN'
  | 'LICENSE'
  | 'EMAIL'
  | 'IP'
  | 'PHONE'
  | 'USER'
  | 'HOST'
  | 'PERSON'
  | 'ADDRESS'

/** A value found in a text: UTF-16 offsets, `end` exclusive, never empty. */
export type Span = { readonly start: number; readonly end: number; readonly type: SpanType }

/** A stretch of text, without saying what it is. */
export type Range = { readonly start: number; readonly end: number }

/** Ordered by how much would be lost if the value left: where two spans overlap, the earlier type wins. */
export const SPAN_TYPES: readonly SpanType[] = [
  'SECRET',
  'CARD',
  'IBAN',
  'SSN',
  'LICENSE',
  'EMAIL',
  'IP',
  'PHONE',
  'USER',
  'HOST',
  'ADDRESS',
  'PERSON',
]
