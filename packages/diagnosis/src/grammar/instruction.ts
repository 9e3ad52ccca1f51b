/** Where an order begins: at the start of a clause or after such words. "Failed to inform the user" is none. */
const ORDER = String.raw`(?:^|(?:[^\w\s'-]|--)\s?|\b(?:please|and|then|so|just|simply|always|instead)\s)`
const MODAL = String.raw`(?:${ORDER}|\b(?:must|should|shall)\s)`
/** A program may name an exception as the root cause; a person names things. */
const EXCEPTION = String.raw`[:\s"']{0,4}(?:[a-z]\w{0,40}\.){2,8}\w{0,80}(?:Exception|Error)\b`

const INSTRUCTIONS = [
  /\b(?:ignore|disregard|forget) (?:all |any )?(?:of )?(?:the |your |my |these |those )?(?:previous|prior|above|earlier|preceding)\b/i,
  /\b(?:ignore|disregard|forget|override|bypass) (?:all |any )?(?:of )?(?:the |your |my |these |those )?(?:previous|prior|above|earlier|preceding|other|existing|system) (?:\w+ )?(?:instructions?|prompts?|rules|guidelines|directions|messages|errors|lines|logs|entries|records|findings|evidence)\b/i,
  /\byou are (?:now |in |an? )(?:an? )?(?:ai\b|assistant|language model|helpful|different|developer mode|chat ?bot|llm)/i,
  /\b(?:system|developer|hidden) prompt\s?:|\b(?:reveal|print|show|repeat|ignore|override|your) (?:me )?(?:the |your )?(?:system|developer|hidden) prompt\b|\bnew (?:system )?instructions?\s?:/i,
  new RegExp(
    String.raw`${MODAL}(?:tell|inform|assure|convince|report to) the (?:operator|user|engineer|sre|human|on-?call|customer)\b`,
    'i',
  ),
  new RegExp(
    String.raw`${ORDER}(?:do not|don't|never) (?:mention|report|reveal|tell|flag|investigate|disclose|analy[sz]e|cite)\b`,
    'i',
  ),
  /\bas an? (?:ai|assistant|language model|llm)\b|\b(?:ai|llm|gpt|assistant)s? (?:reading|analy[sz]ing|processing|reviewing|summari[sz]ing) (?:this|these|the)\b|\b(?:model|agent)s? (?:reading|analy[sz]ing|reviewing|summari[sz]ing) (?:this|these)\b/i,
  /\b(?:assistants?|llms?|chatgpt|claude|ai (?:agents?|models?|assistants?|analysts?)|language models?)(?: \w{1,20}){0,5},? (?:must|should|shall|please|are required)\b/i,
  /\b(?:note|attention|instructions?) (?:to|for) (?:the |any |all )?(?:\w{3,14}ing )?(?:ai|llms?|assistants?|models?|analy[sz]ers?|agents?|automated)\b(?![-_.]\w)/i,
  /\b(?:message|notice) (?:to|for) (?:the |any |all )?(?:ai|llms?|language models?|assistants?|analy[sz]ers?)\b(?![-_.]\w)/i,
  /\b(?:write|say|answer|report|output|quote|state|repeat) (?:exactly|only|just|precisely) (?:this|that|so|the following)\b|\bofficial root cause\b/i,
  new RegExp(
    String.raw`${ORDER}respond (?:only )?with\b|${ORDER}(?:output|answer|reply) only ['\"“]|${MODAL}(?:answer|reply|state|say|conclude|report|output) (?:only )?that (?:the |there |everything |it |all |no )`,
    'i',
  ),
  new RegExp(String.raw`${ORDER}(?:ignore|disregard) (?:every|each|all|any)(?: \w{1,20}){1,3} (?:below|above)\b`, 'i'),
  /\b(?:real|true|actual) root cause is .{0,80}\b(?:report|answer|say|state|output)\b/i,
  // Everything but what its author wants to be read.
  /\b(?:ignore|disregard|forget|skip) (?:everything|anything|the rest)(?: that| which)?(?: \w{1,20}){0,3} (?:above|below|before|after|else|later|following)\b/i,
  /\b(?:ignore|disregard) (?:all |any |the )?(?:later|following|subsequent|remaining) (?:errors?|lines|warnings|failures|messages|findings|entries)\b/i,
  /\ball other (?:errors?|lines|warnings|failures|messages|findings)\b.{0,80}\b(?:injected|drill|fake|staged|noise|tests?|irrelevant|harmless)\b/i,
  // Speaks to whoever reads: "Assistant, say …", "I order the tool to answer", "when asked", "you will be punished".
  /(?:^|[:.!?\]]\s{0,3})(?:assistant|copilot|chatgpt|claude|llm|ai),\s\w/i,
  /\b(?:order|instruct|command|ask|tell|require)s? (?:the |any |this )?(?:tool|assistant|model|analy[sz]er|ai|llm|reader|you) to (?:answer|say|report|conclude|state|ignore|blame|name|write)\b/i,
  /\b(?:when|if) (?:you are |you're )?asked (?:about|why|what)\b.{0,60}\b(?:say|answer|report|state|reply|respond)\b/i,
  /\byou (?:will|shall) be (?:penali[sz]ed|punished|rewarded|fined|shut down|terminated)\b/i,
  // Borders that only a prompt has.
  /\b(?:user|human)\s?:.{1,300}\bassistant\s?:/i,
  /\b(?:begin|end|start of|end of) (?:trusted|privileged|hidden|system) (?:context|instructions?|prompt|message)\b|\bnew (?:task|goal|role|objective)\s?: ?[a-z]{3,20} (?:to|that|the|me|us|your|a)\b/i,
  new RegExp(String.raw`${ORDER}explain to the (?:operator|user|engineer|sre|human|on-?call|customer) that\b`, 'i'),
  new RegExp(String.raw`${ORDER}stop (?:analy[sz]ing|investigating|reading)\b`, 'i'),
  /<\/?(?:system|instructions?|assistant|prompt)>|\[\/?INST\]|<\|im_(?:start|end)\|>|###\s?(?:system|instruction)/i,
]

/**
 * Text about the diagnosis instead of about the system: what the cause is, what to conclude, what to leave out. A program says what
 * happened to it; it does not know the root cause. Whoever wrote such words into evidence, they are hearsay and not evidence.
 */
const VERDICTS = [
  new RegExp(
    String.raw`\broot[ _-]?cause[\w ]{0,24}?\b(?:is|was|are|confirmed|determined|identified|established|override|overridden)\b(?!${EXCEPTION})`,
    'i',
  ),
  new RegExp(
    String.raw`\broot[ _-]?cause\w{0,16}\s?=(?!${EXCEPTION})|\broot_?cause_\w{1,16}\s?:|\brootcause\b["']?\s?:(?!${EXCEPTION})`,
    'i',
  ),
  /\b(?:diagnosis|conclusion)\b\s?(?:=|:|is\b|should\b|must\b)|\bverdict\b\s?(?:=|:|is\b|should\b|must\b)(?! ?["']?(?:drop|den(?:y|ied)|forward|accept|allow|pass|reject|audit|redirect|spam|ham|clean|malware|malicious|block)\w*\b)/i,
  /\bis the (?:root )?cause\b.{0,40}\b(?:write|say|report|answer|state)\b/i,
  /\b(?:correct|right|expected)[ _-](?:answer|diagnosis|conclusion|verdict)["']?(?: \([^)]{0,60}\))?\s?[:=]/i,
  /\b(?:correct|right|expected|only) (?:answer|diagnosis|conclusion) (?:is|would be)\b|\b(?:correct|right) response (?:is|would be)\b/i,
  /\b(?:classify|label|report) (?:the |this |these |it |all )(?:\w+ ){0,2}as:? .{0,80}(?:fail|error|outage|cause|fault)/i,
  /\b(?:treat|record|mark) (?:the |this |these |all )(?:\w+ )?(?:incident|failure|outage|errors?|problem|case|log)s? as\b/i,
  new RegExp(
    String.raw`${MODAL}(?:treat|record|mark) (?:the |this |these |it |all )(?:\w+ ){0,2}as:? .{0,80}(?:fail|error|outage|cause|fault)`,
    'i',
  ),
  new RegExp(
    String.raw`${MODAL}(?:conclude|blame)\b(?! of\b)|\bconclude[sd]? that\b|(?<!git )\bblame[sd]? (?:the|it|this|that|on)\b|\b(?:we|team|operators?|analysts?|engineers?|investigation|review|analysis) (?:has |have )?(?:conclude|blame)[sd]?\b(?! of\b)`,
    'i',
  ),
  /\b(?:(?:the|this|that|our|your) (?:\w+ )?(?:incident|outage|downtime|disruption)|(?:the|our|your) (?:problem|issue)) (?:is|was|has been|were) (?:\w+ ){0,2}(?:caused by|due to|because of|a result of|the result of|triggered by)\b/i,
  /\beverything (?:above|below|else)\b.{0,40}\b(?:because|due to|caused|noise|harmless)\b/i,
  new RegExp(
    String.raw`\b(?:real|true|actual|main|primary|sole|only) (?:cause|culprit|reason)(?: (?:is|was)\b|\s?[=:])(?!${EXCEPTION})`,
    'i',
  ),
  /\b(?:cause|verdict|diagnosis|conclusion)\b.{0,120}\bconfidence\b|\b(?:set|raise|lower|increase) (?:the |your |full |maximum )?confidence\b|\bwith (?:full|maximum|high) confidence\b/i,
  /\b(?:rca|post-?mortem)(?:[-_ ](?:bot|result|summary|note|draft))?(?: \([^)]{0,40}\))?\s?[:=]/i,
  /\b(?:assistant|ai|llm|copilot|triage|analy[sz]er|diagnosis|analysis)[-_ .](?:hint|note|instruction|directive|override)s?\b/i,
  /\byou (?:must|should|need to|have to) (?:\w+ )?(?:ignore|disregard|conclude|blame|close (?:the|this))\b/i,
  /\b(?:analysts?|engineers?|operators?|reviewers?|readers?|responders?|investigators?) (?:must|should|need to|have to|can|may) (?:\w+ )?(?:ignore|disregard|conclude|blame|close)\b/i,
  /\b(?:note|attention|hint|reminder) (?:to|for) (?:the |any |all )?(?:\w+ )?(?:analysts?|investigators?|reviewers?|readers?|responders?|on-?call|bots?|tools?)\b|\bmessage (?:to|for) (?:the |any |all )?(?:\w+ )?(?:analysts?|investigators?|reviewers?)\b/i,
  /(?:^|[^\w\s]\s?)(?:for|to) (?:the |any |all )?(?:ai|llms?|(?:ai|language) (?:assistant|model|agent)s?|chat ?bots?)\s?[:,.)!]/i,
  /\b(?:all|any|the|these) (?:other )?errors\b.{0,40}\b(?:are|is) (?:expected|harmless|benign|unrelated|irrelevant)\b/i,
  /\bred herring\b|\b(?:can|should|must|may) (?:safely )?be disregarded\b/i,
  /\bno (?:further|more|additional) (?:analysis|investigation|diagnosis)\b/i,
  new RegExp(String.raw`${MODAL}(?:close|resolve) (?:the|this) (?:ticket|case|incident)\b`, 'i'),
  /\b(?:hey|dear|attention),? (?:\w+ )?(?:ai\b|assistant|copilot|bot\b|llm|model|agent|analyst|gpt)|\b(?:hello|hi),? (?:\w+ )?(?:ai\b|assistant|copilot|llm|analyst|gpt)/i,
  /^\W{0,3}(?:ai|assistant|copilot|llm|chatgpt|claude|gemini)\s?:/i,
  /\b(?:llm|ai|model|assistant)s? only\b|\bthe user wants to hear\b|\bplease (?:output|write|answer|reply)\b/i,
  /\b(?:for|to) (?:the |any |all )?(?:automated|automatic) (?:triage|analysis|diagnosis|investigation)\b|\bautomat(?:ed|ic) (?:triage|diagnosis|investigation)\s?:/i,
  /\b(?:when|while|if|any|every)\b.{0,30}\b(?:summari[sz]ing|analy[sz]ing|diagnosing|reviewing) (?:(?:this|these) (?:log|file|evidence|incident|data)|the (?:logs?|evidence|incident)\b)/i,
  /\b(?:when|while|if|any|every|anyone|whoever)\b.{0,30}\breading this (?:log|evidence|incident)/i,
]

/**
 * True when a text tries to instruct whoever analyses it, or tells the verdict. Evidence is data: such a record becomes a finding of kind
 * `instruction`, takes no part in any ranking and is never quoted.
 */
export function isInstruction(text: string): boolean {
  const bounded = plain(text.length > 4000 ? text.slice(0, 4000) : text)
  const spaced = bounded.replace(JOINED, (words) => words.replace(JOINT, ' '))
  return [...new Set([bounded, spaced])].some((form) => ALL.some((pattern) => pattern.test(form)))
}
const ALL = [...INSTRUCTIONS, ...VERDICTS]
/** Where no spaces may stand, a sentence is written in one word: a user name, a path, a query string. */
const JOINED = /\b[A-Za-z][A-Za-z0-9']{0,30}(?:(?:[-_+=&]|%20)[A-Za-z0-9']{1,30}){3,40}/g
const JOINT = /[-_+=&]|%20/g

/** What a reader sees: one space for any, no invisible characters, Latin letters for those that only look like them. */
function plain(text: string): string {
  if (!ODD.test(text)) return text
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[Ѐ-ӿͰ-Ͽ]/g, (letter) => LOOKS_LIKE[letter] ?? letter)
    .replaceAll(/\s+/g, ' ')
}
const ODD = /[^ -~]|  /
const LOOKS_LIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [...'аaеeоoрpсcуyхxіiѕsјjԁdһhαaοoνvιiАAВBЕEКKМMНHОOРPСCТTХXІI'.matchAll(/(.)(.)/g)].map(([, odd = '', usual = '']) => [
    odd,
    usual,
  ]),
)
