/** A question that the ranked causes answer: "is it the database?", "what should I do now?". */
export type BoardQuestion = { readonly kind: 'is-it'; readonly about: string } | { readonly kind: 'what-now' }

const IS_IT =
  /^(?:\W|and |but |so |then )*(?:is|was|could|might|can) (?:it|this|that) (?:(?:be|really|maybe|just|perhaps|possibly|then|all|because of|caused by|due to|related to) )*(?:the |an? |our |my )?([\p{L}\p{N}][^?.!\n]{1,60}?)\W*$/iu
/** A state of things, not a cause. */
const STATE =
  /^(?:over|fixed|resolved|solved|back|ok|okay|healthy|fine|up|down|still|normal|serious|bad|safe|urgent|possible|true|right|wrong|correct|expected|related|slow|broken|failing|happening|going|getting|new|known|working|recovering|recovered|there|here|now|it|affect|ready)\b/i
const WHAT_NOW =
  /\bwhat (?:should|can|must|do|shall|would) (?:i|we|you) do\b|\bwhat(?:'s| is| are)? (?:to do|now|next|the next steps?)\b|\bstop the bleeding\b|\b(?:quick(?:est)?|immediate|fast(?:est)?) (?:fix|mitigation|remedy|relief)\b|\bhow (?:do|can|should) (?:i|we) (?:mitigate|stop (?:it|this|that|the))\b|^\W*(?:now what|next steps?|mitigat\w+)\W*$/i
/** Asks for more than what is to be done: the cause is told first, and the steps stand below it. */
const MORE =
  /\bwhy\b|\bcaus\w+|\breasons?\b|\bwhat (?:is|was|'s|went|goes) (?:going )?(?:wrong|on|happening)\b|\bwhat happened\b|\bwhat (?:does|do) .{1,80} mean\b/i

/** Reads a question that is answered by what was ranked and what is to be done about it. */
export function readBoardQuestion(text: string): BoardQuestion | undefined {
  const asked = text.replaceAll(/\s+/g, ' ').trim()
  if (asked.length > 120) return undefined
  if (WHAT_NOW.test(asked) && !MORE.test(asked)) return { kind: 'what-now' }
  const about = IS_IT.exec(asked)?.[1]
  return about === undefined || STATE.test(about) ? undefined : { kind: 'is-it', about }
}
