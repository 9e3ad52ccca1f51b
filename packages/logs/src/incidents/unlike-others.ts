import type { Template } from '../digest.ts'

/** Share of its words in another template from which on a template is a variant of that. */
const ALIKE = 0.6

/** Those of `templates` whose words no older template has for the most part: kinds of messages that never came before. */
export function unlikeOlder<T extends { readonly template: Template }>(
  episodes: readonly T[],
  templates: readonly Template[],
): T[] {
  if (episodes.length === 0) return []
  const words = templates.map(wordsOf)
  return episodes.filter(({ template }) => {
    const own = [...wordsOf(template)]
    return !templates.some(
      (other, at) =>
        other.id !== template.id &&
        (other.firstLine < template.firstLine || other.count > template.count) &&
        own.filter((word) => words[at]!.has(word)).length >= Math.max(1, ALIKE * own.length),
    )
  })
}

function wordsOf({ text }: Template): ReadonlySet<string> {
  return new Set(text.replace(/<[^<>\s]{1,20}>/g, ' ').match(/\p{L}{3,}/gu) ?? [])
}
