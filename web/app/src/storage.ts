/** Returns the stored value of a key, undefined without a valid one. */
export function stored<T>(key: string, isValid: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(key) ?? 'null');
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Stores a value, unless the browser forbids it or the storage is full. */
export function store(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // The page works without memory.
  }
}

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value);
