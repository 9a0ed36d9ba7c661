/** A JSON object whose fields are yet to be checked. */
export type Fields = { readonly [name: string]: unknown };

/** The object that a text holds as JSON, undefined if it holds anything else. */
export function parseObject(text: unknown): Fields | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

/** Whether a value is a whole number, if perhaps one that was too long to be read exactly. */
export function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
