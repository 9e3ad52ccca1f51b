const ASKS_FACT =
  /^(?:\W|and |but |so )*(?:which|who|whose|how (?:many|much|long|often|far|fast|big|large)|since when|at what)\b/i
/** These the diagnosis answers, whatever they begin with. */
const ASKS_CAUSE =
  /\b(?:why|caus\w+|root|first|culprit|responsible|blame|faulty?|reason|wrong|problems?|issues?|errors?|warnings?|exceptions?|failures?|trigger\w*|happened|change[ds]?)\b/i

/** Whether a question asks for one fact rather than for a cause: where nothing reads it, the causes are no answer to it. */
export function asksForFact(text: string): boolean {
  return text.length <= 400 && ASKS_FACT.test(text) && !ASKS_CAUSE.test(text)
}
