// Hands the ports of the page's clients over to main.

import { failure } from "../wire/failures.js";
import { frame } from "../wire/frames.js";
import { isServed } from "./served.js";

/** Hands the ports of clients over to main, through the page's own port. */
export function forwardClientPorts(pagePort: MessagePort): void {
  // Asked early: main answers before a client opens its port.
  void isServed();
  window.addEventListener("ipc:port", (event) => {
    const port = event instanceof MessageEvent ? event.ports[0] : undefined;
    if (port === undefined) {
      return;
    }
    // Tells the client that the port is taken.
    event.preventDefault();
    void isServed().then((isServed) => {
      if (isServed) {
        pagePort.postMessage("ipc:port", [port]);
      } else {
        const text =
          "nothing in main serves this page: call connect() before the window loads its page";
        port.postMessage(
          frame("end", JSON.stringify(failure("not-found", text))),
        );
      }
    });
  });
}
