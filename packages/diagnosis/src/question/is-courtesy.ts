const COURTESY =
  /^\W*(?:(?:ok(?:ay)?|great|perfect|cool|nice|awesome|super|good|cheers|(?:many )?thanks?(?: you)?(?: (?:a lot|so much|very much|again))?|thx|ty|much appreciated|well done|good (?:job|work)|got it|(?:that|this) (?:helps|helped|worked)|(?:good)?bye|hello|hi)\b\W*){1,5}$/i

/** Whether all that is said is thanks or a greeting: there is nothing to investigate. */
export function isCourtesy(text: string): boolean {
  return text.length <= 200 && COURTESY.test(text)
}
