import type { ProseDetector } from './prose-detector.ts'

/** Words that a sentence begins with, and titles. */
const NO_NAME =
  '(?!(?:Mr|Mrs|Ms|Dr|Prof|It|He|She|They|We|You|Who|Someone|Somebody|Nobody|Everyone|The|That|This|I|And|But|Then|So|What|Why|How|When|Where|As|At|By|For|From|In|On|If|Is|My|Our|Your|His|Her|No|Not|Yes|Please|Can|There|These|Those|Support|Security|Management|Team|User|Users|Customer|Customers)\\b)'
const NAME = String.raw`(${NO_NAME}\p{Lu}[\p{L}'’-]{1,24}(?: (?:\p{Lu}\.|de|van|von|der|da|di|la|le|el|al|bin|ibn)){0,2}(?: \p{Lu}[\p{L}'’-]{1,24}){0,2})`

/** What comes before a name, in either case at its beginning. */
const INTRODUCTIONS = [
  String.raw`[Mm]y (?:full )?name is`,
  String.raw`(?:maiden|last|first|family|middle|[\p{Ll}]{2,10}(?:'s|’s)) name(?: is)?`,
  '[Nn]ame:',
  '(?:[Cc]all|[Nn]amed|[Pp]ing(?:ed)?|[Aa]sk(?:ed)?|[Tt]ell|[Tt]old|[Ee]mailed)(?: me| him| her)?',
  '(?:[Ss]peak|[Ss]poke|[Tt]alk|[Tt]alked|[Mm]et) (?:to|with)',
  '(?:assigned to|on behalf of|[Aa]ttn:?|[Cc]c:?|[Aa]ssistant to)',
  "I(?:'m|’m| am)",
  '(?:[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey|[Rr]egards|[Tt]hanks|[Cc]heers),?',
  String.raw`(?:[Mm]rs?|[Mm]s|[Dd]r|[Pp]rof)\.?`,
  '[Ss]aid',
  '(?:[Cc]olleague|[Cc]oworker|[Tt]eammate|[Cc]ustomer|[Ee]ngineer|[Bb]oss|[Ww]ife|[Hh]usband|[Bb]rother|[Ss]ister|[Ff]riend),?',
].join('|')
/** What only people do: programs say, report, restart and fail too. */
const HUMAN =
  'told|asked|wrote|emailed|pinged|mentioned|thinks|believes|noticed|suggested|replied|complained|promised|forgot|swears'

/** Names of people where a sentence introduces one, or tells what only a person does. A capital letter alone says nothing: products and services have one too. */
export const person: ProseDetector = {
  name: 'person',
  type: 'PERSON',
  source: 'https://www.w3.org/International/questions/qa-personal-names',
  pattern: new RegExp(String.raw`\b(?:${INTRODUCTIONS}) {1,8}${NAME}|(?<![\p{L}\d.] ?)${NAME} (?=(?:${HUMAN})\b)`, 'gu'),
  samples: {
    found: [
      'My name is ⟦Ada Lovelace⟧ and',
      'Thanks, ⟦Grace⟧',
      'ask Dr. ⟦Edsger W. Dijkstra⟧',
      'my colleague ⟦Barbara⟧ saw it',
      '⟦Katherine Johnson⟧ mentioned a spike',
      'Name:   ⟦Alan Turing⟧',
    ],
    left: [
      'the service is called checkout',
      'I am on call',
      'Apache Kafka is down',
      'my name is unset',
      'Prometheus reported a spike',
      'It asked for a password',
    ],
  },
}
