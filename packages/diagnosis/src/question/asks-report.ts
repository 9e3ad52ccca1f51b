const REPORT =
  /\b(?:write|draft|make|create|generate|prepare|give|send|produce|compile|export|need|want|get|do|have)\b(?: (?:up|me|us|please|together|a|an|the|our|my|one|some|[a-z]+-(?:line|page)|short|brief|quick|full|final|complete|proper|incident|management|executive|status|shift|blameless|root[- ]cause|rca)){0,6} (?:reports?|post-?mortems?|hand-?(?:offs?|overs?)|summary|write-?up|status update|incident review|review document)\b|^\W*(?:please |an? |the |short |brief |incident |executive |management ){0,3}(?:report|post-?mortem|hand-?off|hand-?over|summary|write-?up)(?: please)?(?:\W*$| (?:for|of|to|on|about)\b)|\bsummari[sz]e (?:(?:this|the|it|our|what|whole|all)\b ?){0,2}(?:case|incident|outage|situation|findings|investigation|happened|for\b|it\b|this\b|\W*$)|\bhand (?:this|it) over\b/i
/** A report that is itself in trouble. */
const IN_TROUBLE =
  /\bwhy\b|\bcan(?:no|'|’)t\b|\bcan not\b|\b(?:un|not )able\b|\bfail(?:s|ed|ing|ure)?\b|\bbroken\b|\bslow\b|\btim(?:es?|ed|ing) out\b|\bhow (?:many|often)\b/i

/**
 * Whether what is asked for is the state of the case in a form that others can read: a report, a postmortem, a summary, a handoff. It asks
 * nothing new: the case is read in the light of what was asked before.
 */
export function asksForReport(text: string): boolean {
  return REPORT.test(text) && !IN_TROUBLE.test(text)
}
