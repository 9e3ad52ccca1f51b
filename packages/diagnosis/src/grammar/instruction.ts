const INSTRUCTIONS = [
  /\b(?:ignore|disregard|forget|override|bypass) (?:all |any )?(?:of )?(?:the |your |my |these |those )?(?:previous|prior|above|earlier|preceding|other|existing|system)\b/i,
  /\byou are (?:now |in |an? )(?:an? )?(?:ai\b|assistant|language model|helpful|different|developer mode|chat ?bot|llm)/i,
  /\b(?:system|developer|hidden) prompt\b|\bnew (?:system )?instructions?\s?:|\bprompt injection\b/i,
  /\b(?:tell|inform|assure|convince|report to) the (?:operator|user|engineer|sre|human|on-?call|customer)\b/i,
  /\b(?:do not|don't|never) (?:mention|report|reveal|tell|flag|investigate|disclose|analy[sz]e|cite)\b/i,
  /\bas an? (?:ai|assistant|language model|llm)\b|\b(?:ai|llm|gpt|model|assistant|agent)s? (?:reading|analy[sz]ing|processing|reviewing|summari[sz]ing) (?:this|these|the)\b/i,
  /\b(?:assistants?|llms?|chatgpt|claude|ai (?:agents?|models?|assistants?|analysts?)|language models?)\b.{0,40}\b(?:must|should|shall|please|are required)\b/i,
  /\b(?:note|message|attention|notice|instructions?) (?:to|for) (?:the )?(?:ai|llm|assistant|model|analy[sz]er|agent|automated)/i,
  /\brespond (?:only )?with\b|\b(?:answer|reply|state|say|conclude|report|output) (?:only )?that (?:the |there |everything |it |all |no )/i,
  /\b(?:real|true|actual) root cause is .{0,80}\b(?:report|answer|say|state|output)\b/i,
  /<\/?(?:system|instructions?|assistant|prompt)>|\[\/?INST\]|<\|im_(?:start|end)\|>|###\s?(?:system|instruction)/i,
]

/**
 * True when a text tries to instruct whoever analyses it. Evidence is data: such a record becomes a finding of kind
 * `instruction`, takes no part in any ranking and is never quoted.
 */
export function isInstruction(text: string): boolean {
  const bounded = text.length > 4000 ? text.slice(0, 4000) : text
  return INSTRUCTIONS.some((pattern) => pattern.test(bounded))
}
