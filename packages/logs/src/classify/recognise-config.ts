import type { ContentClass, Head } from './content-kind.ts'

const YAML_KEY = /^\s{0,60}(?:- )?["']?[\w./$-][\w./$ -]{0,100}["']?:(?: .{0,2000})?$/
const YAML_ITEM = /^\s{0,60}- ?\S?/
const PAIR = /^\s{0,20}(?:export )?[\w.$-]{1,120}(?:\[[\w.-]{1,40}\])?\s{0,40}=\s{0,40}\S?/
const SECTION = /^\[{1,2}[\w ."@:/*-]{1,120}\]{1,2}$/
const COMMENT = /^\s{0,60}(?:[#;]|\/\/)/
const DIRECTIVE =
  /^\s{0,40}(?:[a-z_][\w.-]{1,60}(?:\s{1,40}[^\s;{}]{1,400}){0,20}\s{0,4};|[a-z_]\w{1,40}(?:\s{1,8}[^{}\s]{1,200}){0,6}\s{0,4}\{|\})\s{0,4}(?:#.{0,400})?$/
const BLOCK = /^(?:resource|provider|variable|module|data|output|terraform|locals)\s{0,8}(?:"[\w.-]{1,100}"\s{0,8}){0,2}\{/

/** Configuration as text: YAML, INI and its kin, nginx, HCL, XML, Dockerfile. JSON is recognised elsewhere. */
export function recogniseConfig({ text, filled }: Head): ContentClass | undefined {
  const lines = filled.filter((line) => !COMMENT.test(line))
  if (lines.length === 0) return undefined
  if (/^apiVersion: ?\S/m.test(text) && /^kind: ?\S/m.test(text)) return found('kubernetes', 0.97)
  if (/^\s{0,20}<(?:\?xml|[A-Za-z][\w:-]{0,60}[\s>/])/.test(text) && !/^\s{0,20}<(?:!doctype html|html)/i.test(text))
    return found('xml', 0.85)
  if (
    lines.filter((line) => BLOCK.test(line)).length > 0 &&
    share(lines, (line) => PAIR.test(line) || BLOCK.test(line) || /^\s{0,60}\}/.test(line)) > 0.6
  ) {
    return found('hcl', 0.9)
  }
  if (/^FROM \S{1,300}/m.test(text) && /^(?:RUN|COPY|CMD|ENTRYPOINT|ENV|WORKDIR|ADD|EXPOSE) /m.test(text))
    return found('dockerfile', 0.9)
  const directives = share(lines, (line) => DIRECTIVE.test(line))
  if (directives > 0.8 && lines.some((line) => line.trimEnd().endsWith('{'))) return found('nginx', 0.85)
  const pairs = share(lines, (line) => PAIR.test(line) || SECTION.test(line))
  if (pairs > 0.85 && !manyPairsALine(lines))
    return found(lines.some((line) => SECTION.test(line)) ? 'ini' : 'properties', 0.5 + pairs * 0.35)
  const yaml = share(lines, (line) => YAML_KEY.test(line) || YAML_ITEM.test(line) || line === '---')
  const nested = lines.some((line) => /^\s{1,60}\S/.test(line) || line.startsWith('- '))
  if (yaml > 0.8 && (nested || lines.length <= 20)) return found('yaml', 0.45 + yaml * 0.35)
  return undefined
}

function found(format: string, confidence: number): ContentClass {
  return { kind: 'config', format, confidence }
}

function share(lines: readonly string[], accept: (line: string) => boolean): number {
  return lines.filter(accept).length / lines.length
}

/** Several pairs in a line are logfmt, not a properties file. */
function manyPairsALine(lines: readonly string[]): boolean {
  return share(lines, (line) => (line.match(/(?:^|\s)[\w.]{1,60}=\S/g)?.length ?? 0) >= 3) > 0.5
}
