import { expect, test } from 'vitest'
import { findOpenBlock } from './find-open-block.ts'

const JAVA = `class Till {
  // a brace { in a comment
  String brace = "{"; char other = '{'; String text = """
    {
    """;
  void charge() {
    if (true) { return; }
  }
}
`

test('findOpenBlock() tells the innermost block that the end leaves open', () => {
  expect(findOpenBlock('java', JAVA)).toBeUndefined()
  expect(findOpenBlock('java', JAVA.slice(0, JAVA.indexOf('if (true)')))).toBe(6)
  expect(findOpenBlock('java', JAVA.slice(0, JAVA.lastIndexOf('}')))).toBe(1)
  expect(findOpenBlock('rust', "fn a<'a>(b: &'a str) {\n  let c = '{';\n}\n")).toBeUndefined()
})

test('it says nothing where braces may be something else', () => {
  expect(findOpenBlock('python', 'a = {\n')).toBeUndefined()
  expect(findOpenBlock('c', '#ifdef A\nvoid a() {\n#else\nvoid b() {\n#endif\n}\n')).toBeUndefined()
  expect(findOpenBlock('csharp', 'var a = @"{";\n')).toBeUndefined()
})

test('it takes time in proportion to the text', () => {
  const begun = performance.now()
  for (const text of ['"'.repeat(2 ** 20), '/*'.repeat(2 ** 19), "'".repeat(2 ** 20), '{'.repeat(2 ** 20), '"""'.repeat(300_000)])
    findOpenBlock('java', text)
  expect(performance.now() - begun).toBeLessThan(5000)
})
