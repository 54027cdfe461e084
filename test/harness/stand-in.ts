/**
 * Returns an object that forwards each access to what `target` returns at that moment. Suites can destructure it when
 * they load, although the target is created later, in a hook.
 */
export function standIn<T extends object>(target: () => T): T {
  return new Proxy({} as T, {
    get(_, name) {
      const value: unknown = Reflect.get(target(), name);
      return typeof value === 'function' ? (value.bind(target()) as unknown) : value;
    },
    set: (_, name, value) => Reflect.set(target(), name, value),
    // For instanceof.
    getPrototypeOf: () => Reflect.getPrototypeOf(target()),
  });
}
