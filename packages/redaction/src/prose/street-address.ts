import type { ProseDetector } from './prose-detector.ts'

const WAY =
  'Street|St|Str|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Highway|Hwy|Parkway|Pkwy|Alley|Route|Crescent|Close|Grove|Mews|Circle|Trail|Quay|Gardens'
const WORD = String.raw`[\p{L}.'’-]{1,24}`
const ENDING =
  '(?:straat|strasse|straße|gasse|gatan|gata|gade|vägen|vej|veien|veg|weg|laan|plein|platz|allee|chaussee|katu|tie|stræde|vangen|kroken)'
const FORMS = [
  String.raw`\d{1,6}[a-z]?,? (?:\d{1,5} )?(?:${WORD} ){0,4}${WORD} (?:${WAY})\b\.?`,
  String.raw`(?:(?:\d{1,6} ){0,2})(?:Rue|Via|Calle|Avenida|Av\.|avenue|Rua|Piazza|Place|ul\.|Ulica|Strada) (?:${WORD} ){0,4}${WORD}(?: \d{1,5})?`,
  String.raw`(?:\d{1,6} )?${WORD}${ENDING} \d{1,5}\b`,
  String.raw`(?:\d{1,6} )?(?:${WORD} ){1,2}(?:utca|út|útja|tér|körút|ulica|ulitsa|sokak|caddesi|tänav) \d{1,5}\b`,
  String.raw`[Pp]\.? ?[Oo]\.? [Bb]ox \d{1,6}`,
  String.raw`(?:[Uu]nit|PSC|psc|CMR) \d{1,5},? [Bb]ox \d{1,6}`,
  String.raw`(?:APO|FPO|DPO|apo|fpo|dpo) (?:AA|AE|AP|aa|ae|ap) \d{5}`,
  String.raw`Apt\.? ?#?\d{1,5}[A-Z]?\b`,
].join('|')
/** `Address: …` of a form to fill in; an address of a machine has no word beside a number. */
const LABELLED = String.raw`(?:^|(?:[Hh]ome|[Pp]ostal|[Ss]treet|[Mm]ailing|[Ss]hipping|[Bb]illing) )[Aa]ddress:? {1,8}(?=[^@:/=#]{0,80}$)((?=[^\n]{0,40}(?:\d [\p{L}.'’-]{3}|\p{L}{3} \d))[^\n]{6,80})`

/** Addresses of houses as they are written in English and in the languages of Europe, boxes of post offices, military mail. */
export const streetAddress: ProseDetector = {
  name: 'street-address',
  type: 'ADDRESS',
  source: 'https://www.upu.int/en/Postal-Solutions/Programmes-Services/Addressing-Solutions',
  pattern: new RegExp(
    String.raw`(?<![\w.:-])((?:${FORMS})(?:,? {0,2}(?:Apt\.?|Suite|Unit|Floor) ?#?\d{1,5})?)|${LABELLED}`,
    'gu',
  ),
  samples: {
    found: [
      'send it to ⟦17 Quarry Street⟧ please',
      'at ⟦Rue de la Paix 12⟧',
      '⟦P.O. Box 101⟧',
      'APO: ⟦PSC 12, Box 345⟧',
      'Address: ⟦17 Nova ulica 4⟧',
      'to ⟦96 Via Garibaldi 102⟧',
      'I live at ⟦3 Lindenstrasse 12⟧',
    ],
    left: [
      'memory address: 12 pages read',
      'Address: 10.0.0.1',
      '2 replicas on each way',
      'box 3',
      'took 15 seconds',
      'the way it works',
    ],
  },
}
