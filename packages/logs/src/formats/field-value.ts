/** What a part of a line is as a field: a number where it is written as one. */
export function toFieldValue(value: string): string | number {
  return isNumber(value) ? Number(value) : value
}

function isNumber(value: string): boolean {
  const code = value.charCodeAt(0)
  return code >= 48 && code <= 57 && value.length < 16 && /^\d+(?:\.\d+)?$/.test(value)
}
