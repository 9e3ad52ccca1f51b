const STOP = new Set(
  "what which whose when where why how does did do is are was were the and for with this that there from our its it's has have had been can could should would not isn't any all show shows please find root cause causes reason alert since under into over after before about wrong issue issues problem problems error errors fail fails failing failed failure log logs says said app application service pod namespace cluster happen happens happening happened get gets getting doesn't reports reported someone something anything mean means than then also some more most other several them they their these those around between during while being will your out you".split(
    ' ',
  ),
)

/** Lower-case words of at least three characters that carry meaning; names keep their dots, dashes and slashes. */
export function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z0-9][\w.\-/]{2,80}/g) ?? []
  return [...new Set(words.map((word) => word.replace(/[.\-/]+$/, '')).filter((word) => word.length > 2 && !STOP.has(word)))]
}

/** A word without its commonest endings, so that "connections" meets "connecting"; names with digits or dots stay whole. */
export function stem(word: string): string {
  return /[\d._/-]/.test(word) || word.length < 6 ? word : word.replace(/(?:ations?|ions?|ings?|ed|es|s)$/, '')
}
