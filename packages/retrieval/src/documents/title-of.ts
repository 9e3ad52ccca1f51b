import type { ParsedDocument } from './parsed-document.ts'

const MAX_LEAD = 200

/**
 * What a document is called: its own title, else its first heading of the upper two levels, else its first sentence, of at most
 * {@link MAX_LEAD} characters. Empty when it has no text.
 */
export function titleOf({ title, blocks }: ParsedDocument): string {
  if (title !== undefined) return title
  const heading = blocks.find((block) => block.kind === 'heading')
  if (heading?.kind === 'heading' && heading.level <= 2) return heading.text
  const lead = blocks.find((block) => block.kind === 'text')?.text ?? ''
  return lead
    .slice(0, 4 * MAX_LEAD)
    .replace(/\s+/g, ' ')
    .split(/(?<=[.:!?])\s/)[0]!
    .slice(0, MAX_LEAD)
}
