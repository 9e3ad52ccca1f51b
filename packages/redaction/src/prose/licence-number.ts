import type { ProseDetector } from './prose-detector.ts'

/** Numbers of driving licences and passports behind those words. */
export const licenceNumber: ProseDetector = {
  name: 'licence-number',
  type: 'LICENSE',
  source: 'https://www.iso.org/standard/63798.html',
  pattern:
    /\b(?:driv(?:er|ing)(?:'?s)?[ -]licen[sc]e|passport)(?: (?:number|no\.?|id))?(?: (?:is|was))?[ :#]{1,3}((?=[A-Z\d-]{0,12}\d{3})[A-Z\d][A-Z\d-]{4,18})\b/gi,
  samples: {
    found: ["my driver's license number is ⟦D1234567⟧.", 'passport: ⟦X12345678⟧'],
    left: ['the driver license server failed', 'passport is required'],
  },
}
