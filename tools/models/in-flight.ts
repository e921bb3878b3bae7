/** Identical requests in flight are one request. It is called off only when nobody waits for it any more. */
export function shareInFlight<T>() {
  const flights = new Map<string, { result: Promise<T>; waiting: number; controller: AbortController }>();

  /** The first to come pays: the others get the same result. */
  return async (key: string, start: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T | 'called-off'> => {
    let flight = flights.get(key);
    if (!flight || flight.controller.signal.aborted) {
      const controller = new AbortController();
      const begun = { result: start(controller.signal), waiting: 0, controller };
      const over = () => {
        if (flights.get(key) === begun) flights.delete(key);
      };
      begun.result.then(over, over);
      flights.set(key, begun);
      flight = begun;
    }
    const mine = flight;
    mine.waiting += 1;
    if (!signal) return mine.result.finally(() => leave(mine));
    let stop: () => void = () => {};
    const calledOff = new Promise<'called-off'>((resolve) => {
      stop = () => resolve('called-off');
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([mine.result, calledOff]);
    } finally {
      signal.removeEventListener('abort', stop);
      leave(mine);
    }
  };

  function leave(flight: { waiting: number; controller: AbortController }): void {
    flight.waiting -= 1;
    if (flight.waiting === 0) flight.controller.abort();
  }
}
