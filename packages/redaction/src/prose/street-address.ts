import type { ProseDetector } from './prose-detector.ts'

const WAY =
  'Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Highway|Hwy|Parkway|Alley|Route'
const WORD = String.raw`[\p{L}.'’-]{1,24}`

/** Addresses of houses as they are written in English and in the Romance and Germanic languages, and boxes of post offices. */
export const streetAddress: ProseDetector = {
  name: 'street-address',
  type: 'ADDRESS',
  source: 'https://www.upu.int/en/Postal-Solutions/Programmes-Services/Addressing-Solutions',
  pattern: new RegExp(
    String.raw`((?<![\w.:-])(?:\d{1,6}[a-z]?,? (?:\d{1,5} )?(?:${WORD} ){0,4}${WORD} (?:${WAY})\b\.?|(?:(?:\d{1,6} ){0,2})(?:Rue|Via|Calle|Avenida|Av\.|avenue|Rua|Piazza|Place) (?:${WORD} ){0,4}${WORD}(?: \d{1,5})?|\d{0,6} ?${WORD}(?:straat|strasse|straße|gatan|gata|gade|vej|veien|vägen|weg|laan|plein|platz|utca|tie|katu) \d{1,5}|P\.? ?O\.? Box \d{1,6}|(?:Unit|PSC) \d{1,5},? Box \d{1,6})(?:,? {0,2}(?:Apt\.?|Suite|Unit|Floor) ?#?\d{1,5})?)`,
    'gu',
  ),
  samples: {
    found: [
      'send it to ⟦17 Quarry Street⟧ please',
      'at ⟦Rue de la Paix 12⟧',
      '⟦P.O. Box 101⟧',
      'to ⟦96 Via Garibaldi 102⟧',
      'I live at ⟦3 Lindenstrasse 12⟧',
    ],
    left: ['2 replicas on each way', 'box 3', 'took 15 seconds', 'the way it works'],
  },
}
