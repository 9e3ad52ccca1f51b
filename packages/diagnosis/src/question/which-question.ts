import { fieldCalled, type NamedField } from './asked-fields.ts'

const WHICH = /^(?:\W|and |but |so |on |for |from |in )*(?:which|what|top(?: \d+)?) (.+)/i
/** What came first or brought it about is for the diagnosis. */
const CAUSE =
  /\b(?:first|root|caus\w+|culprit|responsible|blame|fault|faulty|trigger\w*|start\w*|begin|began|reason|wrong|slow\w*|latenc\w+|used?|busy|busiest|largest|biggest)\b/i
const MAX_NOUN = 3

/** "Which client IPs are affected": the field that is asked for, and what is asked of it. A noun that is no field is for the diagnosis. */
export function readWhich(asked: string): { readonly by: NamedField; readonly rest: string } | undefined {
  const said = WHICH.exec(asked)?.[1]?.replace(/^(?:of the|of our|are the|is the|was the|were the|the|our) /i, '')
  if (said === undefined || CAUSE.test(said)) return undefined
  const words = said.split(' ')
  for (let length = MAX_NOUN; length > 0; length -= 1) {
    const noun = words
      .slice(0, length)
      .join(' ')
      .replace(/[?.!,]+$/, '')
    const by = words.length >= length ? fieldCalled(noun) : undefined
    if (by) return { by, rest: words.slice(length).join(' ') }
  }
  return undefined
}
