import type { Budget } from './budget.ts'
import { appendUnder } from './grow.ts'
import type { TreeNode } from './tree.ts'

/** @see https://docs.docker.com/reference/dockerfile/#overview */
const INSTRUCTIONS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)
const HEREDOC = /<<-?["']?(\w{1,60})["']?/
/** Characters of one instruction that are looked at. */
const MAX_INSTRUCTION = 100_000
const STAGE = /^\S{1,400}(?:\s{1,8}\S{1,400}){0,4}?\s{1,8}AS\s{1,8}(\S{1,100})\s*$/i

/**
 * Reads a Dockerfile: a map from the instruction to its arguments, a list where it comes again. Reported at their lines: words that are no
 * instruction, an exec form that is no JSON list, a build that does not begin with `FROM`, and a stage that `COPY --from` names
 * and no `FROM … AS` before it defines.
 *
 * @see https://docs.docker.com/reference/dockerfile/
 */
export function readDockerfile(text: string, budget: Budget): TreeNode {
  const entries = new Map<string, TreeNode>()
  const stages = new Set<string>()
  let isBegun = false
  for (const { name, rest, line, isOpen } of instructionsOf(text)) {
    if (!budget.take()) break
    if (isOpen) budget.fault(line, 'The instruction goes on, but the text ends')
    const instruction = name.toUpperCase()
    if (!INSTRUCTIONS.has(instruction)) {
      budget.fault(line, `${/^[A-Za-z]{2,12}$/.test(name) ? `"${name}"` : 'The first word'} is no instruction of a Dockerfile`)
      continue
    }
    if (!isBegun && instruction !== 'ARG' && instruction !== 'FROM')
      budget.fault(line, `"${instruction}" stands before the first FROM`)
    isBegun ||= instruction === 'FROM'
    if (rest.startsWith('[') && !isList(rest))
      budget.fault(line, `The list of ${instruction} is no JSON list: it would run as a shell command`)
    const from = /^(?:--\S{1,200}\s+){0,4}--from=(\S{1,200})/.exec(rest)?.[1]
    if (from !== undefined && isStageName(from) && !stages.has(from.toLowerCase()))
      budget.fault(line, `No stage before this line is called "${from.slice(0, 60)}"`)
    if (instruction === 'FROM') stages.add((STAGE.exec(rest)?.[1] ?? String(stages.size)).toLowerCase())
    appendUnder(entries, instruction, { kind: 'scalar', value: rest, line })
  }
  return { kind: 'map', entries, line: 1 }
}

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

/** A name with a colon, a slash or a dot is an image. */
const isStageName = (name: string) => /^[\w-]+$/.test(name) && !/^\d+$/.test(name)

type Instruction = { readonly name: string; readonly rest: string; readonly line: number; readonly isOpen: boolean }

/** Lines joined by a backslash at their end; comments between them and here-documents are left out. */
function* instructionsOf(text: string): Generator<Instruction> {
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index += 1) {
    const match = /^\s*([A-Za-z_]\w*)(?:\s+(.*))?$/.exec((lines[index] ?? '').slice(0, 20_000))
    if (match?.[1] === undefined) continue
    const line = index + 1
    let rest = match[2] ?? ''
    const parts = [rest]
    let size = rest.length
    let goesOn = /\\\s*$/.test(rest)
    while (goesOn && index + 1 < lines.length) {
      index += 1
      const next = (lines[index] ?? '').slice(0, 20_000)
      if (/^\s*#/.test(next)) continue
      goesOn = /\\\s*$/.test(next)
      if (size < MAX_INSTRUCTION) parts.push(next.trim())
      size += next.length
    }
    rest = parts.map((part, at) => (at + 1 < parts.length ? part.replace(/\\\s*$/, '') : part)).join('')
    const mark = HEREDOC.exec(rest)?.[1]
    if (mark !== undefined) while (index + 1 < lines.length && lines[index]?.trim() !== mark) index += 1
    yield { name: match[1], rest: rest.trim(), line, isOpen: goesOn || (mark !== undefined && lines[index]?.trim() !== mark) }
  }
}
