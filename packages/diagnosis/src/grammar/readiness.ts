const READY =
  /\bready (?:to (?:accept|serve|receive|handle|process)|for (?:connections|start|work|requests|traffic|queries)|after)\b|\bnow (?:accepting|serving|listening|ready)\b|\b(?:start(?:ed|up|ing)?|initiali[sz]ation|recovery) (?:is |has )?(?:complete[d]?|done|finished|succeeded|up successfully)\b|\b(?:server|service|application|broker|node|daemon) (?:has |is |was )?(?:started|running|up|online)\b|\bstarted (?:successfully|\S{1,60} in [\d.]{1,12} ?(?:s|ms|seconds|milliseconds)\b)/i
const NOT_READY = /\b(?:not|never|isn't|until|before|when|once|if|wait(?:ing|s)?|fail(?:ed|s)?)\b(?: \S{1,20}){0,3} ?$/i

/** True for what a program says when its start is over: "ready to accept connections", "startup complete", "Started api in 4.2 seconds". */
export function isReadiness(text: string): boolean {
  const bounded = text.slice(0, 1000)
  const match = READY.exec(bounded)
  return match !== null && !NOT_READY.test(bounded.slice(Math.max(0, match.index - 60), match.index))
}
