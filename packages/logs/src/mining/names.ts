import type { Group } from './group.ts'
import { commonLiterals, holdsInOrder, sharedLiterals } from './literals.ts'
import { literalsOf, maskParameters } from './mask.ts'

/** The masked text, and the words with a digit that may be names after all: `ssh2`, `L3`, `sendV2`. */
export function maskWithNames(text: string): { readonly masked: string; readonly names: readonly string[] } {
  const names: string[] = []
  const masked = maskParameters(text, (word) => {
    if (!names.includes(word)) names.push(word)
    return false
  })
  return { masked, names }
}

/**
 * Takes the names of a group's first record for constant until a record lacks one. They become part of the group's literals, and
 * those are looked for in every record: that check finds the record in which a name is another.
 */
export function takeNames(group: Group, body: string, names: readonly string[]): void {
  group.body = body
  group.names = names
  const text = keepNames(body, names)
  group.ending = names.find((name) => text.endsWith(` ${name}`)) ?? ''
  group.literals = literalsOf(text)
}

/** Whether a record may be counted in the group as it is: it holds the group's literals and ends as all others. */
export function fitsGroup({ ending, literals }: Group, body: string, text: string): boolean {
  return body.endsWith(ending) && holdsInOrder(text, literals)
}

/** Makes the group hold for a further record, too: gives up what the record lacks, and never asks for more than before. */
export function fitGroup(group: Group, body: string, text: string): void {
  if (group.names.length > 0) narrowNames(group, maskWithNames(body).names)
  if (!body.endsWith(group.ending)) group.ending = ''
  if (!holdsInOrder(text, group.literals)) group.literals = commonLiterals(group.literals, text)
}

/** Gives up the names that a further record of the group lacks. */
export function narrowNames(group: Group, names: readonly string[]): void {
  const left = group.names.filter((name) => names.includes(name))
  if (left.length === group.names.length) return
  group.names = left
  if (!left.includes(group.ending)) group.ending = ''
  group.literals = sharedLiterals(literalsOf(keepNames(group.body, left)), group.literals)
}

/** The group's masked text with the names that every record holds; what a single record holds is a name with one digit only. */
export function textWithNames({ names, literals, body, masked, count }: Group): string {
  const kept = names.filter(
    (name) =>
      literals.some((literal) => literal.includes(name)) &&
      (count > 1 || !/\d\D*\d/.test(name) || body.includes(`${name}=`) || body.includes(`${name}(`)),
  )
  return kept.length === 0 ? masked : keepNames(body, kept)
}

function keepNames(text: string, names: readonly string[]): string {
  return maskParameters(text, (word) => names.includes(word))
}
