export interface Once<T> {
  (): Promise<T>;
  /** What was made; null where nobody asked for it. */
  made(): Promise<T> | null;
}

/** Made when it is first asked for, and then kept. */
export function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | null = null;
  const get = () => {
    made ??= make();
    return made;
  };
  return Object.assign(get, { made: () => made });
}
