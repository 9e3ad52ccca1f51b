/** Numbers in [0, 1) that are the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const WORDS = 30_000
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ')

/** The n-th word of a made language; frequent ones are short. */
function wordAt(rank: number): string {
  let word = ''
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length]!
  }
  return word
}

/** Words as often as in a language (Zipf's law), with identifiers among them. */
function createWriter(random: () => number): () => string {
  const words = Array.from({ length: WORDS }, (_, rank) => wordAt(rank))
  return () => {
    const word = words[Math.min(WORDS - 1, Math.floor(WORDS ** random()) - 1)]!
    return random() < 0.03 ? `${word}_${words[Math.floor(random() * WORDS)]!}_total` : word
  }
}

/** A document of about `bytes` bytes in Markdown: sections of paragraphs, a listing in each third. */
export function createDocumentMaker(seed: number): (bytes: number) => string {
  const random = createRandom(seed)
  const write = createWriter(random)
  const sentence = (length: number) => Array.from({ length }, write).join(' ')
  return (bytes) => {
    const parts = [`# ${sentence(4)}`]
    for (let size = 0, section = 0; size < bytes; section++) {
      const code = section % 3 === 2 ? `\n\n\`\`\`sh\n${sentence(12)}\n\`\`\`` : ''
      const part = `## ${sentence(3)}\n\n${Array.from({ length: 8 }, () => `${sentence(16)}.`).join('\n')}${code}`
      parts.push(part)
      size += part.length
    }
    return parts.join('\n\n')
  }
}

/** Questions of 3 to 12 words. */
export function createQuestionMaker(seed: number): () => string {
  const random = createRandom(seed)
  const write = createWriter(random)
  return () => Array.from({ length: 3 + Math.floor(random() * 10) }, write).join(' ')
}
