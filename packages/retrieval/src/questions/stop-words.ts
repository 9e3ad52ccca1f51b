import { stemWord } from '../terms/stem-word.ts'

/**
 * English function words, and the words that ask rather than say what is asked for. `not`, `no` and `without` stay out: "not found" is no
 * "found".
 */
const WORDS = `a about above after again against all also although always am an and any anybody anyone anything are as at be because been before
being below between both but by can cannot could couldn d did didn do does doesn doing don during each either else even ever every few for from
further get gets getting go goes going got had has hasn have haven having he help her here hers him his how however i if in into is isn it its
itself just kind let like ll m many may maybe me might mine more most much must my myself need needs never now of off often on once one only
or other our ours out over own perhaps please problem quite rather re really s same see seem seems shall she should shouldn since so some
somebody someone something still such sure t tell than thank thanks that the their them then there these they thing things this those though
through thus to too trouble troubleshoot try trying under until up us use used using ve very want wants was wasn way we well were what
when where whether which while who whom whose why will with won would wouldn yes yet you your yours`
const STEMS: ReadonlySet<string> = new Set(WORDS.split(/\s+/).map(stemWord))

/** Whether a term says nothing of what is looked for. */
export function isStopTerm(term: string): boolean {
  return STEMS.has(term)
}
