/** What SDKs keep of an item by default. @see https://opentelemetry.io/docs/specs/otel/common/#attribute-limits */
export const MAX_ATTRIBUTES = 128

/** As any other, whatever a file calls it: `__proto__` is no prototype. */
export function setAttribute(attributes: Record<string, string>, key: string, value: string): void {
  Object.defineProperty(attributes, key, { value, enumerable: true, writable: true, configurable: true })
}
