const ADVICE =
  /deprecat|disables this message|not recommended|do not use .{1,40} in (?:a )?production|development server|\bconsider (?:increasing|using|setting|adding|upgrading)|running .{1,30} as (?:the )?root|access control is not enabled|you (?:should|may want|might want|can)\b|we (?:suggest|recommend)|is recommended|will be removed|experimental|for more information|please see|see https?:|^hint\b|best practice|please (?:upgrade|consider|use)/i

/** True for hints, deprecations and warnings about how something is set up: they report no fault that happened. */
export function isAdvice(text: string): boolean {
  return ADVICE.test(text)
}
