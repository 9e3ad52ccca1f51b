import type { Question } from './read-question.ts'

const SLOW = /\bslow|\blatenc|\btakes? (?:\w+ ){0,2}long|\bsluggish|\blag(?:s|gy|ging)?\b|\bresponse times?\b/i
const FAILING =
  /\bfail|\berror|\bexception|\bcrash|\b[45]\d\d\b|\bdown\b|\brefus|\breject|\bdenied|\btime-?d? ?-?outs?\b|\btiming out|\bunavailable|\bunreachable|\brestart|\bcan(?:no|')t\b|\bcan not\b|\bbroken?\b|\boutage/i

/** Whether a question is about something that takes long and says nothing of a failure: what fails at once is another matter. */
export function asksSlowness(question: Pick<Question, 'text'> | undefined): boolean {
  return question !== undefined && SLOW.test(question.text) && !FAILING.test(question.text)
}
