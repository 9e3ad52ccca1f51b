import type { ProseDetector } from './prose-detector.ts'

/** Telephone numbers in sentences, of any country's grouping: six digits or more in groups, or a number that is called a line to someone. */
export const spokenPhone: ProseDetector = {
  name: 'spoken-phone',
  type: 'PHONE',
  source: 'https://www.itu.int/rec/T-REC-E.123',
  pattern:
    /(?:phone|\btel\b|mobile|cell|\bfax|\bsms|whatsapp|\bdial|\bcall(?:ed|ing)?|\breach|contact|messages?|\btext|hotline|voicemail|pager|registered|number)[^\d\n+(]{0,24}(?=\+?(?:[^\d\n]{0,3}\d){6})(\+?\(?\d{1,5}\)?(?:[ .-]{0,2}\(?\d{1,9}\)?){1,6}(?:[ ]?x\d{1,6})?)(?![\w.:/-]|\s*(?:ms|s|times|bytes|records|lines|hours|days)\b)/gi,
  samples: {
    found: [
      'please stop sending messages to ⟦0612 345 67 89⟧',
      'you can reach me at ⟦612 345 678⟧',
      'my registered ⟦555 0142⟧ got none',
    ],
    left: ['call 2 of 3', 'the number 12345', 'contact 10.1.2.3:80', 'messages 1700000000 ms'],
  },
}
