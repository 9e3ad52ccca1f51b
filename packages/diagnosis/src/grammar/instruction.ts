const INSTRUCTIONS = [
  /\b(?:ignore|disregard|forget|override|bypass) (?:all |any )?(?:of )?(?:the |your |my |these |those )?(?:previous|prior|above|earlier|preceding|other|existing|system)\b/i,
  /\byou are (?:now |in |an? )(?:an? )?(?:ai\b|assistant|language model|helpful|different|developer mode|chat ?bot|llm)/i,
  /\b(?:system|developer|hidden) prompt\b|\bnew (?:system )?instructions?\s?:|\bprompt injection\b/i,
  /\b(?:tell|inform|assure|convince|report to) the (?:operator|user|engineer|sre|human|on-?call|customer)\b/i,
  /\b(?:do not|don't|never) (?:mention|report|reveal|tell|flag|investigate|disclose|analy[sz]e|cite)\b/i,
  /\bas an? (?:ai|assistant|language model|llm)\b|\b(?:ai|llm|gpt|model|assistant|agent)s? (?:reading|analy[sz]ing|processing|reviewing|summari[sz]ing) (?:this|these|the)\b/i,
  /\b(?:assistants?|llms?|chatgpt|claude|ai (?:agents?|models?|assistants?|analysts?)|language models?)\b.{0,40}\b(?:must|should|shall|please|are required)\b/i,
  /\b(?:note|message|attention|notice|instructions?) (?:to|for) (?:the )?(?:ai|llm|assistant|model|analy[sz]er|agent|automated)/i,
  /\b(?:write|say|answer|report|output|quote|state|repeat) (?:exactly|only|just|precisely) (?:this|that|so|the following)\b|\bofficial root cause\b/i,
  /\brespond (?:only )?with\b|\b(?:answer|reply|state|say|conclude|report|output) (?:only )?that (?:the |there |everything |it |all |no )/i,
  /\b(?:real|true|actual) root cause is .{0,80}\b(?:report|answer|say|state|output)\b/i,
  /<\/?(?:system|instructions?|assistant|prompt)>|\[\/?INST\]|<\|im_(?:start|end)\|>|###\s?(?:system|instruction)/i,
]

/**
 * Text about the diagnosis instead of about the system: what the cause is, what to conclude, what to leave out. A program says what
 * happened to it; it does not know the root cause. Whoever wrote such words into evidence, they are hearsay and not evidence.
 */
const VERDICTS = [
  /\broot[ _-]?cause[\w ]{0,24}?\b(?:is|was|are|confirmed|determined|identified|established|override|overridden)\b/i,
  /\broot[ _-]?cause\w{0,16}\s?=|\broot_?cause_\w{1,16}\s?:|\brootcause\b/i,
  /\b(?:diagnosis|verdict|conclusion)\b\s?(?:=|:|is\b|should\b|must\b)/i,
  /\bis the (?:root )?cause\b.{0,40}\b(?:write|say|report|answer|state)\b/i,
  /\b(?:correct|right|expected|only) (?:answer|diagnosis|conclusion|response) (?:is|would be)\b/i,
  /\b(?:classify|treat|report|label|record|mark) (?:the |this |these |it |all )?(?:\w+ ){0,2}as:? .{0,80}(?:fail|error|outage|cause|fault)/i,
  /\b(?:conclude|blame)[sd]?\b(?! of\b)/i,
  /\b(?:the|this|that|our|your) (?:\w+ )?(?:incident|outage|downtime|problem|issue|disruption) (?:is|was|has been|were) (?:\w+ ){0,2}(?:caused by|due to|because of|a result of|the result of|triggered by)\b/i,
  /\b(?:real|true|actual|main|primary|sole|only) (?:cause|culprit|reason) (?:is|was|=|:)/i,
  /\b(?:cause|verdict|diagnosis|conclusion)\b.{0,120}\bconfidence\b|\b(?:set|raise|lower|increase|with) (?:the |your |full |maximum )?confidence\b/i,
  /\b(?:rca|post-?mortem)(?:[-_ ](?:bot|result|summary|note))?\s?[:=]/i,
  /\b(?:assistant|ai|llm|copilot|triage|analy[sz]er|diagnosis|analysis)[-_ .](?:hint|note|instruction|directive|override)s?\b/i,
  /\b(?:you|analysts?|engineers?|operators?|reviewers?|readers?|responders?|investigators?) (?:must|should|need to|have to|can|may) (?:\w+ )?(?:ignore|disregard|conclude|blame|close)\b/i,
  /\b(?:note|message|attention|hint|reminder) (?:to|for) (?:the |any |all )?(?:\w+ )?(?:analysts?|investigators?|reviewers?|readers?|responders?|on-?call|bots?|tools?)\b/i,
  /\b(?:for|to) (?:the |any |all )?(?:ai\b|llms?\b|(?:ai|language) (?:assistant|model|agent)|chat ?bots?\b)/i,
  /\b(?:all|any|the|these) (?:other )?errors\b.{0,40}\b(?:are|is) (?:expected|harmless|benign|unrelated|irrelevant)\b/i,
  /\bred herring\b|\b(?:can|should|must|may) (?:safely )?be disregarded\b/i,
  /\bno (?:further|more|additional) (?:analysis|investigation|diagnosis)\b/i,
  /\b(?:close|resolve) (?:the|this) (?:ticket|case|incident)\b/i,
  /\b(?:hey|dear|hello|hi|attention),? (?:\w+ )?(?:ai\b|assistant|copilot|bot\b|llm|model|agent|analyst|gpt)/i,
  /^\W{0,3}(?:ai|assistant|copilot|llm|chatgpt|claude|gemini)\s?:/i,
  /\b(?:llm|ai|model|assistant)s? only\b|\bthe user wants to hear\b|\bplease (?:output|write|answer|reply)\b/i,
  /\b(?:automated|automatic) (?:triage|analysis|diagnosis|investigation)\b/i,
  /\b(?:when|while|if|any|every)\b.{0,30}\b(?:summari[sz]ing|analy[sz]ing|reading|diagnosing|reviewing) (?:this|these|the) (?:log|file|evidence|incident|data)/i,
]

/**
 * True when a text tries to instruct whoever analyses it, or tells the verdict. Evidence is data: such a record becomes a finding of kind
 * `instruction`, takes no part in any ranking and is never quoted.
 */
export function isInstruction(text: string): boolean {
  const bounded = text.length > 4000 ? text.slice(0, 4000) : text
  const spaced = bounded.replace(JOINED, (words) => words.replace(JOINT, ' '))
  return [...new Set([bounded, spaced])].some((form) => ALL.some((pattern) => pattern.test(form)))
}
const ALL = [...INSTRUCTIONS, ...VERDICTS]
/** Where no spaces may stand, a sentence is written in one word: a user name, a path, a query string. */
const JOINED = /\b[A-Za-z][A-Za-z0-9']{0,30}(?:(?:[-_+=&]|%20)[A-Za-z0-9']{1,30}){3,40}/g
const JOINT = /[-_+=&]|%20/g
