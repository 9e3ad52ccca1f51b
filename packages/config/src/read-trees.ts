import { createBudget, MAX_TREE_CHARACTERS, type Budget } from './budget.ts'
import { readDescribe } from './describe.ts'
import { readDockerfile } from './dockerfile.ts'
import { readJsonDocuments } from './json-documents.ts'
import { ENV, INI, PROPERTIES, readKeyValues } from './key-values.ts'
import { readNginx } from './nginx.ts'
import { isClearly, recogniseFormat, type TreeFormat } from './recognise.ts'
import { readToml } from './toml.ts'
import type { SyntaxFault, TreeDocument, TreeNode, TreeReading } from './tree.ts'
import { readVertical } from './vertical.ts'
import { readXml } from './xml.ts'
import { readYaml } from './yaml.ts'

/**
 * Reads a structured document of any known format, recognised by content first and by name second.
 * Text that was only taken for a format and breaks its syntax has no faults, and is no document at all where it looked like YAML.
 * Never throws; broken input gives what could be read of it, with `faults` at their lines (at most 20).
 * Bounds: 16 Mi characters, 100 levels, 200 000 nodes, 2 Mi characters a YAML document; aliases count as what they expand to.
 * Several documents of a file have the pointers `/0`, `/1`, …; the items of a Kubernetes `List` are documents of their own at `…/items/0`.
 * @returns no tree when the text is none (a log, prose, a table).
 */
export function readTrees(name: string, text: string): TreeReading {
  if (text.length > MAX_TREE_CHARACTERS) return { trees: [], faults: [] }
  const budget = createBudget()
  const plain = blankPrompts(text)
  const json = readJsonDocuments(name, plain, budget)
  if (json) return { trees: documentsOf('json', json), faults: isClearly('json', name, plain) ? budget.faults : [] }
  const format = recogniseFormat(name, plain)
  if (format === undefined) return { trees: [], faults: [] }
  const roots = readRoots(format, plain, budget).filter((root) => root.kind !== 'scalar')
  const isGuess = budget.faults.length > 0 && !isClearly(format, name, plain)
  // What a strict parser makes of lines that only looked like YAML hides what they say.
  if (isGuess && format === 'yaml' && budget.faults.some(isBroken)) return { trees: [], faults: [] }
  return { trees: documentsOf(format === 'vertical' ? 'describe' : format, roots), faults: isGuess ? [] : budget.faults }
}

/** Bounds and repeated keys say nothing against the format. */
const isBroken = ({ message }: SyntaxFault) => !/^(?:Duplicate key|Nested deeper|Document is longer|Alias)/.test(message)

/** A shell prompt pasted above the output is blanked, so that line numbers stay. */
const blankPrompts = (text: string) =>
  text.replace(/^(?:\ufeff)?(?:[\w@.:~-]{0,80}[$#>%] [^\n]*\b(?:kubectl|oc|docker|aws|curl|cat|jq|helm|az|gcloud)\b[^\n]*)/, '')

function readRoots(format: TreeFormat, text: string, budget: Budget): TreeNode[] {
  switch (format) {
    case 'yaml':
      return readYaml(text, budget)
    case 'vertical':
      return readVertical(text, budget)
    case 'describe':
      return readDescribe(text, budget)
    case 'toml':
      return [readToml(text, budget)]
    case 'xml':
      return [readXml(text, budget)]
    case 'ini':
      return [readKeyValues(text, INI, budget)]
    case 'env':
      return [readKeyValues(text, ENV, budget)]
    case 'properties':
      return [readKeyValues(text, PROPERTIES, budget)]
    case 'nginx':
      return [readNginx(text, budget)]
    case 'dockerfile':
      return [readDockerfile(text, budget)]
    default:
      return []
  }
}

function documentsOf(format: TreeDocument['format'], roots: readonly TreeNode[]): TreeDocument[] {
  return roots.flatMap((root, index) => splitList({ format, root, pointer: roots.length > 1 ? `/${index}` : '' }))
}

/** `kubectl get -o yaml` of several objects prints one `List`; each item names its own kind. */
function splitList(document: TreeDocument): TreeDocument[] {
  const { root } = document
  if (root.kind !== 'map') return [document]
  const kind = root.entries.get('kind')
  const items = root.entries.get('items')
  if (kind?.kind !== 'scalar' || kind.value !== 'List' || items?.kind !== 'list' || items.items.length === 0) return [document]
  return items.items.map((item, index) => ({ ...document, root: item, pointer: `${document.pointer}/items/${index}` }))
}
