// The listeners of one channel.

/** Calls functions of the page, in the order in which they were added. */
export interface Listeners<Args extends unknown[]> {
  /** How many listeners there are. */
  size(): number;
  /**
   * Adds a listener. Returns the function that removes it, which tells whether it was still there.
   *
   * @throws {TypeError} If it is not a function.
   */
  add(listener: (...args: Args) => void): () => boolean;
  /** Calls all listeners. An error of one of them is logged. */
  call(...args: Args): void;
}

/** Makes a list of listeners. `channel` is for messages. */
export function createListeners<Args extends unknown[]>(
  channel: string,
): Listeners<Args> {
  const listeners = new Set<(...args: Args) => void>();
  return {
    size: () => listeners.size,
    add(listener) {
      if (typeof listener !== "function") {
        throw new TypeError(`the listener of "${channel}" must be a function`);
      }
      // A new function, so that a listener that is added twice is called twice.
      const call = (...args: Args) => {
        listener(...args);
      };
      listeners.add(call);
      return () => listeners.delete(call);
    },
    call(...args) {
      // A listener may remove others, which are called all the same.
      for (const listener of [...listeners]) {
        try {
          listener(...args);
        } catch (error) {
          console.error(`a listener of "${channel}" failed:`, error);
        }
      }
    },
  };
}
