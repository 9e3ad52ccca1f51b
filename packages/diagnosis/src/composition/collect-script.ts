import type { EvidenceNeed } from '@faultmaven/contracts'

/**
 * One read-only shell script that gathers everything the needs ask for into a folder; `undefined` when no need has a command.
 * Placeholders in angle brackets become variables that the reader sets at the top: nothing runs on a guess.
 */
export function collectScript(needs: readonly EvidenceNeed[]): string | undefined {
  const commands = new Map(needs.flatMap((need) => (need.command === undefined ? [] : [[need.command, need] as const])))
  if (commands.size === 0) return undefined
  const names = [...new Set([...commands.keys()].flatMap(placeholdersOf))]
  return [
    '#!/bin/sh',
    '# Gathers evidence; every command only reads. Set the variables, then run it and upload the folder.',
    ...names.map((name) => `${variableOf(name)}=""  # ${name}`),
    'out="evidence-$(date +%Y%m%d-%H%M%S)"; mkdir -p "$out"',
    ...[...commands].flatMap(([command, need], index) => [
      `# ${oneLine(`${need.text}: ${need.why}`)}`,
      `{ ${fill(command)}; } > "$out/${index + 1}.txt" 2>&1`,
    ]),
    'echo "$out"',
    '',
  ].join('\n')
}

/** Names in a need come from the evidence, which strangers wrote: none may end the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
}

function placeholdersOf(command: string): string[] {
  return [...command.matchAll(/<([a-z][a-z -]{1,30})>/g)].map((match) => match[1] ?? '')
}

function fill(command: string): string {
  return command.replaceAll(/<([a-z][a-z -]{1,30})>/g, (_, name: string) => `"$${variableOf(name)}"`)
}

function variableOf(name: string): string {
  return name.replaceAll(/[^a-z]+/g, '_').toUpperCase()
}
