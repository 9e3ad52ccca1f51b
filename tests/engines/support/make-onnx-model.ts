import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
const [INT64, FLOAT] = [7, 1]

/**
 * Writes a sentence-transformers folder whose network looks each word up in a table: the smallest model there is. Its vectors are those of
 * `words`; it proves that folders are read and run, nothing about how well a model finds.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function makeOnnxModel(folder: string, words: Readonly<Record<string, readonly number[]>>): void {
  const dimension = Object.values(words)[0]?.length ?? 0
  const vocabulary = [...SPECIAL, ...Object.keys(words)]
  const table = vocabulary.flatMap((word) => words[word] ?? Array.from({ length: dimension }, () => 0))
  const json = {
    'config.json': { model_type: 'bert', hidden_size: dimension, vocab_size: vocabulary.length },
    'modules.json': [
      { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' },
      { idx: 1, name: '1', path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
    ],
    '1_Pooling/config.json': { word_embedding_dimension: dimension, pooling_mode_mean_tokens: true },
    'tokenizer_config.json': { tokenizer_class: 'BertTokenizer', model_max_length: 64, pad_token: '[PAD]', unk_token: '[UNK]' },
    'tokenizer.json': {
      version: '1.0',
      added_tokens: SPECIAL.map((content, id) => ({
        id,
        content,
        special: true,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
      })),
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: null,
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
      },
    },
  }
  for (const name of ['onnx', '1_Pooling']) mkdirSync(path.join(folder, name), { recursive: true })
  for (const [name, value] of Object.entries(json)) writeFileSync(path.join(folder, name), JSON.stringify(value))
  writeFileSync(path.join(folder, 'onnx', 'model.onnx'), lookupModel(table, vocabulary.length, dimension))
}

/** `last_hidden_state = Gather(table, input_ids)`. */
function lookupModel(table: readonly number[], rows: number, dimension: number): Buffer {
  const node = message([1, text('table')], [1, text('input_ids')], [2, text('last_hidden_state')], [4, text('Gather')])
  const numbers = Buffer.alloc(table.length * 4)
  for (const [at, value] of table.entries()) numbers.writeFloatLE(value, at * 4)
  const initializer = message([1, rows], [1, dimension], [2, FLOAT], [8, text('table')], [9, numbers])
  const input = (name: string) => [11, valueInfo(name, INT64, ['batch', 'sequence'])] as const
  const output = valueInfo('last_hidden_state', FLOAT, ['batch', 'sequence', dimension])
  const graph = message([1, node], [2, text('lookup')], [5, initializer], input('input_ids'), input('attention_mask'), [
    12,
    output,
  ])
  return message([1, 8], [7, graph], [8, message([1, text('')], [2, 13])])
}

function valueInfo(name: string, type: number, shape: readonly (string | number)[]): Buffer {
  const dimensions = shape.map((size) => [1, message(typeof size === 'number' ? [1, size] : [2, text(size)])] as const)
  return message([1, text(name)], [2, message([1, message([1, type], [2, message(...dimensions)])])])
}

/** Fields of a protocol buffer: numbers as varints, the rest with its length. */
function message(...fields: readonly (readonly [field: number, value: number | Buffer])[]): Buffer {
  return Buffer.concat(
    fields.map(([field, value]) =>
      typeof value === 'number'
        ? Buffer.concat([varint(field * 8), varint(value)])
        : Buffer.concat([varint(field * 8 + 2), varint(value.length), value]),
    ),
  )
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}

function text(value: string): Buffer {
  return Buffer.from(value)
}
