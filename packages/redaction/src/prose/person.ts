import type { ProseDetector } from './prose-detector.ts'

const NAME = String.raw`(\p{Lu}[\p{L}'’-]{1,24}(?: (?:\p{Lu}\.|de|van|von|der|da|di|la|le|el|al|bin|ibn)){0,2}(?: \p{Lu}[\p{L}'’-]{1,24}){0,2})`

/** Names of people where a sentence introduces one. A capital letter alone says nothing: products and services have one too. */
export const person: ProseDetector = {
  name: 'person',
  type: 'PERSON',
  source: 'https://www.w3.org/International/questions/qa-personal-names',
  pattern: new RegExp(
    String.raw`(?:\b[Mm]y (?:full )?name is|\b[Nn]ame:|\b(?:[Cc]all|[Nn]amed|[Pp]inged|[Aa]sk(?:ed)?|[Tt]ell|[Tt]old) (?:me|him|her)?|\bI(?:'m| am)|\b[Dd]ear|\b[Hh](?:i|ello|ey),?|\b[Rr]egards,|\b[Tt]hanks,|\b(?:[Mm]rs?|[Mm]s|[Dd]r|[Pp]rof)\.|\b[Ss]aid|\b[Cc]olleague|\b[Cc]ustomer|\b[Ee]ngineer) ${NAME}`,
    'gu',
  ),
  samples: {
    found: ['My name is ⟦Ada Lovelace⟧ and', 'Thanks, ⟦Grace⟧', 'ask Dr. ⟦Edsger W. Dijkstra⟧'],
    left: ['the service is called checkout', 'I am on call', 'Apache Kafka is down', 'my name is unset'],
  },
}
