const CHARACTERS_A_TOKEN = 3

/**
 * Tokens of a text, rather too many than too few: no tokenizer of any model is known here. Words of logs (ids, paths, numbers) take
 * about three characters a token, other scripts up to one a character.
 */
export function countTokens(text: string): number {
  let wide = 0
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) wide += 1
  return Math.ceil((text.length - wide) / CHARACTERS_A_TOKEN) + wide
}
