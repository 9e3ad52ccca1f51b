/** Characters for the tails of samples: no token of a vendor stands in this code, not even one of its documentation. */
const ALPHABETS = {
  hex: 'f3a91c7e04b8d265',
  lower: 'q7w8z9r0t1y2u3i4o5p6',
  upper: 'Q7W2Z3R4T5Y6U3I4O5P6',
  mixed: 'Q7w8Z9r0T1y2U3i4O5p6a',
  letters: 'QwZrTyUiOpAsDfGhJk',
  digits: '7319046258',
}

/** So many characters of an alphabet, in a fixed order without a period below 100. */
export function tail(length: number, alphabet: keyof typeof ALPHABETS = 'mixed'): string {
  const characters = ALPHABETS[alphabet]
  return Array.from(
    { length },
    (_, at) => characters[(at * 7 + Math.floor(at / characters.length) * 3) % characters.length],
  ).join('')
}
