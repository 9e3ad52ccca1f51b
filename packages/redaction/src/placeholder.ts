import type { SpanType } from './span.ts'

/** Everything that looks like a placeholder: `<EMAIL_1>`, `<IP_2_3>`. */
export const PLACEHOLDER = /<[A-Z]{2,12}_\d{1,9}(?:_\d{1,9})?>/g

/** `<EMAIL_1>`: the type tells a model what stands there, the number which of them. */
export function formatPlaceholder(type: SpanType, ...numbers: readonly number[]): string {
  return `<${[type, ...numbers].join('_')}>`
}
